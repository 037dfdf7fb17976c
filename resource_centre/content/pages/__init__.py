"""The pages of a centre, one file a kind."""
