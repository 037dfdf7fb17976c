"""What accounts are called. Every name that is shown of an account comes from here.

A host's model of accounts may have neither `username` nor a first and a last name, and its `get_full_name` may answer
with the address: an address is never a name.
"""

import re
from typing import Any

#: Something on both sides of an at sign: "@ada" is a name, "ada@example.org" is none.
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


def given_name(user: Any) -> str:
    """The name that a person gave, for what anybody may read; "" where they gave none, or where it holds an address."""
    full_name = getattr(user, "get_full_name", None)
    name = str(full_name() or "").strip() if callable(full_name) else ""
    return "" if _ADDRESS.search(name) else name


def account_name(user: Any) -> str:
    """What an account is signed in with; of an address what stands before the at sign: "ada" of "ada@example.org"."""
    name = str(user.get_username()).strip()
    return name.partition("@")[0] if _ADDRESS.search(name) else name
