"""Documents as Elasticsearch takes them, sent in batches with their versions."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch

from resource_centre.search.documents import Document, Removal, typed_words
from resource_centre.search.engine import Change, Fate, Written
from resource_centre.search.engines.elasticsearch.client import BLOCKED, NONSENSE, named_errors
from resource_centre.search.engines.elasticsearch.schema import (
    ABOVE,
    BODY,
    LACKING,
    NAMES,
    OTHER,
    OWN,
    SUMMARY,
    TITLE,
    TYPED,
    WITHIN,
)
from resource_centre.search.errors import NO_INDEX, DocumentRefused, EngineUnavailable, IndexReadOnly, IndexUnusable

#: Times that a batch is sent again when the cluster asks to wait, and seconds before the first new attempt.
ATTEMPTS, FIRST_WAIT = 4, 0.2
#: What a cluster answers when it has too much to do.
BUSY = frozenset((429, 503))
#: Seconds that a batch may take: longer than a page waits.
PATIENCE = 30.0
_CURRENT = re.compile(r"current version \[(\d+)\]")

Body = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """Where changes go: an alias and nothing else, so that no write makes an index of a form that nobody chose."""

    alias: str
    refresh: bool = False


def body_of(document: Document, languages: Sequence[str]) -> Body:
    """The fields of a document. Its texts are under its language, so that each is cut as that language is.

    {"id": "0f…", "texts": {"fr": {"title": "Les ateliers", …}}, "within": {"theme": ["mediation"]}, …}
    """
    language = document.language if document.language in languages else OTHER
    texts = {TITLE: document.title, NAMES: list(document.names), SUMMARY: document.summary, BODY: document.body}
    optional = {
        "dated": document.dated or None,
        "expires": document.expires.timestamp() if document.expires is not None else None,
        "places": [{"lat": place.lat, "lon": place.lon} for place in document.places] or None,
    }
    return {
        "id": document.id,
        "collection": document.collection,
        "access": sorted(document.access),
        "language": document.language,
        "texts": {language: {name: text for name, text in texts.items() if text}},
        TYPED: typed_words(document),
        "title_key": document.title_key,
        "updated": document.updated,
        "published": document.published,
        OWN: {facet: sorted(values.own & values.within) for facet, values in document.values.items()},
        WITHIN: {facet: sorted(values.within) for facet, values in document.values.items()},
        ABOVE: {facet: sorted(values.within - values.own) for facet, values in document.values.items()},
        LACKING: {facet: sorted(values.own - values.within) for facet, values in document.values.items()},
        **{name: value for name, value in optional.items() if value is not None},
    }


def write(
    client: Elasticsearch, target: Target, languages: Sequence[str], changes: Sequence[Change]
) -> tuple[Written, ...]:
    """Send changes, each with its version, and tell the fate of each. An index that is gone is IndexUnusable."""
    fates: dict[int, Written] = {}
    waiting: list[tuple[int, list[Body]]] = []
    for place, change in enumerate(changes):
        try:
            waiting.append((place, _lines(change, languages)))
        except DocumentRefused as refused:
            fates[place] = Written(change.id, Fate.REFUSED, refused.reason)
    for attempt in range(ATTEMPTS):
        if not waiting:
            break
        if attempt:
            time.sleep(FIRST_WAIT * 2 ** (attempt - 1))
        waiting = _send(client, target, changes, waiting, fates)
    if waiting:
        raise EngineUnavailable("Elasticsearch has too much to do: the changes wait.")
    return tuple(fates[place] for place in range(len(changes)))


def _lines(change: Change, languages: Sequence[str]) -> list[Body]:
    how = {"_id": change.id, "version": change.version, "version_type": "external_gte"}
    if isinstance(change, Removal):
        return [{"delete": how}]
    change.check()
    return [{"index": how}, body_of(change, languages)]


def _send(
    client: Elasticsearch,
    target: Target,
    changes: Sequence[Change],
    waiting: list[tuple[int, list[Body]]],
    fates: dict[int, Written],
) -> list[tuple[int, list[Body]]]:
    """Send what waits; what the cluster asks to send later comes back."""
    operations = [line for _place, lines in waiting for line in lines]
    patient = client.options(request_timeout=PATIENCE)
    with named_errors():
        try:
            reply = patient.bulk(operations=operations, index=target.alias, refresh=target.refresh, require_alias=True)
        except ApiError as error:
            if error.status_code in BUSY and error.message != BLOCKED:
                return waiting
            raise
    items = reply.get("items", ())
    if len(items) != len(waiting):
        raise EngineUnavailable(NONSENSE)
    busy: list[tuple[int, list[Body]]] = []
    for (place, lines), item in zip(waiting, items, strict=True):
        result = next(iter(item.values()))
        if result["status"] in BUSY and result["error"]["type"] != BLOCKED:
            busy.append((place, lines))
        else:
            fates[place] = _fate(changes[place], result)
    return busy


def _fate(change: Change, result: Mapping[str, Any]) -> Written:
    error = result.get("error")
    if error is None:
        return Written(change.id, Fate.WRITTEN)
    reason = str(error.get("reason", error.get("type")))
    if result["status"] == 409:
        found = _CURRENT.search(reason)
        held = int(found[1]) if found else 0
        return Written(change.id, Fate.OLDER, held=held if held > change.version else 0)
    if error["type"] == "index_not_found_exception":
        raise IndexUnusable(NO_INDEX)
    if error["type"] == BLOCKED:
        raise IndexReadOnly(reason)
    if result["status"] >= 500:
        raise EngineUnavailable(reason)
    cause = error.get("caused_by", {}).get("reason")
    return Written(change.id, Fate.REFUSED, f"{reason}: {cause}" if cause else reason)
