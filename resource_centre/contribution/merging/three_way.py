"""Joining two versions that began as one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from resource_centre.contribution.merging.errors import UnknownKey, Unresolved
from resource_centre.contribution.merging.shape import Shape
from resource_centre.contribution.merging.values import Conflict, Content, Pick, Spot, Three, Value, taken
from resource_centre.contribution.merging.walking import Walk


@dataclass(frozen=True)
class Merge:
    """What came of a merge. `provisional` holds theirs wherever somebody must still choose."""

    versions: Three[Content]
    shape: Shape
    picks: tuple[Pick, ...]
    provisional: Content
    conflicts: tuple[Conflict, ...]

    @property
    def content(self) -> Content:
        """The merged content. Raises Unresolved while there are conflicts: half a merge is no merge."""
        if self.conflicts:
            raise Unresolved([conflict.key for conflict in self.conflicts])
        return self.provisional


def merge(base: Content, theirs: Content, ours: Content, shape: Shape) -> Merge:
    """Join `ours` (a proposal) into `theirs` (the page today); both began as `base`.

    What only one changed is taken, what both changed alike is taken once, the rest is in `conflicts`. What the site
    keeps for itself (BOOKKEEPING, keys of rows) is as in theirs.

    {"title": "A", "status": ""} with theirs {"title": "B", "status": ""} and ours {"title": "A", "status": "stopped"}
    gives {"title": "B", "status": "stopped"} and no conflict. Merged again into the result, ours changes nothing more;
    a text that it took paragraphs out of may be asked about, since paragraphs have no identity.
    """
    return _merged(Three(base, theirs, ours), shape, ())


def resolve(merged: Merge, picks: Sequence[Pick]) -> Merge:
    """The same merge with those choices made, a later one for the same place instead of the earlier.

    Raises UnknownKey for a choice where there is no conflict, BadChoice for a typed value that cannot stand there.
    """
    offered = {conflict.key for conflict in merged.conflicts} | {pick.key for pick in merged.picks}
    if unknown := [pick.key for pick in picks if pick.key not in offered]:
        raise UnknownKey(unknown)
    return _merged(merged.versions, merged.shape, (*merged.picks, *picks))


def _merged(versions: Three[Content], shape: Shape, picks: tuple[Pick, ...]) -> Merge:
    decider = _Decider({pick.key: pick for pick in picks})
    content = Walk(shape, decider.decide).content(versions)
    return Merge(versions, shape, picks, content, tuple(decider.conflicts))


@dataclass(frozen=True)
class _Decider:
    """Takes what only one side changed, follows the choices, and notes what is left."""

    picks: dict[str, Pick]
    conflicts: list[Conflict] = field(default_factory=list)

    def decide(self, spot: Spot) -> Value:
        base, theirs, ours = spot.values
        if theirs == base:
            return ours
        if ours in (base, theirs):
            return theirs
        if pick := self.picks.get(spot.key):
            return taken(pick, spot)
        self.conflicts.append(Conflict(spot.path, spot.label, spot.place, base, theirs, ours))
        return theirs
