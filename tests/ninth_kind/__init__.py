"""A host's own app that adds a ninth kind of resource: proof that it takes no more than this."""
