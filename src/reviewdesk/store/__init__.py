"""Rows and the desk's files."""
