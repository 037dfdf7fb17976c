"""A site of one model, to measure Wagtail's own search on it: a Django app with its settings."""
