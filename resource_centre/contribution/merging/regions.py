"""Lists whose items have no identity, paragraphs among them: what both sides do to the same stretch (as diff3 does)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import count


@dataclass(frozen=True)
class Region:
    """A stretch of the base, from one number to before the other, and the range of each side that stands for it.

    An insertion is an empty stretch: both numbers are the same.
    """

    base: tuple[int, int]
    theirs: tuple[int, int]
    ours: tuple[int, int]


@dataclass(frozen=True)
class _Edit:
    """base[start:stop] became side[first:last]."""

    start: int
    stop: int
    first: int
    last: int

    @property
    def growth(self) -> int:
        return (self.last - self.first) - (self.stop - self.start)

    def is_inside(self, start: int, stop: int) -> bool:
        """Whether it changes that stretch of the base; an insertion at its edge does not."""
        if self.start == self.stop:
            return start < self.start < stop or self.start == start == stop
        return self.start < stop and self.stop > start


def regions(base: Sequence[str], theirs: Sequence[str], ours: Sequence[str]) -> list[Region]:
    """The stretches that at least one side changed, in order, as small as can be and never overlapping.

    base abc, theirs Xbc, ours abY: two regions, (0, 1) where ours still has "a", and (2, 3) where theirs still has "c".
    """
    left, right = _edits(base, theirs), _edits(base, ours)
    stretches = _stretches([*left, *right])
    return [Region(stretch, _range(left, *stretch), _range(right, *stretch)) for stretch in stretches]


def _edits(base: Sequence[str], side: Sequence[str]) -> list[_Edit]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    changed = [_Edit(*places) for operation, *places in matcher.get_opcodes() if operation != "equal"]
    return [part for edit in changed for part in _parts(edit)]


def _parts(edit: _Edit) -> Iterator[_Edit]:
    """As many items as before: each became its neighbour in place, so that they can be judged one by one."""
    length = edit.stop - edit.start
    if length and length == edit.last - edit.first:
        for i, k in zip(range(edit.start, edit.stop), count(edit.first)):
            yield _Edit(i, i + 1, k, k + 1)
    elif edit.first == edit.last:
        for i in range(edit.start, edit.stop):
            yield _Edit(i, i + 1, edit.first, edit.first)
    else:
        yield edit


def _stretches(edits: Sequence[_Edit]) -> list[tuple[int, int]]:
    """Edits that share an item of the base, or the same gap, belong together; neighbours do not."""
    found: list[tuple[int, int]] = []
    for start, stop in sorted((edit.start, edit.stop) for edit in edits):
        if found and (start < found[-1][1] or (start, stop) == found[-1]):
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def _range(edits: Sequence[_Edit], start: int, stop: int) -> tuple[int, int]:
    """What a side has for base[start:stop]: that stretch moved by what the side changed before and inside it."""
    inside = [edit for edit in edits if edit.is_inside(start, stop)]
    before = [edit for edit in edits if edit not in inside and (edit.start, edit.stop) < (start, stop)]
    first = start + sum(edit.growth for edit in before)
    return first, first + (stop - start) + sum(edit.growth for edit in inside)
