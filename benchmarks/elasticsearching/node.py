"""A run on a node: its documents, its questions, and the names that it alone uses there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from elasticsearch import Elasticsearch

from benchmarks.corpora import LANGUAGES
from benchmarks.questions import Question
from benchmarks.searching.bench import USUAL, Bench
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options

#: Documents of a quick run, and seconds that a bench waits for a node.
QUICK, PATIENCE = 10_000, 60


@dataclass(frozen=True)
class Node:
    """host: "http://127.0.0.1:9200". prefix: begins the name of all that the run makes there."""

    host: str
    prefix: str
    bench: Bench

    @property
    def count(self) -> int:
        """Documents of the index."""
        return QUICK if self.bench.is_quick else USUAL

    @property
    def on(self) -> str:
        """What figures are over, for their names: "" for the real texts at full size."""
        return self.bench.on + (f", at {self.count:,} only: not the full figure" if self.bench.is_quick else "")

    @contextmanager
    def engine(self) -> Iterator[ElasticsearchEngine]:
        """The engine over the index of this run; closed at the end, and its index stays."""
        engine = engine_on(self.host, self.prefix)
        try:
            yield engine
        finally:
            engine.close()

    def questions(self, each: int) -> Sequence[Question]:
        """Questions of every kind on those documents."""
        return self.bench.questions(each, among=self.count)

    def clear(self) -> None:
        """Remove all that begins with the prefix."""
        engine = engine_on(self.host, self.prefix)
        remove_all(engine.client, self.prefix)
        engine.close()


def engine_on(host: str, prefix: str) -> ElasticsearchEngine:
    """An engine of that prefix."""
    return ElasticsearchEngine(Options((host,), prefix, timeout=PATIENCE), LANGUAGES)


def remove_all(client: Elasticsearch, prefix: str) -> None:
    """Remove every index whose name begins so, by its name: a node may refuse patterns."""
    names = sorted(client.indices.get(index=f"{prefix}*", expand_wildcards="all"))
    for name in names:
        client.options(request_timeout=PATIENCE).indices.delete(index=name, ignore_unavailable=True)
