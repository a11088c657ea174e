"""One conversation each."""
