"""The order of items that have an identity: two people may move two of them, and each move is kept.

An item has moved when it is outside of the longest run that kept its order. The others are fixed: they carry the ones
that a side moved or added, each behind the item that it follows on that side.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from resource_centre.contribution.merging.values import ABSENT, After, Three, Value

#: Asked for a key that a side moved, with where each wants it (an After, or ABSENT: where it was); gives one of them.
DecideMove = Callable[[str, Three[Value]], Value]


@dataclass(frozen=True)
class _Side:
    """How one side orders the items. `placed` are those that the result has where this side has them."""

    order: Sequence[str]
    moved: frozenset[str]
    fixed: frozenset[str]
    placed: set[str] = field(default_factory=set)

    def follows(self) -> dict[str, str | None]:
        """For each key the nearest fixed one before it; None at the beginning."""
        found: dict[str, str | None] = {}
        anchor = None
        for key in self.order:
            found[key] = anchor
            anchor = key if key in self.fixed else anchor
        return found

    def runs(self) -> dict[str | None, list[str]]:
        """What this side puts behind each fixed key, in its order."""
        found: dict[str | None, list[str]] = {}
        for key, anchor in self.follows().items():
            if key in self.placed:
                found.setdefault(anchor, []).append(key)
        return found


def moved(base: Sequence[str], side: Sequence[str]) -> frozenset[str]:
    """Keys of both lists that changed place: base abcd, side dabc gives d."""
    place = {key: i for i, key in enumerate(base)}
    common = [key for key in side if key in place]
    kept = _longest_increasing([place[key] for key in common])
    return frozenset(common) - {base[i] for i in kept}


def merged_order(orders: Three[Sequence[str]], survivors: Collection[str], decide: DecideMove) -> list[str]:
    """The survivors, in the order that both sides want.

    When only one side differs from the base and `decide` follows it, the result is that side's order.
    """
    known = [key for key in orders.base if key in survivors]
    moves = moved(orders.base, orders.theirs), moved(orders.base, orders.ours)
    fixed = frozenset(known) - moves[0] - moves[1]
    theirs, ours = _Side(orders.theirs, moves[0], fixed), _Side(orders.ours, moves[1], fixed)
    spine = _spine(known, theirs, ours, decide)
    _place_additions(set(survivors) - set(orders.base), [None, *spine], theirs, ours)
    left, right = theirs.runs(), ours.runs()
    result = _one_run(left.get(None, []), right.get(None, []))
    for key in spine:
        result += [key, *_one_run(left.get(key, []), right.get(key, []))]
    return result


def _spine(known: Sequence[str], theirs: _Side, ours: _Side, decide: DecideMove) -> list[str]:
    """The keys that stay where the base has them; the others are placed on the side whose move is followed."""
    spine = []
    at_theirs, at_ours = theirs.follows(), ours.follows()
    for key in known:
        wanted_theirs = After(at_theirs[key]) if key in theirs.moved else ABSENT
        wanted_ours = After(at_ours[key]) if key in ours.moved else ABSENT
        if wanted_theirs is ABSENT and wanted_ours is ABSENT:
            spine.append(key)
            continue
        chosen = decide(key, Three(ABSENT, wanted_theirs, wanted_ours))
        followed = [side for side, wanted in ((theirs, wanted_theirs), (ours, wanted_ours)) if chosen == wanted]
        if chosen is ABSENT:
            spine.append(key)
        else:
            for side in followed:
                side.placed.add(key)
    return spine


def _place_additions(new: Collection[str], spine: Sequence[str | None], theirs: _Side, ours: _Side) -> None:
    """Put each new item where its side has it; what both added, where it comes first."""
    rank = {key: i for i, key in enumerate(spine)}
    at_theirs, at_ours = theirs.follows(), ours.follows()
    for key in new:
        first = rank[at_theirs[key]] if key in at_theirs else len(rank)
        second = rank[at_ours[key]] if key in at_ours else len(rank)
        if first <= second:
            theirs.placed.add(key)
        if second <= first:
            ours.placed.add(key)


def _one_run(left: list[str], right: list[str]) -> list[str]:
    """Two runs at the same place as one, whichever side is which."""
    return woven(*sorted((left, right)))


def woven(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Two lists as one: each key is there once, those of the second alone behind the one that they follow there."""
    result = list(first)
    position = 0
    for key in second:
        if key in result:
            position = result.index(key) + 1
        else:
            result.insert(position, key)
            position += 1
    return result


def _longest_increasing(numbers: Sequence[int]) -> list[int]:
    """The longest increasing run of different numbers, not necessarily side by side (patience sorting)."""
    tails: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tails, number)
        before[number] = tails[pile - 1] if pile else None
        tails[pile : pile + 1] = [number]
    found: list[int] = []
    last = tails[-1] if tails else None
    while last is not None:
        found.append(last)
        last = before[last]
    return found
