"""Template tags, loaded with their own names."""
