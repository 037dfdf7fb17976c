"""Titles begun: "silv" leads to Silver Geek, "jaccede" to Jaccède."""

from elasticsearch import Elasticsearch

from resource_centre.search.engines.elasticsearch.client import answers
from resource_centre.search.engines.elasticsearch.conditions import every, prefix, term
from resource_centre.search.engines.elasticsearch.matching import visible
from resource_centre.search.engines.elasticsearch.schema import TYPED
from resource_centre.search.query import Scope
from resource_centre.text.acronyms import acronyms_joined
from resource_centre.text.folding import fold


def complete(client: Elasticsearch, index: str, scope: Scope, typed: str, size: int) -> tuple[str, ...]:
    """Ids of documents in view whose title begins so, then of those that have the words anywhere."""
    begun, words = fold(typed), fold(acronyms_joined(typed)).split()
    if not begun or size < 1:
        return ()
    held = [term(TYPED, word) for word in words[:-1]] + [prefix(TYPED, words[-1])]
    begins = prefix("title_key", begun)
    order = [{"title_key": "asc"}, {"id": "asc"}]
    bodies = [
        {"query": every([visible(scope), *conditions]), "size": size, "sort": order, "_source": False}
        for conditions in ([begins], held)
    ]
    found = [hit["_id"] for reply in answers(client, index, bodies) for hit in reply["hits"]["hits"]]
    return tuple(dict.fromkeys(found))[:size]
