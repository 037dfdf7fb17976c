"""How soon a search sees what was written, the index being refreshed at its own pace."""

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from benchmarks.corpora import ANYBODY, LANGUAGES
from benchmarks.elasticsearching.node import Node
from benchmarks.measures import Measure
from benchmarks.searching.freshness import word_of
from benchmarks.timing import percentile
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import read_text

#: Elasticsearch's own interval, which an index of ours keeps; what may be added to it; seconds to look for a change.
INTERVAL_MS, MORE_MS, PATIENCE = 1_000, 200, 30.0
SAVES, PAUSE = 40, 0.005


def measure(node: Node) -> list[Measure]:
    """The 95th percentile, from the beginning of each write."""
    documents = list(islice((one for one in node.bench.documents() if one.access & ANYBODY.tokens), SAVES))
    draw = random.Random(1)  # noqa: S311 - moments, not secrets
    with node.engine() as engine:
        lags = []
        for number, document in enumerate(documents):
            time.sleep(draw.random())  # else every write would follow a refresh
            lags.append(_lag(engine, document, number))
    name = f"elasticsearch: written and seen by a search{node.on}"
    against = f"interval of {INTERVAL_MS} ms and {MORE_MS}, p95 of {len(lags)}, from the beginning of the write"
    return [Measure(name, percentile(lags, 0.95), "ms", INTERVAL_MS + MORE_MS, against)]


def _lag(engine: ElasticsearchEngine, document: Document, number: int) -> float:
    # Every word required: a word that nothing holds yet would otherwise be looked for with a typing error.
    text = read_text(word_of(number), LANGUAGES, "fr", every=True)
    query = SearchQuery(ANYBODY, text, sort=Sort.RELEVANCE)
    if engine.search(query).total:
        raise RuntimeError(f"“{word_of(number)}” is in the index already")
    newer = replace(document, version=document.version + 1, title=f"{document.title} {word_of(number)}")
    started = time.monotonic()
    _write(engine, [newer])
    while not engine.search(query).total:
        if time.monotonic() - started > PATIENCE:
            raise RuntimeError(f"“{word_of(number)}” is never found")
        time.sleep(PAUSE)
    return (time.monotonic() - started) * 1_000


def _write(engine: ElasticsearchEngine, documents: Sequence[Document]) -> None:
    for written in engine.write(documents):
        if written.fate is not Fate.WRITTEN:
            raise RuntimeError(f"not written: {written}")
