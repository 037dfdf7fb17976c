"""An index made from documents, beside the same prepared lines sent in bulk: by turns, five hundred at a time.

It leaves the index that the other subjects ask.
"""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, cast

from elasticsearch import Elasticsearch

from benchmarks.corpora import LANGUAGES
from benchmarks.elasticsearching.node import PATIENCE, Node
from benchmarks.engines import BATCH
from benchmarks.measures import Measure
from benchmarks.searching.bench import say, told
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate, Rebuild
from resource_centre.search.engines.elasticsearch import schema
from resource_centre.search.engines.elasticsearch.writing import body_of

LEAST = 0.5


def measure(node: Node) -> list[Measure]:
    """Documents a second of ours by those of the bare bulk, both until the index can be searched."""
    with node.engine() as engine, engine.rebuild() as new:
        bare = Bare(engine.client.options(request_timeout=PATIENCE), f"{node.prefix}-bare")
        ours = theirs = 0.0
        for number, batch in enumerate(_batches(node.bench.documents(node.count))):
            lines = prepared(batch)
            if number % 2:
                ours += _seconds(new, batch)
                theirs += bare.send(lines)
            else:
                theirs += bare.send(lines)
                ours += _seconds(new, batch)
            told((number + 1) * BATCH)
        started = time.perf_counter()
        new.swap()
        ours += time.perf_counter() - started
        theirs += bare.finish()
        bare.remove()
    say(f"rebuild: {node.count / ours:,.0f} documents a second, bare bulk {node.count / theirs:,.0f}")
    against = f"bulk of the same prepared JSON, {BATCH} at a time by turns"
    return [Measure(f"elasticsearch: speed of a rebuild{node.on}", theirs / ours, "×", LEAST, against, at_least=True)]


def _batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    waiting = iter(documents)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def prepared(documents: Sequence[Document]) -> list[bytes]:
    """The lines of a bulk request, as they go over the wire."""
    return [
        json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
        for document in documents
        for line in (
            {"index": {"_id": document.id, "version": document.version, "version_type": "external_gte"}},
            body_of(document, LANGUAGES),
        )
    ]


def _seconds(new: Rebuild, documents: Sequence[Document]) -> float:
    started = time.perf_counter()
    written = new.write(documents)
    passed = time.perf_counter() - started
    if refused := [one for one in written if one.fate is not Fate.WRITTEN]:
        raise RuntimeError(f"not written: {refused[:3]}")
    return passed


class Bare:
    """An index of the same form, filled by the client's `bulk` and nothing else."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client, self._index = client, index
        settings = {**schema.settings(LANGUAGES, shards=1, replicas=0), "refresh_interval": "-1"}
        client.indices.create(index=index, settings=settings, mappings=schema.mappings(LANGUAGES))

    def send(self, lines: Sequence[bytes]) -> float:
        """Seconds that these lines take."""
        started = time.perf_counter()
        # Lines that are bytes are sent as they are, which the client's types do not say.
        reply = self._client.bulk(operations=cast(Any, lines), index=self._index)
        passed = time.perf_counter() - started
        if reply["errors"]:
            raise RuntimeError("the node refuses a line of the bare bulk")
        return passed

    def finish(self) -> float:
        """Seconds until all of it can be searched."""
        started = time.perf_counter()
        self._client.indices.put_settings(index=self._index, settings={"refresh_interval": None})
        self._client.indices.refresh(index=self._index)
        return time.perf_counter() - started

    def remove(self) -> None:
        """Drop it."""
        self._client.indices.delete(index=self._index)
