"""SQLite FTS5 over analysed words, one roaring bitmap for each facet value and access token, in a file of its own."""
