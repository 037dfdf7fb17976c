"""What an account is called, wherever one is named."""

from typing import Any


def shown_name(user: Any) -> str:
    """The name that a person gave, else the name of their account."""
    return str(user.get_full_name() or user.get_username())
