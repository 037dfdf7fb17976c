"""The values that cross the border of this package: where something is, what changed there, what was chosen."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeAlias, TypeVar
from urllib.parse import quote

from resource_centre.contribution.merging.errors import BadChoice

#: What JSON can hold. Opaque: only this package looks inside.
Json: TypeAlias = Any
#: The content of a revision, as `page.serializable_data()` or `revision.content` give it.
Content: TypeAlias = dict[str, Json]
T = TypeVar("T")
U = TypeVar("U")


class Absent(Enum):
    """What a version has where it has nothing: None is a value."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class After:
    """A new position in a list: behind that item, or first when `key` is None."""

    key: str | None


@dataclass(frozen=True)
class InOrder:
    """Items in one of the orders that a person may choose from."""

    keys: tuple[str, ...]


#: Json, ABSENT, or for a position an After or an InOrder.
Value: TypeAlias = Any


@dataclass(frozen=True)
class Three(Generic[T]):
    """One thing in three versions: where both began, what is there now, what is proposed."""

    base: T
    theirs: T
    ours: T

    def each(self, convert: Callable[[T], U]) -> "Three[U]":
        """The same thing of each version."""
        return Three(convert(self.base), convert(self.theirs), convert(self.ours))

    def __iter__(self) -> Iterator[T]:
        """Base, theirs, ours."""
        return iter((self.base, self.theirs, self.ours))

    def all(self, holds: Callable[[T], bool]) -> bool:
        """Whether it holds of the three."""
        return all(holds(version) for version in self)


class Place(Enum):
    """What sort of thing is there."""

    FIELD = "field"
    ROW = "row"
    BLOCK = "block"
    PARAGRAPH = "paragraph"
    POSITION = "position"


@dataclass(frozen=True)
class Located:
    """A place in the content.

    `path` tells it from every other: ("sources", "12", "title"), ("body", "<block id>", "@2-3"): the third paragraph.
    `label` is the same for all places of a sort, for whoever words them: "sources.title", "body.callout.text".
    """

    path: tuple[str, ...]
    label: str
    place: Place

    @property
    def key(self) -> str:
        """The path as one word, safe in a form: "sources/12/title". The same whenever these versions are compared."""
        return "/".join(quote(part, safe="@") for part in self.path)


@dataclass(frozen=True)
class Spot(Located):
    """A place where the three versions are not all the same: what each has there."""

    values: Three[Value]


@dataclass(frozen=True)
class Conflict(Located):
    """A place that both versions changed, each its own way. ABSENT: taken out there, or not yet there."""

    base: Value
    theirs: Value
    ours: Value


class Did(Enum):
    """What a change did."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True)
class Change(Located):
    """One thing that differs between two versions, small enough to be accepted or refused alone.

    `before` is ABSENT for an addition, `after` for a removal. Of a move, `before` is ABSENT and `after` says where to.
    """

    did: Did
    before: Value
    after: Value


class Side(Enum):
    """Whose version is taken."""

    THEIRS = "theirs"
    OURS = "ours"
    BASE = "base"


@dataclass(frozen=True)
class Edited:
    """A value that a person typed instead: same sort as those it replaces. It is cleaned when the page is saved."""

    value: Json


@dataclass(frozen=True)
class Pick:
    """What a person chose at the place of that key."""

    key: str
    take: Side | Edited = Side.OURS


def taken(pick: Pick, spot: Spot) -> Value:
    """The value that a choice gives. Raises BadChoice when a position is typed, or a value of another sort."""
    if isinstance(pick.take, Side):
        return getattr(spot.values, pick.take.value)
    sorts = {type(value) for value in spot.values if value is not ABSENT}
    is_field = not sorts & {dict, list} and spot.place is not Place.PARAGRAPH
    if spot.place is Place.POSITION or not (is_field or type(pick.take.value) in sorts):
        raise BadChoice(spot.key)
    return pick.take.value
