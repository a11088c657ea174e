"""Alembic migrations of a desk."""
