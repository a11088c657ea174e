"""What performance management is: values and pure functions, no file, clock, window or database."""
