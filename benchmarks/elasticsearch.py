"""The engine on a real node, which ELASTICSEARCH_URL names: what it adds to bare requests, what it saves elsewhere.

Full, on 100,000 documents, it takes some three quarters of an hour; quick, on 10,000, its names say so. What it makes
on the node begins with a prefix of the run, and is removed.
"""

import sys
import tempfile
import uuid
from pathlib import Path

from benchmarks.elasticsearching import against_wagtail, freshness, memory, port, rebuilding, site
from benchmarks.elasticsearching.node import Node
from benchmarks.measures import Measure
from benchmarks.searching.bench import CORPUS, Bench, say

#: The first makes the index that the others ask; what changes it comes last.
SUBJECTS = (rebuilding, port, memory, against_wagtail, freshness, site)
SKIPPED = "elasticsearch: not measured, ELASTICSEARCH_URL names no node (make elasticsearch)"


def measure(host: str, *, is_quick: bool = False) -> list[Measure]:
    """Every figure of the engine on that node; none, and why on standard error, where there is no node."""
    if not host:
        print(SKIPPED, file=sys.stderr)
        return []
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory() as name:
        node = Node(host, f"bench-{uuid.uuid4().hex[:10]}", Bench(Path(name), is_quick=is_quick))
        if node.bench.corpus is None:
            say(f"{CORPUS} is not on this machine: texts are drawn, and the figures' names say so")
        try:
            for subject in SUBJECTS:
                say(subject.__name__.rpartition(".")[2])
                measures += subject.measure(node)
        finally:
            node.clear()
    return measures
