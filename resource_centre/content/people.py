"""What an account is called, wherever one is named, and how long its address may be."""

from typing import Any

#: Characters of an e-mail address that a column of Django's holds; a field of its forms takes more.
LONGEST_ADDRESS = 254


def shown_name(user: Any) -> str:
    """The name that a person gave, else the name of their account."""
    return str(user.get_full_name() or user.get_username())
