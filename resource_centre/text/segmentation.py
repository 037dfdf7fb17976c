"""Cutting a text into words, as the standard tokenizer of Lucene does: Unicode UAX #29, words only.

The `regex` library knows the word boundaries of Unicode. A piece between two boundaries is a word when it holds a
letter, a digit or a pictograph.
"""

from collections.abc import Iterable, Iterator

import regex

#: Lucene cuts longer words in pieces of this many UTF-16 units, of which a character may take two.
LONGEST = 255

_BOUNDARY = regex.compile(r"\b", regex.V1 | regex.WORD)
_WORD = regex.compile(r"[\p{Alphabetic}\p{Nd}\p{Extended_Pictographic}\p{Emoji_Presentation}\u20e3]")
#: What joins the letters of a word is no part of it when it stands before the first: ":'epsg" gives "epsg".
_BEFORE_WORD = regex.compile(r"['.:·\p{M}]+")
#: Scripts without spaces: a run of them is one word for Lucene, which has no dictionary either.
_UNSPACED = regex.compile(r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")

_LAST_BASE = regex.compile(r"(?r)(\P{M})\p{M}*\Z")


def words(text: str) -> list[str]:
    """The words alone: "l'eau, 3,5 km" gives "l'eau", "3,5", "km"."""
    if _UNSPACED.search(text):
        return [text[start:end] for start, end in pieces(text)]
    found: list[str] = []
    for piece in _BOUNDARY.split(text):
        if len(piece) > LONGEST // 2:
            found += (piece[start:end] for start, end in pieces(piece))
        elif piece.isalpha():
            found.append(piece)
        elif word := _word_of(piece):
            found.append(word)
    return found


def pieces(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each word: "l'eau, 3,5 km" gives (0, 5), (7, 10), (11, 13)."""
    if _UNSPACED.search(text):
        yield from _pieces_of(text, _runs(text))
        return
    start = 0
    for piece in _BOUNDARY.split(text):
        end = start + len(piece)
        if piece.isalpha() and len(piece) <= LONGEST // 2:
            yield start, end
        elif piece and not piece.isspace():
            yield from _pieces_of(text, ((start, end),))
        start = end


def _pieces_of(text: str, runs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for start, end in runs:
        while start < end:
            skipped = _BEFORE_WORD.match(text, start, end)
            start = skipped.end() if skipped else start
            last = _cut(text, start, end)
            if _WORD.search(text, start, last):
                yield start, last
            start = last


def _word_of(piece: str) -> str:
    """The piece without what stands before its first letter; "" when it is no word."""
    skipped = _BEFORE_WORD.match(piece)
    word = piece[skipped.end() :] if skipped else piece
    return word if _WORD.search(word) else ""


def _cut(text: str, start: int, end: int) -> int:
    """Where a word ends: at its end, or after LONGEST units and never on what joins letters."""
    if end - start <= LONGEST // 2:
        return end
    units, place = 0, start
    while place < end and units + (1 if text[place] < "\U00010000" else 2) <= LONGEST:
        units += 1 if text[place] < "\U00010000" else 2
        place += 1
    while place < end and place > start + 1 and text[place - 1] in "'.:·,;":
        place -= 1
    return place


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between two boundaries; those of a script without spaces that touch are one."""
    begun = 0
    for boundary in _BOUNDARY.finditer(text):
        place = boundary.start()
        if place > begun and not _is_inside_run(text, place):
            yield begun, place
            begun = place
    if begun < len(text):
        yield begun, len(text)


def _is_inside_run(text: str, place: int) -> bool:
    """Whether a boundary parts two characters of a script without spaces, marks apart."""
    if place >= len(text) or not _UNSPACED.match(text, place):
        return False
    before = _LAST_BASE.search(text, 0, place)
    return before is not None and _UNSPACED.match(before[1]) is not None
