"""What resembles a document: rare words that it shares, and what it is filed under."""

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from resource_centre.search.engines.elasticsearch.client import answers, named_errors
from resource_centre.search.engines.elasticsearch.conditions import adding, every, term
from resource_centre.search.engines.elasticsearch.matching import visible
from resource_centre.search.engines.elasticsearch.schema import BODY, OWN, SUMMARY, TITLE, everything
from resource_centre.search.query import SimilarQuery
from resource_centre.search.results import Similar

#: Words compared, and in how much of the index the commonest of them may be.
COMPARED, LEAST_SHARED = 8, 2
#: What a shared value weighs beside a word, in the first facet asked for; half as much in each next one.
VALUE_WEIGHT = 3.0


def similar(client: Elasticsearch, index: str, languages: Sequence[str], query: SimilarQuery) -> tuple[Similar, ...]:
    """The documents in view that share most, the best first; equals in order of their public id."""
    seen = visible(query.scope)
    this = {"query": every([seen, term("id", query.id)]), "size": 1, "_source": [OWN, "language"]}
    (reply,) = answers(client, index, [this])
    if not reply["hits"]["hits"]:
        return ()
    source = reply["hits"]["hits"][0]["_source"]
    values = _values(source, query.facets)
    language = source["language"]
    words = _rare_words(client, index, query.id, language) if language in languages else []
    should = [adding(term(everything(language), word, _name=f"w{word}"), weight) for word, weight in words]
    for place, ((facet, key), weight) in enumerate(values.items()):
        should.append(adding(term(f"{OWN}.{facet}", key, _name=f"v{place}"), weight))
    if not should:
        return ()
    body = {
        "query": {
            "bool": {
                "filter": [seen], "must_not": [term("id", query.id)], "should": should, "minimum_should_match": 1,
            },
        },
        "size": query.size, "sort": [{"_score": "desc"}, {"id": "asc"}], "_source": False,
    }  # fmt: skip
    (reply,) = answers(client, index, [body])
    return tuple(_similar(hit, list(values)) for hit in reply["hits"]["hits"])


def _similar(hit: Mapping[str, Any], values: Sequence[tuple[str, str]]) -> Similar:
    held = list(hit.get("matched_queries", ()))
    return Similar(
        id=hit["_id"],
        score=float(hit["_score"]),
        values=tuple(value for place, value in enumerate(values) if f"v{place}" in held),
        words=tuple(name[1:] for name in held if name.startswith("w")),
    )


def _values(source: Mapping[str, Any], facets: Sequence[str]) -> dict[tuple[str, str], float]:
    """What it is filed under in those facets, with its weight; not what it says that it lacks."""
    own = source.get(OWN, {})
    return {
        (facet, key): VALUE_WEIGHT / 2**rank for rank, facet in enumerate(facets) for key in sorted(own.get(facet, ()))
    }


def _rare_words(client: Elasticsearch, index: str, identifier: str, language: str) -> list[tuple[str, float]]:
    """The stems of a document that say most of it, with what they weigh: frequent here, rare elsewhere."""
    fields = [f"texts.{language}.{part}" for part in (TITLE, SUMMARY, BODY)]
    with named_errors():
        reply = client.termvectors(
            index=index, id=identifier, fields=fields, offsets=False, positions=False, payloads=False,
            term_statistics=True, field_statistics=False,
            filter={"max_num_terms": COMPARED, "min_doc_freq": LEAST_SHARED},
        )  # fmt: skip
    found: dict[str, float] = {}
    for field in reply.get("term_vectors", {}).values():
        for word, told in field["terms"].items():
            found[word] = max(found.get(word, 0.0), float(told["score"]))
    best = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:COMPARED]
    return [(word, round(score, 4)) for word, score in best if score > 0]
