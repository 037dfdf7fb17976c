"""How a change is approved, and how pages stay true: steps, queue, opinions from outside, review clock, archive."""
