"""Beginning to watch something, and the page of what one watches."""
