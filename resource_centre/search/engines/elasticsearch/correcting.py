"""Another spelling of a question, made of words that the reader may find, as their authors write them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from resource_centre.search.engines.elasticsearch.client import answers, named_errors
from resource_centre.search.engines.elasticsearch.conditions import every
from resource_centre.search.engines.elasticsearch.counting import number_of
from resource_centre.search.engines.elasticsearch.matching import Matching, phrase, visible
from resource_centre.search.engines.elasticsearch.schema import EXACT
from resource_centre.search.query import Scope
from resource_centre.search.respelling import respelt
from resource_centre.search.words import TextQuery

#: Words one error away that are looked at.
NEAR = 200


@dataclass(frozen=True)
class IndexSpellings:
    """Words of an index, and of what a reader may see in it."""

    client: Elasticsearch
    index: str
    scope: Scope

    def near(self, word: str) -> Iterable[str]:
        """As `respelling.Spellings`."""
        asked = {
            "text": word,
            "term": {
                "field": EXACT, "analyzer": "whitespace", "suggest_mode": "always", "max_edits": 1, "prefix_length": 0,
                "min_word_length": 1, "size": NEAR, "max_inspections": 1_000, "accuracy": 0.0,
                "string_distance": "damerau_levenshtein",
            },
        }  # fmt: skip
        with named_errors():
            reply = self.client.search(index=self.index, size=0, suggest={"near": asked}, track_total_hits=False)
        return [option["text"] for found in reply["suggest"]["near"] for option in found["options"]]

    def held(self, candidates: Sequence[str]) -> Mapping[str, int]:
        """As `respelling.Spellings`."""
        if not candidates:
            return {}
        asked = {f"c{place}": number_of(phrase(one.split(" "))) for place, one in enumerate(candidates)}
        (reply,) = answers(self.client, self.index, [{"query": visible(self.scope), "size": 0, "aggs": asked}])
        counts = ((one, reply["aggregations"][f"c{place}"]["doc_count"]) for place, one in enumerate(candidates))
        return {one: count for one, count in counts if count}

    def texts(self, candidate: str) -> Iterable[str]:
        """As `respelling.Spellings`."""
        query = every([visible(self.scope), phrase(candidate.split(" "))])
        asked = {"query": query, "size": 1, "sort": [{"id": "asc"}], "_source": ["texts"]}
        (reply,) = answers(self.client, self.index, [asked])
        hits = reply["hits"]["hits"]
        parts = [part for texts in hits[0]["_source"]["texts"].values() for part in texts.values()] if hits else []
        return [text for part in parts for text in ([part] if isinstance(part, str) else part)]


def correct(client: Elasticsearch, index: str, languages: Sequence[str], text: TextQuery, scope: Scope) -> str | None:
    """Replace what no document in view holds by what most of them do; None when there is nothing better."""
    matching = Matching(text, languages)
    known = {name: number_of(holds) for name, holds in matching.known.items()}
    (reply,) = answers(client, index, [{"query": visible(scope), "size": 0, "aggs": known}])
    unknown = frozenset(word.surface for word in matching.lacking(reply["aggregations"]))
    return respelt(text, unknown, languages[0], IndexSpellings(client, index, scope))
