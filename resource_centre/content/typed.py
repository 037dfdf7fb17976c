"""What somebody typed in a field that no form of Django's has checked, as it can be stored and shown."""

from collections.abc import Mapping
from typing import Any

from resource_centre.text.readable import seen


def typed(posted: Mapping[str, Any], name: str) -> str:
    """The text of a field without what nobody sees, NUL among it, which PostgreSQL takes in no text; "" for a field
    that was not posted.

    >>> typed({"why": "Trop\\x00 vague."}, "why"), typed({}, "why")
    ('Trop vague.', '')
    """
    return seen(str(posted.get(name, "")))
