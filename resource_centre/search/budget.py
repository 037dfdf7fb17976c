"""What a question may cost, before any engine sees it. Source: docs/reference/search.md."""

import unicodedata

from resource_centre.search.errors import PageOutOfRange, QueryTooLong
from resource_centre.text.characters import composed, mapped
from resource_centre.text.segmentation import words

MOST_CHARACTERS, MOST_WORDS, REACHABLE = 200, 20, 10_000
#: Controls, invisible marks of direction and of format, halves of characters: nobody means to type them.
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))


def clean_text(text: str) -> str:
    """What was typed without what cannot be seen, its accents in their letters, its blanks made single spaces.

    "a\\x00b\\n c" becomes "a b c". Raises QueryTooLong beyond MOST_CHARACTERS or MOST_WORDS.
    """
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in text[: MOST_CHARACTERS * 10])
    clean = " ".join(composed(seen).split())
    if len(clean) > MOST_CHARACTERS:
        raise QueryTooLong("characters", len(text), MOST_CHARACTERS)
    found = len(words(mapped(clean)))
    if found > MOST_WORDS:
        raise QueryTooLong("words", found, MOST_WORDS)
    return clean


def reachable_pages(total: int, size: int) -> int:
    """Pages that can be reached: 10,000 hits, and one page at least."""
    return max(1, -(-min(total, REACHABLE) // size))


def check_page(page: int, total: int, size: int) -> None:
    """Raise PageOutOfRange for a page beyond the last one."""
    last = reachable_pages(total, size)
    if not 1 <= page <= last:
        raise PageOutOfRange(page, last)
