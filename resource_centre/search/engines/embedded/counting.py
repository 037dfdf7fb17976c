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
        shown = in_order([self._bucket(spec, key, base, picked=True) for key in picked])
        others, has_more = self._most(spec, base, picked)
        listed = in_order([self._bucket(spec, key, base) for key in others])
        return FacetCounts(spec.name, (*shown, *listed), has_more)

    def _bucket(self, spec: FacetSpec, key: str, base: BitMap, *, picked: bool = False) -> Bucket:
        carriers = self.carriers(spec, key)
        count = carriers.intersection_cardinality(base)
        own_set = self.bitmaps.of(own(spec.name), key)
        # Filed under the value, and among those that the value stands for.
        filed = own_set if own_set.issubset(carriers) else own_set & carriers
        return Bucket(key, count, filed.intersection_cardinality(base), picked)

    def _most(self, spec: FacetSpec, base: BitMap, picked: frozenset[str]) -> tuple[list[str], bool]:
        """The `size` keys of most documents, and whether there are others.

        Keys come by the number of all their documents, which no count exceeds: once enough are held, a key that
        cannot do better ends the search.
        """
        best: list[tuple[int, _Reversed]] = []
        has_more = False
        for key, most, count in self._candidates(spec, base):
            if len(best) == spec.size and most < best[0][0]:
                # Nothing left can enter; whether something left counts at all must still be known.
                if has_more:
                    break
                has_more = count > 0 and key not in picked
                continue
            if not count or key in picked:
                continue
            entry = (count, _Reversed(key))
            if len(best) < spec.size:
                heappush(best, entry)
            else:
                has_more = True
                if entry > best[0]:
                    heapreplace(best, entry)
        return [entry[1].key for entry in best], has_more

    def _candidates(self, spec: FacetSpec, base: BitMap) -> Iterator[tuple[str, int, int]]:
        """Each key that some document in view carries, or those asked for: the most that it can count, what it counts.

        A value that stands for more than itself, or a choice of values, follows no order: it may count all.
        """
        if spec.only is not None:
            for key in sorted(spec.only):
                yield key, len(base), self.carriers(spec, key).intersection_cardinality(base)
            return
        name, is_plain = within(spec.name), spec.reach is at_any_level
        for key in self.bitmaps.ranked(name):
            documents = self.bitmaps.of(name, key)
            count = documents.intersection_cardinality(base)
            if count and not is_plain:
                count = self.carriers(spec, key).intersection_cardinality(base)
            yield key, len(documents) if is_plain else len(base), count


class _Reversed:
    """A key that is greater when it comes earlier: of equal counts the first key is the better one."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        self.key = key

    def __lt__(self, other: "_Reversed") -> bool:
        return self.key > other.key
