"""A host whose accounts are not Django's: a random key, an address to sign in with, no name of any sort."""
