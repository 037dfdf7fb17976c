"""Lists whose items have no identity, paragraphs among them: what both sides do to the same stretch (as diff3 does)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from resource_centre.contribution.merging.values import Three


@dataclass(frozen=True)
class _Edit:
    """base[start:stop] became those items."""

    start: int
    stop: int
    items: Sequence[str]

    @property
    def growth(self) -> int:
        return len(self.items) - (self.stop - self.start)

    def is_inside(self, start: int, stop: int) -> bool:
        """Whether it changes that stretch of the base; an insertion at its edge does not."""
        if self.start == self.stop:
            return start < self.start < stop or self.start == start == stop
        return self.start < stop and self.stop > start


def regions(keys: Three[Sequence[str]]) -> list[Three[slice]]:
    """The stretches of the base that a side changed, in order and never overlapping, and what stands for each.

    base abc, theirs Xbc, ours abY: two regions, [0:1] where ours still has "a", and [2:3] where theirs still has "c".
    An insertion is an empty stretch of the base.
    """
    left, right = _edits(keys.base, keys.theirs), _edits(keys.base, keys.ours)
    return [
        Three(slice(*stretch), _range(left, *stretch), _range(right, *stretch))
        for stretch in _stretches([*left, *right])
    ]


def has_done(base: Sequence[str], side: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a side's stretch already holds all that the other did to the base's, and may stand for both.

    base PQ, side N, other NQ: N instead of P is done, and Q was taken out besides. So a proposal may be merged
    twice: once it is in, nobody can say any more which of P and Q became N. What the other took out and put nothing
    in the place of may be what the side reworded: that is not done.
    """
    had, has, wants = Counter(base), Counter(side), Counter(other)
    came, went = wants - had, had - wants
    reworded = has - had - came
    stayed = [item for item in other if item in had]
    return (
        bool(came or went)
        and (not reworded or went.total() <= came.total())
        and _is_within(stayed, base)
        and _is_within([item for item in other if item in came], side)
        and all(has[item] <= wants[item] for item in went)
    )


def _is_within(part: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether the items of a part are in the whole, in the same order, others between them or not."""
    rest = iter(whole)
    return all(item in rest for item in part)


def _edits(base: Sequence[str], side: Sequence[str]) -> list[_Edit]:
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    return [
        edit
        for operation, start, stop, first, last in matcher.get_opcodes()
        if operation != "equal"
        for edit in _parts(start, stop, side[first:last])
    ]


def _parts(start: int, stop: int, items: Sequence[str]) -> Iterator[_Edit]:
    """One by one where that is sure: none is left, or as many as before, each in the place of one."""
    if not items:
        yield from (_Edit(i, i + 1, ()) for i in range(start, stop))
    elif len(items) == stop - start:
        yield from (_Edit(start + i, start + i + 1, (item,)) for i, item in enumerate(items))
    else:
        yield _Edit(start, stop, items)


def _stretches(edits: Sequence[_Edit]) -> list[tuple[int, int]]:
    """Edits belong together that share an item of the base or a gap, or are neighbours and bring the same item.

    The last is one paragraph that a side put beside another, and the other side in its place.
    """
    found: list[tuple[int, int]] = []
    brought: set[str] = set()
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.stop)):
        start, stop = found[-1] if found else (-1, -1)
        is_neighbour = edit.start == stop and not brought.isdisjoint(edit.items)
        if edit.start < stop or (edit.start, edit.stop) == (start, stop) or is_neighbour:
            found[-1] = (start, max(stop, edit.stop))
            brought.update(edit.items)
        else:
            found.append((edit.start, edit.stop))
            brought = set(edit.items)
    return found


def _range(edits: Sequence[_Edit], start: int, stop: int) -> slice:
    """What a side has for base[start:stop]: that stretch moved by what the side changed before and inside it."""
    inside = [edit for edit in edits if edit.is_inside(start, stop)]
    before = [edit for edit in edits if edit not in inside and (edit.start, edit.stop) < (start, stop)]
    first = start + sum(edit.growth for edit in before)
    return slice(first, first + (stop - start) + sum(edit.growth for edit in inside))
