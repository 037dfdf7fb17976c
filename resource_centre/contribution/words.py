"""What differs between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORD = re.compile(r"\n|[^\S\n]+|[\w’'-]+|[^\w\s]")
#: Words beyond which lines are compared first: the matcher's time grows with the square of their number.
MOST_WORDS = 2_000
#: What a comparison may cost. Anybody proposes a text, and one that says the few words of a page thousands of times
#: takes the matcher minutes: beyond this, what differs is one piece taken away and one added.
MOST_STEPS = 60_000_000


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
    if _steps(old, new) <= MOST_STEPS:
        yield from _matched(old, new)
        return
    head = _same_at_first(old, new)
    old, new, same = old[head:], new[head:], old[:head]
    tail = _same_at_first(old[::-1], new[::-1])
    yield "equal", same, same
    old, new, same = old[: len(old) - tail], new[: len(new) - tail], old[len(old) - tail :]
    yield from _matched(old, new) if _steps(old, new) <= MOST_STEPS else [("replace", old, new)]
    yield "equal", same, same


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    # Spaces match everywhere: left to the matcher they tear phrases apart.
    for mark, i1, i2, j1, j2 in SequenceMatcher(str.isspace, old, new, autojunk=False).get_opcodes():
        yield mark, old[i1:i2], new[j1:j2]


def _steps(old: Sequence[str], new: Sequence[str]) -> int:
    """What the matcher may do at worst: it looks at each pair of equal words again for each piece that it finds."""
    times = Counter(new)
    pairs = sum(times[word] for word in old if not word.isspace())
    return (len(old) + pairs) * min(len(old), len(new))


def _same_at_first(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = enumerate(zip(old, new, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))


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
