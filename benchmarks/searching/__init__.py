"""The figures of the search, one subject a module; `benchmarks.search` puts them together."""
