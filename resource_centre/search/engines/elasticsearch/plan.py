"""One search as one request of several parts: the hits, then one part of counts for each distinct set of filters.

A part of counts has no hits, so that Elasticsearch keeps its answer until the index changes. The parts may be answered
from two states of an index: numbers that two of them both give must agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from resource_centre.search.budget import REACHABLE
from resource_centre.search.criteria import Sort
from resource_centre.search.engines.elasticsearch.conditions import Condition, any_of, every, preferring
from resource_centre.search.engines.elasticsearch.counting import FacetCount, number_of
from resource_centre.search.engines.elasticsearch.extracts import Extracts
from resource_centre.search.engines.elasticsearch.matching import (
    Matching,
    picked,
    picks,
    stems_name,
    value_name,
    visible,
    word_name,
)
from resource_centre.search.engines.elasticsearch.ranking import order, scored
from resource_centre.search.engines.elasticsearch.schema import LACKING, OWN
from resource_centre.search.facets import Bucket, FacetCounts, FacetSpec, Match
from resource_centre.search.query import SearchQuery
from resource_centre.search.results import Extract, Hit, SearchResults
from resource_centre.search.words import Mode, TextQuery

Body = dict[str, Any]
Reply = Mapping[str, Any]
#: Values to count one by one, by facet.
Wanted = Mapping[str, Sequence[str]]


class PartsDisagree(Exception):
    """Two parts were answered from two states of the index: ask again."""


@dataclass(frozen=True)
class CountPart:
    """Facets that are counted over the same documents: all of what is found, or all but the selection of one facet."""

    without: str
    facets: tuple[FacetCount, ...]


@dataclass(frozen=True)
class Plan:
    """The request of a search, and the reading of its answer.

    text: the question's own, or its relaxed form. unknown: words that were found to be held by nothing.
    """

    query: SearchQuery
    languages: Sequence[str]
    shards: int
    text: TextQuery | None
    unknown: tuple[str, ...] = ()

    @cached_property
    def _matching(self) -> Matching | None:
        return Matching(self.text, self.languages) if self.text is not None else None

    @cached_property
    def _extracts(self) -> Extracts | None:
        return Extracts(self.text, self.languages) if self.text is not None and self.query.with_extracts else None

    @cached_property
    def _found(self) -> list[Condition]:
        """What words and access find."""
        text = [self._matching.found] if self._matching is not None else []
        return [visible(self.query.scope), *text]

    @cached_property
    def parts(self) -> tuple[CountPart, ...]:
        """The whole first; then one for each facet whose own selection is left out of its counts."""
        apart = [spec for spec in self.query.specs if spec.is_listed and self._is_apart(spec)]
        together = [spec for spec in self.query.specs if spec.is_listed and not self._is_apart(spec)]
        whole = CountPart("", tuple(map(self._count, together)))
        return (whole, *(CountPart(spec.name, (self._count(spec),)) for spec in apart))

    def _is_apart(self, spec: FacetSpec) -> bool:
        return spec.match is Match.ANY and bool(self.query.picked.get(spec.name))

    def _count(self, spec: FacetSpec) -> FacetCount:
        return FacetCount(spec, sorted(set(self.query.picked.get(spec.name, ()))), self.shards)

    @cached_property
    def bodies(self) -> list[Body]:
        """The bodies of the request, in the order that `read` expects."""
        words = [self._words_part(self._matching)] if self._matching is not None else []
        return [self._hits_part(), *map(self._count_part, self.parts), *words]

    def _hits_part(self) -> Body:
        query = self.query
        filters = [*self._found, *picks(query)]
        should = scored(self._matching) if self._matching is not None and query.sort is Sort.RELEVANCE else []
        # No further than anybody may go, which is as far as Elasticsearch goes.
        size = max(0, min(query.size, REACHABLE - query.offset))
        body: Body = {
            "query": preferring(filters, should),
            "from": query.offset if size else 0,
            "size": size,
            "sort": list(order(query)),
            "track_total_hits": True,
            "_source": [f"{field}.{facet}" for facet in query.shown for field in (OWN, LACKING)]
            + (list(self._extracts.source) if self._extracts is not None else []),
        }
        if size and self._extracts is not None and (marks := self._extracts.asked()):
            body["highlight"] = marks
        return body

    def _count_part(self, part: CountPart, more: Wanted | None = None) -> Body:
        """The counts of a part; with `more`, of those values alone."""
        aggregations: Body = {}
        for facet in part.facets:
            asked = facet.asked if more is None else facet.asked_more(more.get(facet.spec.name, ()))
            aggregations |= {f"{facet.spec.name}/{name}": asked_for for name, asked_for in asked.items()}
        if part.without and more is None:
            keys = self.query.picked[part.without]
            aggregations["kept"] = number_of(picked(self.query.spec(part.without), keys))
        if not part.without and more is None and self._matching is not None:
            aggregations["complete"] = number_of(self._matching.complete)
        return {
            "query": every([*self._found, *picks(self.query, part.without)]),
            "size": 0,
            "track_total_hits": True,
            **({"aggs": aggregations} if aggregations else {}),
        }

    def _words_part(self, matching: Matching) -> Body:
        """What words find before any facet, each and together: whether to relax, and which are held by nothing."""
        words = {name: number_of(holds) for name, holds in matching.known.items()}
        holds_any = [any_of(matching.known.values())] if words else []
        kept = number_of(every([matching.found, *picks(self.query)]))
        return {
            # What holds none of the words is in none of the numbers, and takes time to be left out of each.
            "query": every([visible(self.query.scope), *holds_any]),
            "size": 0,
            "track_total_hits": False,
            "aggs": {"found": number_of(matching.found), "kept": kept, **words},
        }

    def relaxed(self, replies: Sequence[Reply]) -> "Plan | None":
        """The request to make instead, when the words and access alone find nothing."""
        if self.text is None or self.text.mode is not Mode.SOME or replies[-1]["aggregations"]["found"]["doc_count"]:
            return None
        unknown = self._unknown(replies)
        return replace(self, text=self.text.relaxed(unknown), unknown=unknown)

    def _unknown(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        if self._matching is None or self._matching.text.mode is Mode.RELAXED:
            return self.unknown
        return tuple(word.surface for word in self._matching.lacking(replies[-1]["aggregations"]))

    def second(self, replies: Sequence[Reply]) -> tuple[list[Body], list[Wanted]]:
        """Bodies of a second request, for values that are counted one by one; and which, by part and facet."""
        wanted: list[Wanted] = []
        for part, reply in zip(self.parts, replies[1:], strict=False):
            asking = [facet for facet in part.facets if facet.may_ask_more]
            found = _by_facet(reply) if asking else {}
            wanted.append({facet.spec.name: facet.more(found.get(facet.spec.name, {})) for facet in asking})
        again = [(part, keys) for part, keys in zip(self.parts, wanted, strict=True) if any(keys.values())]
        return [self._count_part(part, keys) for part, keys in again], wanted

    def read(self, replies: Sequence[Reply], more: Sequence[Reply], wanted: Sequence[Wanted]) -> SearchResults:
        """The answer. Raises PartsDisagree."""
        hits, whole = replies[0], replies[1]
        total = int(hits["hits"]["total"]["value"])
        self._check(replies, more, total)
        counted: dict[str, FacetCounts] = {}
        waiting = iter(more)
        for part, keys, first in zip(self.parts, wanted, replies[1:], strict=False):
            second = _by_facet(next(waiting)) if any(keys.values()) else {}
            found = _by_facet(first)
            for facet in part.facets:
                name, own_keys = facet.spec.name, keys.get(facet.spec.name, ())
                wide: list[Bucket] = facet.read_more(second.get(name, {}), own_keys) if own_keys else []
                counted[name] = facet.read(found.get(name, {}), wide)
        return SearchResults(
            total=total,
            hits=tuple(map(self._hit, hits["hits"]["hits"])),
            facets=tuple(counted[spec.name] for spec in self.query.specs if spec.is_listed),
            complete=whole["aggregations"]["complete"]["doc_count"] if self.text is not None else total,
            relaxed=self.text is not None and self.text.mode is Mode.RELAXED,
            unknown=self._unknown(replies),
        )

    def _check(self, replies: Sequence[Reply], more: Sequence[Reply], total: int) -> None:
        """Each part tells the total in its own way."""
        told = [reply["aggregations"]["kept"]["doc_count"] for reply in replies[2:]]
        if {total, replies[1]["hits"]["total"]["value"], *told} != {total}:
            raise PartsDisagree
        first = {reply["hits"]["total"]["value"] for reply in replies[1 : 1 + len(self.parts)]}
        if any(reply["hits"]["total"]["value"] not in first for reply in more):
            raise PartsDisagree

    def _hit(self, reply: Reply) -> Hit:
        source = reply.get("_source", {})
        values = tuple((facet, key) for facet in self.query.shown for key in _filed(source, facet))
        score = float(reply["_score"] or 0.0)
        if self.text is None:
            return Hit(reply["_id"], score, values=values)
        words, held = self.text.words, frozenset(reply.get("matched_queries", ()))
        none = Extract(), Extract()
        title, text = self._extracts.read(reply) if self._extracts is not None else none
        return Hit(
            id=reply["_id"],
            score=score,
            title=title,
            text=text,
            missing=tuple(word.surface for place, word in enumerate(words) if word_name(place) not in held),
            matched_values=tuple(
                dict.fromkeys(
                    other.value
                    for place, word in enumerate(words)
                    if stems_name(place) not in held
                    for rank, other in enumerate(word.alternatives)
                    if other.value is not None and value_name(place, rank) in held
                )
            ),
            values=values,
        )


def _filed(source: Mapping[str, Any], facet: str) -> list[str]:
    return sorted(key for field in (OWN, LACKING) for key in source.get(field, {}).get(facet, ()))


def _by_facet(reply: Reply) -> Mapping[str, Mapping[str, Any]]:
    """What a reply says of each facet: {"theme": {"listed": {…}, "above": {…}}}."""
    found: dict[str, dict[str, Any]] = {}
    for name, one in reply.get("aggregations", {}).items():
        facet, _slash, asked = name.partition("/")
        found.setdefault(facet, {})[asked] = one
    return found
