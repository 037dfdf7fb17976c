"""The engines that can be measured, by name."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from pathlib import Path

from benchmarks.corpora import LANGUAGES
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.engines.embedded.engine import EmbeddedEngine

#: Documents given to an engine at once, and seconds that a bench waits for a node.
BATCH, PATIENCE = 500, 60


@contextmanager
def embedded(folder: Path) -> Iterator[SearchEngine]:
    """The embedded engine over that folder, closed at the end."""
    engine = EmbeddedEngine(folder, LANGUAGES)
    try:
        yield engine
    finally:
        engine.close()


@contextmanager
def elasticsearch(folder: Path) -> Iterator[SearchEngine]:
    """An engine on the node that ELASTICSEARCH_URL names; what it made is removed at the end. The folder names it."""
    host = os.environ.get("ELASTICSEARCH_URL", "")
    if not host:
        raise SystemExit("ELASTICSEARCH_URL names no node: make elasticsearch")
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    engine = ElasticsearchEngine(Options((host,), f"bench-{name}", timeout=PATIENCE), LANGUAGES)
    try:
        yield engine
    finally:
        engine.remove()


#: Each takes an empty folder, or one that it has filled before.
ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[SearchEngine]]] = {
    "embedded": embedded,
    "elasticsearch": elasticsearch,
}


def fill(engine: SearchEngine, documents: Iterable[Document], progress: Callable[[int], None] | None = None) -> int:
    """Rebuild the index from these documents; gives their number. `progress` is told it after each batch."""
    waiting, written = iter(documents), 0
    with engine.rebuild() as new:
        while batch := list(islice(waiting, BATCH)):
            new.write(batch)
            written += len(batch)
            if progress is not None:
                progress(written)
        new.swap()
    return written
