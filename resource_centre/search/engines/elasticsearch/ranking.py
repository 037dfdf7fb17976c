"""The order of relevance: the best of the fields, unstemmed words counting for little, complete hits first.

As the embedded engine orders them, by Elasticsearch's own BM25. Source: ARCHITECTURE.md, decisions 20 and 36.
"""

from collections.abc import Sequence
from typing import Any

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Place
from resource_centre.search.engines.elasticsearch.conditions import Condition, adding, term
from resource_centre.search.engines.elasticsearch.matching import Matching, terms_of, word_name
from resource_centre.search.engines.elasticsearch.schema import BODY, EXACT, NAMES, SUMMARY, TITLE
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import COMPLETE_FIRST

#: A word of a title against one of a text; what the lesser fields add; what unstemmed words add.
TITLE_BOOST, TIE, EXACT_BOOST = 1.5, 0.3, 0.3
#: What a hit gains by a label or a synonym that holds a word.
OTHERWISE = 0.4
#: What holding every word adds: up to COMPLETE_FIRST words more than any score; beyond, a bonus.
FIRST, BONUS = 1_000.0, 3.0
_WEIGHTS = {TITLE: TITLE_BOOST, NAMES: TITLE_BOOST, SUMMARY: 1.0, BODY: 1.0}


def scored(matching: Matching) -> list[Condition]:
    """What adds to the score of a hit, and excludes none."""
    words = matching.text.words
    if not words:
        return []
    fields = [
        {"bool": {"should": [term(f"texts.{language}.{field}", one) for one in stems], "boost": weight}}
        for language in matching.languages
        if (stems := [one for word in words for one in terms_of(word.stems, language)])
        for field, weight in _WEIGHTS.items()
    ]
    exact = [term(EXACT, word.exact, boost=EXACT_BOOST) for word in words]
    others = [
        adding(matching.each[word_name(place)], OTHERWISE) for place, word in enumerate(words) if word.alternatives
    ]
    first = FIRST if 1 < len(words) <= COMPLETE_FIRST else BONUS
    complete = [adding(matching.complete, first)] if len(words) > 1 else []
    best = [{"dis_max": {"queries": fields, "tie_breaker": TIE}}] if fields else []
    return [*best, *exact, *others, *complete]


def order(query: SearchQuery) -> Sequence[Any]:
    """The sort of a request; equals in order of their public id."""
    return (*_first(query.sort, query.text is not None, query.origin), {"id": "asc"})


def _first(sort: Sort, has_words: bool, origin: Place | None) -> tuple[Any, ...]:
    if sort is Sort.RELEVANCE and has_words:
        return ({"_score": "desc"},)
    if sort is Sort.PROXIMITY and origin is not None:
        where = {"lat": origin.lat, "lon": origin.lon}
        return ({"_geo_distance": {"places": where, "order": "asc", "mode": "min", "unit": "km"}},)
    if sort is Sort.TITLE:
        return ({"title_key": "asc"},)
    if sort is Sort.DATE:
        return ({"dated": {"order": "asc", "missing": "_last"}},)
    return ({"published": "desc"},) if sort is Sort.PUBLISHED else ({"updated": "desc"},)
