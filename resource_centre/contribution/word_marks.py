"""Marks that begin or end inside a word, and whose other end is in another: parted, so that each pair is in one word.

"au<i>to mo</i>bile" is typed "au*to* *mo*bile": inside a word, a mark closes in that word (`line_marks`), since
"10~20 et 30~40" has none. Bold needs nothing of it: nobody means anything else by two stars.
"""

import re
from dataclasses import dataclass

#: The tag at which every open mark is closed, to be opened again with the next word: clean HTML holds no such tag.
PART = "wbr"
_INLINE = frozenset({"a", "abbr", "b", "cite", "code", "em", "i", "q", "strong", "sub", "sup"})
_WATCHED = frozenset({"em", "i", "sub", "sup"})
_PIECE = re.compile(r"<(?P<closes>/?)(?P<tag>[a-z0-9]+)[^<>]*>|(?P<text>[^<\s]+)|\s+|<")


@dataclass
class _Word:
    """A word with the tags in it, and where marks are parted beside it."""

    html: str = ""
    is_parted_before: bool = False
    is_parted_after: bool = False

    def __str__(self) -> str:
        part = f"<{PART}>"
        return f"{part if self.is_parted_before else ''}{self.html}{part if self.is_parted_after else ''}"


@dataclass
class _Edge:
    """Where a mark begins or ends: in which word, between which letters; "" where the word does."""

    word: _Word
    before: str
    after: str = ""

    @property
    def is_inside(self) -> bool:
        return self.before.isalnum() and self.after.isalnum()


def parted_words(html: str) -> str:
    """Clean HTML with a PART beside each word inside which a mark begins, or ends, and does not do both.

    "au<i>to mo</i>bile" gives "au<i>to<wbr> <wbr>mo</i>bile".
    """
    reader = _Reader()
    for piece in _PIECE.finditer(html):
        reader.take(piece)
    for first, last in reader.pairs:
        if first.word is not last.word:
            first.word.is_parted_after |= first.is_inside
            last.word.is_parted_before |= last.is_inside
    return "".join(map(str, reader.written))


class _Reader:
    """Parts HTML into words and what is between them, and notes where marks begin and end."""

    def __init__(self) -> None:
        self.written: list[_Word | str] = []
        self.pairs: list[tuple[_Edge, _Edge]] = []
        self.opened: list[_Edge] = []
        self.waiting: list[_Edge] = []
        self.word: _Word | None = None
        self.letter = ""

    def take(self, piece: re.Match[str]) -> None:
        """One tag, or words, or white space."""
        if piece["text"] is None and piece["tag"] not in _INLINE:
            self._end_word()
            self.written.append(piece[0])
            return
        if self.word is None:
            self.word = _Word()
            self.written.append(self.word)
        self.word.html += piece[0]
        if piece["tag"] in _WATCHED:
            self._take_edge(_Edge(self.word, self.letter), closes=bool(piece["closes"]))
        elif piece["text"] is not None:
            for edge in self.waiting:
                edge.after = piece["text"][0]
            self.waiting, self.letter = [], piece["text"][-1]

    def _take_edge(self, edge: _Edge, *, closes: bool) -> None:
        self.waiting.append(edge)
        if not closes:
            self.opened.append(edge)
        elif self.opened:
            self.pairs.append((self.opened.pop(), edge))

    def _end_word(self) -> None:
        self.word, self.waiting, self.letter = None, [], ""
