"""Which documents a question finds, as conditions: one rule of match, in Elasticsearch's words.

Words come analysed from the port, and go as terms: nothing that a person types reaches a language of queries.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from resource_centre.search.engines.elasticsearch.conditions import NOTHING, Condition, any_of, every, term, terms
from resource_centre.search.engines.elasticsearch.schema import EXACT, LACKING, OWN, WITHIN, everything
from resource_centre.search.facets import FacetSpec, Match
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.words import Alternative, Mode, Stem, TextQuery, Word

#: Words one typing error away that a relaxed search takes at the most: more than any alphabet makes of a word.
NEAR = 1_000


def visible(scope: Scope) -> Condition:
    """What a reader may find: the one place where access enters every request of this engine."""
    seen = [term("collection", scope.collection), terms("access", scope.tokens)]
    gone = {"range": {"expires": {"lte": scope.moment.timestamp()}}}
    return {"bool": {"filter": seen, "must_not": [gone]}}


@dataclass(frozen=True)
class Matching:
    """The words of a question, in the languages of an index."""

    text: TextQuery
    languages: Sequence[str]

    @cached_property
    def found(self) -> Condition:
        """What the rule of match finds. Hits tell by name which words they hold, and how (`word_name`)."""
        words, phrases = self.each.values(), [any_of(map(phrase, one.ways)) for one in self.text.phrases]
        return every([any_of(words, self.text.required), *phrases] if words else phrases)

    @cached_property
    def complete(self) -> Condition:
        """What holds every word."""
        return every(self.each.values())

    @cached_property
    def each(self) -> dict[str, Condition]:
        """What holds each word, by its name."""
        return {word_name(place): self.holds(place, word) for place, word in enumerate(self.text.words)}

    @cached_property
    def known(self) -> dict[str, Condition]:
        """What holds each word, or has it as it is written, in whatever language."""
        words = zip(self.each.items(), self.text.words, strict=True)
        return {name: any_of([holds, term(EXACT, word.exact)]) for (name, holds), word in words}

    def lacking(self, held: Mapping[str, Any]) -> tuple[Word, ...]:
        """Words that nothing holds, from the counts of `known`."""
        counts = ((word, held[word_name(place)]["doc_count"]) for place, word in enumerate(self.text.words))
        return tuple(word for word, count in counts if not count)

    def holds(self, place: int, word: Word) -> Condition:
        """What holds a word in any way that counts."""
        if self.text.is_literal and self.text.mode is not Mode.RELAXED:
            return any_of([term(EXACT, word.exact)], name=word_name(place))
        own = any_of(self._stems(word.stems), name=stems_name(place))
        others = (self._alternative(place, rank, other) for rank, other in enumerate(word.alternatives))
        near = [near_to(word)] if self.text.mode is Mode.RELAXED else []
        return any_of([own, *others, *near], name=word_name(place))

    def _stems(self, stems: Iterable[Stem]) -> list[Condition]:
        """What holds one of the stems: one condition for each language of the index."""
        by_language = ((everything(language), terms_of(stems, language)) for language in self.languages)
        return [terms(field, found) for field, found in by_language if found]

    def _alternative(self, place: int, rank: int, other: Alternative) -> Condition:
        if other.value is not None:
            facet, key = other.value
            return term(f"{WITHIN}.{facet}", key, _name=value_name(place, rank))
        parts = [any_of(self._stems(part)) for part in other.parts]
        return every(parts) if parts else NOTHING


def terms_of(stems: Iterable[Stem], language: str) -> list[str]:
    """Terms of one language, in one order whatever the set: requests that ask the same are written the same."""
    return sorted(stem.term for stem in stems if stem.language == language)


def near_to(word: Word) -> Condition:
    """What holds a word, or one that is one typing error away where it is long enough to tell."""
    if not word.may_be_mistyped:
        return term(EXACT, word.exact)
    how = {"value": word.exact, "fuzziness": 1, "transpositions": True, "prefix_length": 0}
    return {"fuzzy": {EXACT: {**how, "max_expansions": NEAR, "rewrite": "constant_score"}}}


def word_name(place: int) -> str:
    """What a hit says that holds the word at that place."""
    return f"w{place}"


def stems_name(place: int) -> str:
    """What it says when its own text holds it."""
    return f"s{place}"


def value_name(place: int, rank: int) -> str:
    """What it says when it is filed under the value of that alternative."""
    return f"v{place}.{rank}"


def phrase(words: Sequence[str]) -> Condition:
    """Where these unstemmed words follow one another in one text."""
    return {"match_phrase": {EXACT: {"query": " ".join(words), "analyzer": "whitespace"}}}


def carries(spec: FacetSpec, key: str) -> Condition:
    """What a value stands for."""
    reach = spec.reach(key)
    return any_of(
        [
            *([terms(f"{WITHIN}.{spec.name}", reach.within)] if reach.within else []),
            *([filed(spec.name, reach.own)] if reach.own else []),
        ]
    )


def filed(facet: str, keys: Iterable[str]) -> Condition:
    """What is filed under one of the values, what a document says that it lacks being one."""
    values = sorted(keys)
    return any_of(terms(f"{field}.{facet}", values) for field in (OWN, LACKING))


def picks(query: SearchQuery, without: str = "") -> list[Condition]:
    """One condition for each facet with a selection, or for every one but that."""
    return [picked(query.spec(name), keys) for name, keys in sorted(query.picked.items()) if keys and name != without]


def picked(spec: FacetSpec, keys: Sequence[str]) -> Condition:
    """What passes the selection of one facet."""
    conditions = [carries(spec, key) for key in sorted(keys)]
    return any_of(conditions) if spec.match is Match.ANY else every(conditions)
