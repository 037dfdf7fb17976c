"""The search: how fast, how fresh, how sober and how right, each figure with its bar. One module a subject.

The quick run stops at 100,000 documents and asks fewer pages; the names of the figures that it shortens say so. Full,
it takes some half an hour and eight gigabytes of a temporary folder, which is removed.
"""

import tempfile
from pathlib import Path

from benchmarks.measures import Measure
from benchmarks.searching import (
    against_tantivy,
    against_wagtail,
    completion,
    freshness,
    growth,
    memory,
    relevance,
    robustness,
    under_writes,
)
from benchmarks.searching.bench import CORPUS, Bench, say

#: What only reads the index of 100,000 documents comes before what changes it.
SUBJECTS = (
    against_tantivy,
    against_wagtail,
    completion,
    memory,
    growth,
    freshness,
    under_writes,
    robustness,
    relevance,
)


def measure(*, is_quick: bool = False) -> list[Measure]:
    """Every figure of the search."""
    measures: list[Measure] = []
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), is_quick=is_quick)
        if bench.corpus is None:
            say(f"{CORPUS} is not on this machine: texts are drawn, and the figures' names say so")
        for subject in SUBJECTS:
            say(subject.__name__.rpartition(".")[2])
            measures += subject.measure(bench)
    return measures
