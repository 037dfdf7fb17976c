"""Keys of rows in addresses and forms."""

#: No key is so large, and SQLite does not even compare with it.
BEYOND = 2**63
