"""Documents as Elasticsearch takes them, sent in batches with their versions."""

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elastic_transport import JsonSerializer
from elasticsearch import ApiError, Elasticsearch

from resource_centre.search.documents import Document, Removal, typed_words
from resource_centre.search.engine import Change, Fate, Written
from resource_centre.search.engines.elasticsearch.client import (
    BLOCKED,
    CLOSED,
    CLOSED_INDEX,
    NONSENSE,
    REFUSED,
    named_errors,
    refuses_writes,
)
from resource_centre.search.engines.elasticsearch.schema import (
    ABOVE,
    BODY,
    EDGES,
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
#: Bytes of one request, or one document alone. A cluster takes 100 MB, what stands before it may take much less.
SEND_BYTES = 5_000_000
#: What is answered to a request that is larger than what is taken; and of a document that is so by itself.
TOO_LARGE, TOO_LARGE_ALONE = 413, "Elasticsearch, or what stands before it, takes no document so large: split the page."
#: Answers that are about the document, and no fault of the cluster or of our account.
ABOUT_THE_DOCUMENT = frozenset((400, TOO_LARGE))
#: Characters of each end of a body that are kept apart: more than any passage that is shown.
EDGE = 600
#: Seconds that a batch may take: longer than a page waits.
PATIENCE = 30.0
_CURRENT = re.compile(r"current version \[(\d+)\]")

Body = dict[str, Any]


@dataclass(frozen=True)
class Target:
    """Where changes go: an alias and nothing else, so that no write makes an index of a form that nobody chose."""

    alias: str
    refresh: bool = False


@dataclass(frozen=True)
class Sent:
    """A change as it is sent: its place among those of the caller, and its lines, ended by no newline."""

    place: int
    change: Change
    lines: bytes


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
        EDGES: [document.body[:EDGE], document.body[-EDGE:]],
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
    waiting: list[Sent] = []
    for place, change in enumerate(changes):
        try:
            waiting.append(Sent(place, change, _lines(change, languages)))
        except DocumentRefused as refused:
            fates[place] = Written(change.id, Fate.REFUSED, refused.reason)
    for attempt in range(ATTEMPTS):
        if not waiting:
            break
        if attempt:
            time.sleep(FIRST_WAIT * 2 ** (attempt - 1))
        waiting = [late for some in _cut(waiting) for late in _send(client, target, some, fates)]
    if waiting:
        raise EngineUnavailable("Elasticsearch has too much to do: the changes wait.")
    return tuple(fates[place] for place in range(len(changes)))


def _lines(change: Change, languages: Sequence[str]) -> bytes:
    """What is to be done, and on a second line the fields of a document: {"index": {"_id": "0f…"}}, {"id": "0f…"}."""
    how = {"_id": change.id, "version": change.version, "version_type": "external_gte"}
    written = JsonSerializer().dumps
    if isinstance(change, Removal):
        return written({"delete": how})
    change.check()
    return b"\n".join((written({"index": how}), written(body_of(change, languages))))


def _cut(waiting: Sequence[Sent]) -> Iterator[list[Sent]]:
    """What waits, in sends of SEND_BYTES at the most; a larger document goes alone."""
    some: list[Sent] = []
    size = 0
    for one in waiting:
        if some and size + len(one.lines) > SEND_BYTES:
            yield some
            some, size = [], 0
        some.append(one)
        size += len(one.lines)
    if some:
        yield some


def _send(client: Elasticsearch, target: Target, sent: Sequence[Sent], fates: dict[int, Written]) -> list[Sent]:
    """Send these, and note the fate of each; what the cluster asks to send later comes back."""
    operations: list[Any] = [one.lines for one in sent]
    patient = client.options(request_timeout=PATIENCE)
    with named_errors():
        try:
            reply = patient.bulk(operations=operations, index=target.alias, refresh=target.refresh, require_alias=True)
        except ApiError as error:
            if error.status_code in BUSY and error.message != BLOCKED:
                return list(sent)
            if error.status_code == TOO_LARGE:
                return _send_less(client, target, sent, fates)
            raise
    items = reply.get("items", ())
    if len(items) != len(sent):
        raise EngineUnavailable(NONSENSE)
    busy: list[Sent] = []
    for one, item in zip(sent, items, strict=True):
        result = next(iter(item.values()))
        if result["status"] in BUSY and result["error"]["type"] != BLOCKED:
            busy.append(one)
        else:
            fates[one.place] = _fate(one.change, result)
    return busy


def _send_less(client: Elasticsearch, target: Target, sent: Sequence[Sent], fates: dict[int, Written]) -> list[Sent]:
    """Send in two halves what was too large; a document that is so by itself is refused, and stops no other."""
    if len(sent) == 1:
        fates[sent[0].place] = Written(sent[0].change.id, Fate.REFUSED, TOO_LARGE_ALONE)
        return []
    middle = len(sent) // 2
    return [late for half in (sent[:middle], sent[middle:]) for late in _send(client, target, half, fates)]


def _fate(change: Change, result: Mapping[str, Any]) -> Written:
    """What became of a change. A fault of the cluster, which another day mends, is raised: it refuses no document."""
    error, status = result.get("error"), result["status"]
    if error is None:
        return Written(change.id, Fate.WRITTEN)
    kind, reason = error["type"], str(error.get("reason", error["type"]))
    if status == 409:
        found = _CURRENT.search(reason)
        held = int(found[1]) if found else 0
        return Written(change.id, Fate.OLDER, held=held if held > change.version else 0)
    if kind == "index_not_found_exception":
        raise IndexUnusable(NO_INDEX)
    if kind == CLOSED:
        raise IndexReadOnly(CLOSED_INDEX)
    if refuses_writes(kind, status):
        raise IndexReadOnly(reason)
    if status not in ABOUT_THE_DOCUMENT:
        raise EngineUnavailable(f"{REFUSED}: {reason}" if status in (401, 403) else reason)
    cause = error.get("caused_by", {}).get("reason")
    return Written(change.id, Fate.REFUSED, f"{reason}: {cause}" if cause else reason)
