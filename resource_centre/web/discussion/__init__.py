"""Pages of discussions."""
