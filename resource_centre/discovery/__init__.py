"""Binds content to search: documents, facets, the indexer, and `find`, the only way to search."""
