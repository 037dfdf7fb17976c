"""Facets: what is asked of an engine, and the counts that come back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

#: Values of one facet that are listed at the most, unless a specification says otherwise; `has_more` says the rest.
MOST_BUCKETS = 1_000


class Match(Enum):
    """How several picked values of one facet combine."""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Reach:
    """Which documents a value stands for: those that carry one of `within` at any level, or one of `own` themselves.

    A commune with all that applies to it: Reach(within={"commune:35238"}, own={"region:53", "country:FR"}).
    """

    within: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


def at_any_level(key: str) -> Reach:
    """The value and all that it contains."""
    return Reach(within=frozenset({key}))


def itself(key: str) -> Reach:
    """The value alone."""
    return Reach(own=frozenset({key}))


@dataclass(frozen=True, slots=True)
class AtAnyLevel:
    """`at_any_level`, but for some values, which stand for themselves alone: "no territory" contains none."""

    alone: frozenset[str]

    def __call__(self, key: str) -> Reach:
        """What the value stands for."""
        return itself(key) if key in self.alone else at_any_level(key)


@dataclass(frozen=True, slots=True)
class FacetSpec:
    """A facet to count.

    size: buckets listed at the most, picked ones aside. only: count these values alone, and leave the others out.
    reach: what a value stands for. is_listed: False for a facet that filters and is not counted.
    """

    name: str
    match: Match = Match.ANY
    size: int = MOST_BUCKETS
    only: frozenset[str] | None = None
    reach: Callable[[str], Reach] = field(default=at_any_level, compare=False)
    is_listed: bool = True


@dataclass(frozen=True, slots=True)
class Bucket:
    """A value with the total that picking it alone in its facet would give; in a facet where all picked values must
    hold, the total with it added. own: documents filed under the value itself, of those."""

    key: str
    count: int
    own: int
    picked: bool = False


@dataclass(frozen=True, slots=True)
class FacetCounts:
    """Buckets of a facet: picked ones first, then the most frequent, then by key. has_more is exact."""

    name: str
    buckets: tuple[Bucket, ...]
    has_more: bool = False

    def count_of(self, key: str) -> int:
        """The count of a value; 0 when it is not listed."""
        return next((bucket.count for bucket in self.buckets if bucket.key == key), 0)


def in_order(buckets: Iterable[Bucket]) -> list[Bucket]:
    """The order that every engine gives: picked, then count, then key."""
    return sorted(buckets, key=lambda bucket: (not bucket.picked, -bucket.count, bucket.key))
