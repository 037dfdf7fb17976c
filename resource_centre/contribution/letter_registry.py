"""Mails of packages above this one: each registers, at start-up, who writes the letters of its keys.

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


def writer_of(sort: str) -> Writer | None:
    """Who writes them; None for the sorts of this package."""
    return _writers.get(sort)
