"""What an account is called, wherever one is named, and how long its address may be."""

from resource_centre.persons.names import given_name, shown_name

__all__ = ["LONGEST_ADDRESS", "given_name", "shown_name"]

#: Characters of an e-mail address that a column of Django's holds; a field of its forms takes more.
LONGEST_ADDRESS = 254
