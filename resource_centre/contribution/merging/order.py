"""The order of items that have an identity, merged pair by pair.

Which of two items comes first is one fact: who turns a pair round is followed, whatever the other did to other pairs.
So every turn of either side is in the result. When the turns of both make a circle (a before b, b before c, c before a)
no order holds them all, and a person chooses.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import combinations

from resource_centre.contribution.merging.values import ABSENT, After, InOrder, Three, Value

#: Asked at a key that ours moved (an After, or ABSENT where it was), or at the first key of a circle (InOrder of it).
Decide = Callable[[str, Three[Value]], Value]


def merged_order(orders: Three[Sequence[str]], survivors: Collection[str], decide: Decide) -> list[str]:
    """The survivors, in the order that both sides want.

    When only one side differs from the base and `decide` follows it, the result is that side's order. Costs the square
    of the number of items when both moved some.
    """
    known = [key for key in orders.base if key in survivors]
    theirs = _with_moves(known, orders.theirs, moved(known, orders.theirs))
    ours = _with_moves(known, orders.ours, _followed(known, orders.ours, decide))
    spine = _joined(Three(known, theirs, ours), decide)
    return _with_additions(spine, orders, [key for key in survivors if key not in orders.base])


def moved(base: Sequence[str], side: Sequence[str]) -> frozenset[str]:
    """Keys of both lists that are outside of the longest run that kept its order: base abcd, side dabc gives d."""
    place = {key: i for i, key in enumerate(base)}
    common = [key for key in side if key in place]
    kept = _longest_increasing([place[key] for key in common])
    return frozenset(common) - {base[i] for i in kept}


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


def _followed(known: Sequence[str], order: Sequence[str], decide: Decide) -> frozenset[str]:
    """Those moves that are to be made."""
    moves = moved(known, order)
    place = _follows(order, frozenset(known) - moves)
    asked = ((key, Three(ABSENT, ABSENT, After(place[key]))) for key in known if key in moves)
    return frozenset(key for key, positions in asked if decide(key, positions) is not ABSENT)


def _with_moves(known: Sequence[str], order: Sequence[str], moves: Collection[str]) -> list[str]:
    """The known keys where they were, but those moves made, each behind the unmoved key that it follows in `order`."""
    place = _follows(order, frozenset(known) - moved(known, order))
    return _with_runs([key for key in known if key not in moves], _runs(place, moves))


def _joined(orders: Three[list[str]], decide: Decide) -> list[str]:
    """Three orders of the same keys as one."""
    if orders.base in (orders.theirs, orders.ours):
        return orders.ours if orders.theirs == orders.base else orders.theirs
    theirs, ours = ({key: i for i, key in enumerate(order)} for order in (orders.theirs, orders.ours))
    wins = Counter(
        first if theirs[first] < theirs[second] and ours[first] < ours[second] else second
        for first, second in combinations(orders.base, 2)
    )
    ranked = sorted(orders.base, key=lambda key: -wins[key])
    return [key for circle in _circles(ranked, wins) for key in _chosen(circle, orders, decide)]


def _circles(ranked: Sequence[str], wins: Counter[str]) -> Iterator[list[str]]:
    """Cut a ranking where all before the cut come before all behind it: between cuts is one key, or a circle."""
    circle: list[str] = []
    total = 0
    for count, key in enumerate(ranked, start=1):
        circle.append(key)
        total += wins[key]
        if total == count * (count - 1) // 2 + count * (len(ranked) - count):
            yield circle
            circle = []


def _chosen(circle: list[str], orders: Three[list[str]], decide: Decide) -> Sequence[str]:
    if len(circle) == 1:
        return circle
    choices = orders.each(lambda order: InOrder(tuple(key for key in order if key in circle)))
    return decide(choices.base.keys[0], choices).keys


def _with_additions(spine: Sequence[str], orders: Three[Sequence[str]], new: Collection[str]) -> list[str]:
    """Each new item behind the one that it follows on its side, wherever that is now.

    What both added is where it comes first. Two runs behind the same item stand one behind the other, whichever side
    is which.
    """
    rank: dict[str | None, int] = {key: i for i, key in enumerate([None, *spine])}
    fixed = frozenset(spine)
    theirs, ours = _follows(orders.theirs, fixed), _follows(orders.ours, fixed)
    first = {key: min((side[key] for side in (theirs, ours) if key in side), key=rank.__getitem__) for key in new}
    left, right = (
        _runs(side, {key for key in new if key in side and side[key] == first[key]}) for side in (theirs, ours)
    )
    anchors = dict.fromkeys([*left, *right])
    return _with_runs(spine, {at: woven(*sorted((left.get(at, []), right.get(at, [])))) for at in anchors})


def _follows(order: Sequence[str], fixed: Collection[str]) -> dict[str, str | None]:
    """For each key the nearest fixed one before it; None at the beginning."""
    found: dict[str, str | None] = {}
    anchor = None
    for key in order:
        found[key] = anchor
        anchor = key if key in fixed else anchor
    return found


def _runs(place: dict[str, str | None], keys: Collection[str]) -> dict[str | None, list[str]]:
    """Those keys by the one that they follow."""
    found: dict[str | None, list[str]] = {}
    for key, anchor in place.items():
        if key in keys:
            found.setdefault(anchor, []).append(key)
    return found


def _with_runs(spine: Sequence[str], runs: dict[str | None, list[str]]) -> list[str]:
    return [*runs.get(None, []), *(key for at in spine for key in (at, *runs.get(at, [])))]


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
