"""Two texts word by word: what stays, what is inserted, what is deleted; tags are words of their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from html import unescape
from itertools import groupby

#: A tag, a word, a run of spaces, or any other character.
_TOKEN = re.compile(r"<[^<>]*>|\w+|\s+|.", re.S)
#: Beyond this many pairs of words the whole text is shown as replaced: nobody reads a finer answer, and it is slow.
_MOST_PAIRS = 4_000_000


class PieceKind(Enum):
    """What became of a piece of text."""

    SAME = "same"
    INSERTED = "inserted"
    DELETED = "deleted"


@dataclass(frozen=True)
class Piece:
    """A run of words with one fate. `text` is plain, to be escaped when printed; of markup it is the tag itself."""

    kind: PieceKind
    text: str
    is_markup: bool = False


def compare_words(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces of two texts, in reading order, the deleted before the inserted.

    "a b" and "a c" give (SAME "a "), (DELETED "b"), (INSERTED "c"). Tags are kept: a word made bold is a change.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return (*_pieces(PieceKind.DELETED, old), *_pieces(PieceKind.INSERTED, new))
    return tuple(_compared(old, new))


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    # Spaces match everywhere: left to the matcher they cost the most and tear phrases apart.
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    for operation, i, j, k, m in matcher.get_opcodes():
        if operation == "equal":
            yield from _pieces(PieceKind.SAME, old[i:j])
        else:
            yield from _pieces(PieceKind.DELETED, old[i:j])
            yield from _pieces(PieceKind.INSERTED, new[k:m])


def _pieces(kind: PieceKind, tokens: Sequence[str]) -> Iterator[Piece]:
    for is_markup, run in groupby(tokens, key=lambda token: len(token) > 1 and token.startswith("<")):
        text = "".join(run)
        yield Piece(kind, text if is_markup else unescape(text), is_markup)
