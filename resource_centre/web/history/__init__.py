"""History for everybody: versions of a resource, what differs between two, what leads to it, recent changes."""
