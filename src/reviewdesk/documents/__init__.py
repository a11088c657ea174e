"""Values in, signed paper out."""
