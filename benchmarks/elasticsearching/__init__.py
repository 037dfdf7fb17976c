"""What the group `elasticsearch` measures on a real node, one module a subject."""
