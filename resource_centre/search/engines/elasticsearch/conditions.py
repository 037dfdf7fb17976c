"""Conditions as Elasticsearch reads them: `{"term": {"collection": "centre"}}`.

Plain data, and no objects of elasticsearch.dsl, which describes the fields: a page of results asks some two hundred
conditions, and to make each as an object and turn it back took as long as the answer of a small index (decision 48).
"""

from collections.abc import Iterable, Sequence
from typing import Any

Condition = dict[str, Any]
EVERYTHING: Condition = {"match_all": {}}
NOTHING: Condition = {"match_none": {}}


def term(field: str, value: str, **how: Any) -> Condition:
    """What holds a value: term("id", "3f…"), or with a name or a weight, term("exact", "lien", boost=0.3)."""
    return {"term": {field: {"value": value, **how} if how else value}}


def terms(field: str, values: Iterable[str]) -> Condition:
    """What holds one of the values. They go in one order: requests that ask the same are written the same."""
    return {"terms": {field: sorted(values)}}


def prefix(field: str, start: str) -> Condition:
    """What holds a value that begins so."""
    return {"prefix": {field: start}}


def every(conditions: Iterable[Condition]) -> Condition:
    """What fulfils each condition; everything for none."""
    found = list(conditions)
    return {"bool": {"filter": found}} if found else EVERYTHING


def any_of(conditions: Iterable[Condition], least: int = 1, name: str = "") -> Condition:
    """What fulfils at least so many of the conditions; nothing for none. name: told of each hit that does."""
    found = list(conditions)
    named = {"_name": name} if name else {}
    return {"bool": {"should": found, "minimum_should_match": least, **named}} if found else NOTHING


def preferring(filters: Sequence[Condition], should: Sequence[Condition]) -> Condition:
    """What fulfils each filter; the others only add to the score."""
    return {"bool": {"filter": list(filters), **({"should": list(should)} if should else {})}}


def adding(condition: Condition, boost: float) -> Condition:
    """A condition that adds so much to the score, however often it is fulfilled."""
    return {"constant_score": {"filter": condition, "boost": boost}}
