"""Words of a language: what the rest of the plugin needs to compare and search them."""
