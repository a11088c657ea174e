"""The tables of a desk, one module per subject."""
