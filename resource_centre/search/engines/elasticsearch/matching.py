"""Which documents a question finds, as conditions: one rule of match, in Elasticsearch's words.

Words come analysed from the port, and go as terms: nothing that a person types reaches a language of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query

from resource_centre.search.engines.elasticsearch.schema import EXACT, LACKING, OWN, WITHIN, everything
from resource_centre.search.facets import FacetSpec, Match
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.words import Alternative, Mode, Stem, TextQuery, Word

#: Words one typing error away that a relaxed search takes at the most: more than any alphabet makes of a word.
NEAR = 1_000


def every(conditions: Iterable[Query]) -> Query:
    """What fulfils each condition; everything for none."""
    found = list(conditions)
    return Q("bool", filter=found) if found else Q("match_all")


def any_of(conditions: Iterable[Query], least: int = 1, name: str = "") -> Query:
    """What fulfils at least so many of the conditions; nothing for none. name: told of each hit that does."""
    found = list(conditions)
    named = {"_name": name} if name else {}
    return Q("bool", should=found, minimum_should_match=least, **named) if found else Q("match_none")


def visible(scope: Scope) -> Query:
    """What a reader may find: the one place where access enters every request of this engine."""
    return Q(
        "bool",
        filter=[Q("term", collection=scope.collection), Q("terms", access=sorted(scope.tokens))],
        must_not=[Q("range", expires={"lte": scope.moment.timestamp()})],
    )


@dataclass(frozen=True)
class Matching:
    """The words of a question, in the languages of an index."""

    text: TextQuery
    languages: Sequence[str]

    @cached_property
    def found(self) -> Query:
        """What the rule of match finds. Hits tell by name which words they hold, and how (`word_name`)."""
        words, phrases = self.each.values(), [phrase(one.exact) for one in self.text.phrases]
        return every([any_of(words, self.text.required), *phrases] if words else phrases)

    @cached_property
    def complete(self) -> Query:
        """What holds every word."""
        return every(self.each.values())

    @cached_property
    def each(self) -> dict[str, Query]:
        """What holds each word, by its name."""
        return {word_name(place): self.holds(place, word) for place, word in enumerate(self.text.words)}

    def lacking(self, held: Mapping[str, Any]) -> tuple[Word, ...]:
        """Words that nothing holds, from the counts of `each`."""
        counts = ((word, held[word_name(place)]["doc_count"]) for place, word in enumerate(self.text.words))
        return tuple(word for word, count in counts if not count)

    def holds(self, place: int, word: Word) -> Query:
        """What holds a word in any way that counts."""
        if self.text.is_literal and self.text.mode is not Mode.RELAXED:
            return any_of([Q("term", **{EXACT: word.exact})], name=word_name(place))
        own = any_of(self._stems(word.stems), name=stems_name(place))
        others = (self._alternative(place, rank, other) for rank, other in enumerate(word.alternatives))
        near = [near_to(word)] if self.text.mode is Mode.RELAXED else []
        return any_of([own, *others, *near], name=word_name(place))

    def _stems(self, stems: Iterable[Stem]) -> list[Query]:
        """What holds one of the stems: one condition for each language of the index."""
        by_language = ((everything(language), terms_of(stems, language)) for language in self.languages)
        return [Q("terms", **{field: terms}) for field, terms in by_language if terms]

    def _alternative(self, place: int, rank: int, other: Alternative) -> Query:
        if other.value is not None:
            facet, key = other.value
            return Q("term", **{f"{WITHIN}.{facet}": {"value": key, "_name": value_name(place, rank)}})
        parts = [any_of(self._stems(part)) for part in other.parts]
        return every(parts) if parts else Q("match_none")


def terms_of(stems: Iterable[Stem], language: str) -> list[str]:
    """Terms of one language, in one order whatever the set: requests that ask the same are written the same."""
    return sorted(stem.term for stem in stems if stem.language == language)


def near_to(word: Word) -> Query:
    """What holds a word, or one that is one typing error away where it is long enough to tell."""
    if not word.may_be_mistyped:
        return Q("term", **{EXACT: word.exact})
    how = {"value": word.exact, "fuzziness": 1, "transpositions": True, "prefix_length": 0}
    return Q("fuzzy", **{EXACT: {**how, "max_expansions": NEAR, "rewrite": "constant_score"}})


def word_name(place: int) -> str:
    """What a hit says that holds the word at that place."""
    return f"w{place}"


def stems_name(place: int) -> str:
    """What it says when its own text holds it."""
    return f"s{place}"


def value_name(place: int, rank: int) -> str:
    """What it says when it is filed under the value of that alternative."""
    return f"v{place}.{rank}"


def phrase(words: Sequence[str]) -> Query:
    """Where these unstemmed words follow one another in one text."""
    return Q("match_phrase", **{EXACT: {"query": " ".join(words), "analyzer": "whitespace"}})


def carries(spec: FacetSpec, key: str) -> Query:
    """What a value stands for."""
    reach = spec.reach(key)
    return any_of(
        [
            *([Q("terms", **{f"{WITHIN}.{spec.name}": sorted(reach.within)})] if reach.within else []),
            *([filed(spec.name, reach.own)] if reach.own else []),
        ]
    )


def filed(facet: str, keys: Iterable[str]) -> Query:
    """What is filed under one of the values, what a document says that it lacks being one."""
    return any_of(Q("terms", **{f"{field}.{facet}": sorted(keys)}) for field in (OWN, LACKING))


def picks(query: SearchQuery, without: str = "") -> list[Query]:
    """One condition for each facet with a selection, or for every one but that."""
    return [picked(query.spec(name), keys) for name, keys in sorted(query.picked.items()) if keys and name != without]


def picked(spec: FacetSpec, keys: Sequence[str]) -> Query:
    """What passes the selection of one facet."""
    conditions = [carries(spec, key) for key in sorted(keys)]
    return any_of(conditions) if spec.match is Match.ANY else every(conditions)
