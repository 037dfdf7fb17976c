"""What differs between two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\n|[^\S\n]+|[\w’'-]+|[^\w\s]")
#: Words beyond which lines are compared first: the matcher's time grows with the square of their number.
MOST_WORDS = 2_000


class Mark(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Piece:
    """A run of words with one fate: Piece(Mark.ADDED, "avril 2015")."""

    mark: Mark
    text: str


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one: what is common, taken away, added, in order. Equal texts give one piece, or none."""
    return tuple(_joined(_pieces(before, after)))


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if max(len(old), len(new)) > MOST_WORDS and "\n" in before + after:
        yield from _by_line(before, after)
        return
    for mark, was, now in _blocks(old, new):
        if mark == "equal":
            yield Piece(Mark.SAME, "".join(was))
        else:
            yield Piece(Mark.REMOVED, "".join(was))
            yield Piece(Mark.ADDED, "".join(now))


def _by_line(before: str, after: str) -> Iterator[Piece]:
    for mark, was, now in _blocks(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        old, new = "".join(was), "".join(now)
        if mark == "equal":
            yield Piece(Mark.SAME, old)
        elif mark == "replace" and len(was) == len(now) == 1 and len(old) + len(new) < MOST_WORDS:
            yield from _pieces(old.rstrip("\n"), new.rstrip("\n"))
            yield Piece(Mark.SAME, "\n")
        else:
            yield Piece(Mark.REMOVED, old)
            yield Piece(Mark.ADDED, new)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    # Spaces match everywhere: left to the matcher they tear phrases apart.
    for mark, i1, i2, j1, j2 in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        yield mark, old[i1:i2], new[j1:j2]


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join what follows; a lone space between two changes belongs to both, which reads as one change."""
    found = [piece for piece in pieces if piece.text]
    run: list[Piece] = []
    for rank, piece in enumerate(found):
        is_gap = piece.mark is Mark.SAME and piece.text == " " and run and rank + 1 < len(found)
        if piece.mark is not Mark.SAME or is_gap:
            run.append(piece)
        else:
            yield from _as_one(run)
            run = []
            yield piece
    yield from _as_one(run)


def _as_one(run: Sequence[Piece]) -> Iterator[Piece]:
    """What was there, then what is there. Blanks part words on both sides: a sort of blank in place of another is none
    to be read, and stands; none goes, or two words would be read as one."""
    if len({piece.mark for piece in run} - {Mark.SAME}) < 2:
        yield from run
        return
    was, now = (
        "".join(one.text for one in run if one.mark in {mark, Mark.SAME}) for mark in (Mark.REMOVED, Mark.ADDED)
    )
    if was.strip() or now.strip():
        yield Piece(Mark.REMOVED, was)
        yield Piece(Mark.ADDED, now)
    else:
        yield Piece(Mark.SAME, now)
