"""Links to other sites: which pages bear them, whether they still lead somewhere."""
