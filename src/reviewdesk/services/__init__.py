"""Use cases: the only code with a database session."""
