"""ReviewDesk: performance reviews for public offices, without a network."""
