"""What somebody typed in a field that no form of Django's has checked, as a database can store it."""

from collections.abc import Mapping
from typing import Any


def typed(posted: Mapping[str, Any], name: str) -> str:
    """The text of a field without NUL, which PostgreSQL takes in no text; "" for a field that was not posted.

    >>> typed({"why": "Trop\\x00 vague."}, "why"), typed({}, "why")
    ('Trop vague.', '')
    """
    return str(posted.get(name, "")).replace("\x00", "")
