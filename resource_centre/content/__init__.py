"""What a resource is: pages, vocabularies, territories, relations, facts."""
