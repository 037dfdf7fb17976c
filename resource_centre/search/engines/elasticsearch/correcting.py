"""Another spelling of a question, made of words that the reader may find, as their authors write them."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from resource_centre.search.engines.elasticsearch.client import answers, named_errors
from resource_centre.search.engines.elasticsearch.conditions import term
from resource_centre.search.engines.elasticsearch.counting import number_of
from resource_centre.search.engines.elasticsearch.matching import Matching, visible
from resource_centre.search.engines.elasticsearch.schema import EXACT
from resource_centre.search.query import Scope
from resource_centre.search.words import TextQuery, Word, bare, with_words_replaced
from resource_centre.text.analysis import analyzer_for, located_words

#: Words one error away that are looked at.
NEAR = 200


def correct(client: Elasticsearch, index: str, languages: Sequence[str], text: TextQuery, scope: Scope) -> str | None:
    """Replace each word that no document in view holds by the nearest one of most documents; None when none is near."""
    matching = Matching(text, languages)
    held = {name: number_of(holds) for name, holds in matching.each.items()}
    (reply,) = answers(client, index, [{"query": visible(scope), "size": 0, "aggs": held}])
    lacking = matching.lacking(reply["aggregations"])
    found = {word.surface: _better(client, index, languages, word, scope) for word in lacking}
    corrected = with_words_replaced(text.source, found)
    return corrected if corrected != text.source else None


def _better(client: Elasticsearch, index: str, languages: Sequence[str], word: Word, scope: Scope) -> str | None:
    near = [one for one in _near(client, index, word.exact) if one != word.exact] if word.may_be_mistyped else []
    if not near:
        return None
    asked = {one: {**number_of(term(EXACT, one)), "aggs": {"one": _one()}} for one in near}
    (reply,) = answers(client, index, [{"query": visible(scope), "size": 0, "aggs": asked}])
    counts = [(found["doc_count"], one) for one, found in reply["aggregations"].items() if found["doc_count"]]
    if not counts:
        return None
    _count, best = max(counts)
    hits = reply["aggregations"][best]["one"]["hits"]["hits"]
    return _as_written(hits[0]["_source"]["texts"], best, languages[0])


def _one() -> Mapping[str, Any]:
    return {"top_hits": {"size": 1, "_source": ["texts"], "sort": [{"id": "asc"}]}}


def _near(client: Elasticsearch, index: str, word: str) -> list[str]:
    """Words of the index one error away: of all documents, whoever may see them, so only to be counted again."""
    asked = {
        "text": word,
        "term": {
            "field": EXACT, "analyzer": "whitespace", "suggest_mode": "always", "max_edits": 1, "prefix_length": 0,
            "min_word_length": 1, "size": NEAR, "max_inspections": 1_000, "accuracy": 0.0,
            "string_distance": "damerau_levenshtein",
        },
    }  # fmt: skip
    with named_errors():
        reply = client.search(index=index, size=0, suggest={"near": asked}, track_total_hits=False)
    return [option["text"] for found in reply["suggest"]["near"] for option in found["options"]]


def _as_written(texts: Mapping[str, Mapping[str, Any]], searched: str, language: str) -> str:
    """The word as a document has it: "numerique" is written "numérique"."""
    exact = analyzer_for(language)
    for parts in texts.values():
        for part in parts.values():
            for text in [part] if isinstance(part, str) else part:
                for word, start, end in located_words(text):
                    if exact.exact(word) == searched:
                        return bare(text[start:end])
    return searched
