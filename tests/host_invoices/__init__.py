"""A host's table that keeps the account of whoever it is about."""
