"""Files from and to the outside, as values."""
