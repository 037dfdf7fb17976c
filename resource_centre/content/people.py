"""What an account is called, wherever one is named, and how long its address may be."""

from typing import Any

from resource_centre.persons import names
from resource_centre.text.readable import in_one_line

__all__ = ["LONGEST_ADDRESS", "given_name", "shown_name"]

#: Characters of an e-mail address that a column of Django's holds; a field of its forms takes more.
LONGEST_ADDRESS = 254


def given_name(user: Any) -> str:
    """The name that a person gave, "" for none. Whatever form it came by, it turns and breaks nothing around it."""
    return in_one_line(names.given_name(user))


def shown_name(user: Any) -> str:
    """The name that a person gave, else that of their account."""
    return given_name(user) or in_one_line(names.account_name(user))
