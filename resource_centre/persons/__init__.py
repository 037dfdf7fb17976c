"""What is held on a person: one registry, which each package fills in, that exporting and erasing both walk."""
