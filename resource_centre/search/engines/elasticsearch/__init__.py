"""The Elasticsearch engine: the same port and documents, on a node or a cluster. Alone to import its client."""
