"""One page per subject."""
