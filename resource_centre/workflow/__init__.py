"""How a change is approved, and how pages stay true: the review clock, the archive."""
