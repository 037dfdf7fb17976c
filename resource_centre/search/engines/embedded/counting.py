"""Counts of facets, by sets: exact, and no more work than the buckets that are listed ask for."""

from collections.abc import Iterator, Mapping
from heapq import heappush, heapreplace

from pyroaring import BitMap

from resource_centre.search.engines.embedded.bitmaps import Bitmaps, own, union, within
from resource_centre.search.facets import Bucket, FacetCounts, FacetSpec, Match, at_any_level, in_order
from resource_centre.search.query import SearchQuery


class Counting:
    """Filters and counts the documents that the words of a question found."""

    def __init__(self, bitmaps: Bitmaps, query: SearchQuery, found: BitMap) -> None:
        self.bitmaps, self.query, self.found = bitmaps, query, found
        self._picked = self._filters()

    def _filters(self) -> Mapping[str, BitMap]:
        """For each facet with a selection, the documents that pass it."""
        filters: dict[str, BitMap] = {}
        for name, keys in self.query.picked.items():
            if keys:
                spec = self.query.spec(name)
                sets = [self.carriers(spec, key) for key in keys]
                filters[name] = union(sets) if spec.match is Match.ANY else BitMap.intersection(*sets)
        return filters

    def carriers(self, spec: FacetSpec, key: str) -> BitMap:
        """Documents for which a value stands."""
        if spec.reach is at_any_level:
            return self.bitmaps.of(within(spec.name), key)
        reach = spec.reach(key)
        sets = [self.bitmaps.of(within(spec.name), other) for other in reach.within]
        return union([*sets, *(self.bitmaps.of(own(spec.name), other) for other in reach.own)])

    def kept(self, without: str = "") -> BitMap:
        """What passes every facet, or every one but its own."""
        documents = self.found
        for name, passing in self._picked.items():
            if name != without:
                documents = documents & passing
        return documents

    def counts(self) -> tuple[FacetCounts, ...]:
        """Counts of every listed facet, in the order of the specifications."""
        everywhere = self.kept()
        return tuple(
            self._facet(spec, self.kept(spec.name) if self._leaves_out(spec) else everywhere)
            for spec in self.query.specs
            if spec.is_listed
        )

    def _leaves_out(self, spec: FacetSpec) -> bool:
        return spec.match is Match.ANY and spec.name in self._picked

    def _facet(self, spec: FacetSpec, base: BitMap) -> FacetCounts:
        picked = frozenset(self.query.picked.get(spec.name, ()))
        shown = [self._bucket(spec, key, base, self._count(spec, key, base), picked=True) for key in picked]
        best, has_more = self._most(spec, base, picked)
        listed = [self._bucket(spec, key, base, count) for count, key in best]
        return FacetCounts(spec.name, (*in_order(shown), *in_order(listed)), has_more)

    def _count(self, spec: FacetSpec, key: str, base: BitMap) -> int:
        return self.carriers(spec, key).intersection_cardinality(base)

    def _bucket(self, spec: FacetSpec, key: str, base: BitMap, count: int, *, picked: bool = False) -> Bucket:
        """`own`: filed under the value, among those that it stands for."""
        is_plain = spec.reach is at_any_level
        filed = self.bitmaps.filed(spec.name, key) if is_plain else self._filed_among(spec, key)
        return Bucket(key, count, filed.intersection_cardinality(base), picked)

    def _filed_among(self, spec: FacetSpec, key: str) -> BitMap:
        return self.bitmaps.of(own(spec.name), key) & self.carriers(spec, key)

    def _most(self, spec: FacetSpec, base: BitMap, picked: frozenset[str]) -> tuple[list[tuple[int, str]], bool]:
        """The `size` values of most documents, each with its count, and whether there are others.

        Values come by the number of all their documents, which no count exceeds: once enough are held, a value that
        cannot do better ends the search.
        """
        best: list[tuple[int, _Reversed]] = []
        has_more, size = False, spec.size
        for key, most, count in self._candidates(spec, base):
            if not count or key in picked:
                continue
            if len(best) < size:
                heappush(best, (count, _Reversed(key)))
                continue
            # Something is left over; whether anything left can enter must still be known.
            has_more = True
            if most < best[0][0]:
                break
            entry = (count, _Reversed(key))
            if entry > best[0]:
                heapreplace(best, entry)
        return [(count, reversed_key.key) for count, reversed_key in best], has_more

    def _candidates(self, spec: FacetSpec, base: BitMap) -> Iterator[tuple[str, int, int]]:
        """Each key that some document in view carries, or those asked for: the most that it can count, what it counts.

        A value that stands for more than itself, or a choice of values, follows no order: it may count all.
        """
        if spec.only is not None:
            return ((key, len(base), self._count(spec, key, base)) for key in sorted(spec.only))
        ranked = self.bitmaps.ranked(within(spec.name))
        if spec.reach is at_any_level:
            return ((key, most, documents.intersection_cardinality(base)) for key, documents, most in ranked)
        met = (key for key, documents, _most in ranked if documents.intersect(base))
        return ((key, len(base), self._count(spec, key, base)) for key in met)


class _Reversed:
    """A key that is greater when it comes earlier: of equal counts the first key is the better one."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def __lt__(self, other: "_Reversed") -> bool:
        return self.key > other.key
