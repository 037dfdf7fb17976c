"""What one version changes in another, and making some of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from resource_centre.contribution.merging.errors import UnknownKey
from resource_centre.contribution.merging.shape import Shape
from resource_centre.contribution.merging.values import (
    ABSENT,
    Change,
    Content,
    Did,
    Pick,
    Place,
    Spot,
    Three,
    Value,
    taken,
)
from resource_centre.contribution.merging.walking import Walk


@dataclass(frozen=True)
class Difference:
    """From one version to another: `changes`, in the order of the page."""

    base: Content
    other: Content
    shape: Shape
    changes: tuple[Change, ...]


def difference(base: Content, other: Content, shape: Shape) -> Difference:
    """List what `other` changes in `base`: fields, parts of rows and blocks, paragraphs, moves.

    {"title": "A"} and {"title": "B"} give one Change: path ("title",), did CHANGED, before "A", after "B". What
    the site keeps for itself is no change.
    """
    changes: list[Change] = []

    def note(spot: Spot) -> Value:
        changes.append(_change(spot))
        return spot.values.ours

    Walk(shape, note).content(Three(base, base, other))
    return Difference(base, other, shape, tuple(changes))


def apply(found: Difference, picks: Sequence[Pick] | None = None) -> Content:
    """Make changes in the base: all of them, or the picked ones, as they are or with an edited value.

    A change that is not picked is not made. With all of them the result is the other version, in everything that is
    content. Raises UnknownKey for a pick that is no change, BadChoice for a typed value that cannot stand there.
    """
    if picks is None:
        picks = [Pick(change.key) for change in found.changes]
    if unknown := {pick.key for pick in picks} - {change.key for change in found.changes}:
        raise UnknownKey(sorted(unknown))
    chosen = {pick.key: pick for pick in picks}

    def decide(spot: Spot) -> Value:
        pick = chosen.get(spot.key)
        return taken(pick, spot) if pick else spot.values.base

    return Walk(found.shape, decide).content(Three(found.base, found.base, found.other))


def _change(spot: Spot) -> Change:
    base, _theirs, ours = spot.values
    if spot.place is Place.POSITION:
        did = Did.MOVED
    elif base is ABSENT or (spot.place is Place.PARAGRAPH and not base):
        did = Did.ADDED
    elif ours is ABSENT or (spot.place is Place.PARAGRAPH and not ours):
        did = Did.REMOVED
    else:
        did = Did.CHANGED
    return Change(spot.path, spot.label, spot.place, did, base, ours)
