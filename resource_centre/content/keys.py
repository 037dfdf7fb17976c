"""Keys of rows in addresses and forms: what somebody typed is a number that a database can compare, or nothing."""

from typing import TypeVar

from django.db.models import Model, QuerySet

_Row = TypeVar("_Row", bound=Model)

#: No key is so large: SQLite does not even compare with it, and Python reads no number of 4,301 digits.
BEYOND = 2**63
_LONGEST = len(str(BEYOND))


def key_in(text: str) -> int:
    """The key that these digits name; 0, which no row bears, for what can name none.

    >>> key_in("12"), key_in("²"), key_in("-1"), key_in("9" * 30)
    (12, 0, 0, 0)
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
        return 0
    number = int(text)
    return number if number < BEYOND else 0


def row_with_key(rows: QuerySet[_Row], key: int) -> _Row | None:
    """The one of these rows that bears a key; None where none does.

    Of a number that no key can be, Django asks nothing, but where the key is a link, as that of each kind of page is.
    """
    return rows.filter(pk=key).first() if key < BEYOND else None
