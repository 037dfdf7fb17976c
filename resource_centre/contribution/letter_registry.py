"""Who writes the mails of each sort of keys: every package registers its own at start-up.

A key of the outbox begins with its sort: "digest:7:2026-11-27" is of the sort "digest".
"""

from collections.abc import Callable

from resource_centre.contribution.letter_writing import Letter

Writer = Callable[[str], Letter | None]
"""Takes the whole key; None when there is nobody to write to, or nothing to say any more."""

_writers: dict[str, Writer] = {}


def register_letters(sort: str, writer: Writer) -> None:
    """Make `writer` write the mails of that sort of keys."""
    _writers[sort] = writer


def letter_for(key: str) -> Letter | None:
    """The mail that a key stands for; None when there is nobody to write to, or nothing to say any more.

    Raises LookupError for a key of a sort that nobody writes: it waits in the outbox, since a process of the next
    version may have put it there.
    """
    sort = key.partition(":")[0]
    if sort not in _writers:
        raise LookupError(f"nobody writes mails of the sort “{sort}”")
    return _writers[sort](key)
