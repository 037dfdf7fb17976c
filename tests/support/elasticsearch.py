"""A real node, started by `make elasticsearch` and named by ELASTICSEARCH_URL."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine
from resource_centre.search.engines.elasticsearch.options import Options
from tests.support.requirements import missing

#: Taken out of the environment: the sites that tests start search as they do by default. Processes that run tests side
#: by side are started after that, and find it under another name.
_KEPT = "TESTED_ELASTICSEARCH_URL"
NODE = os.environ.setdefault(_KEPT, os.environ.pop("ELASTICSEARCH_URL", ""))
#: Seconds: a machine that runs tests is busy, and a test is no visitor.
PATIENCE = 30


def node() -> str:
    """Address of the node; the test is skipped where none is named."""
    if not NODE:
        missing("elasticsearch", "ELASTICSEARCH_URL names no node (make elasticsearch)")
    return NODE


def own_prefix() -> str:
    """What begins the names of a test's indices, and of nobody else's."""
    return f"test-{uuid.uuid4().hex[:10]}"


@contextmanager
def engines_of(host: str) -> Iterator["Engines"]:
    """Engines on that node; what they made is removed at the end."""
    found = Engines(host)
    try:
        yield found
    finally:
        for engine in found.made:
            engine.remove()


class Engines:
    """Makes engines that were never built, whose names nobody else has, and whose writes are seen at once."""

    def __init__(self, host: str) -> None:
        self.host, self.made = host, list[ElasticsearchEngine]()

    def make(self) -> ElasticsearchEngine:
        """One more."""
        options = Options((self.host,), own_prefix(), refresh=True, timeout=PATIENCE)
        self.made.append(ElasticsearchEngine(options))
        return self.made[-1]
