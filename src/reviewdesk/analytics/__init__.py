"""Numbers and pictures, without Qt and without SQL."""
