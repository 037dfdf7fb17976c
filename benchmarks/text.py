"""How fast texts are cut into terms, beside the bare cutting at Unicode's word boundaries of the same texts."""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import regex

from benchmarks.measures import Measure
from home.demo_files import read_content
from resource_centre.text.analysis import analyzer_for

ROUNDS, REPEATED = 5, 20
#: The whole chain against the cutting alone, and two processes against one.
MOST_TIMES, MOST_IN_TWO = 4.0, 0.8
_BOUNDARY = regex.compile(r"\b", regex.V1 | regex.WORD)


def measure() -> list[Measure]:
    """Medians of rounds in turn, once the words of the corpus are known."""
    texts = [str(resource.values.get("body", "")) for resource in read_content().resources] * REPEATED
    count = sum(len(analyzer_for("fr").terms(text)) for text in texts)
    ours, theirs, shared = [], [], []
    half = len(texts) // 2
    with ProcessPoolExecutor(2) as pool:
        list(pool.map(_analyse, [texts[:half], texts[half:]]))
        for _round in range(ROUNDS):
            ours.append(_timed(lambda: _analyse(texts)))
            theirs.append(_timed(lambda: _cut(texts)))
            shared.append(_timed(lambda: list(pool.map(_analyse, [texts[:half], texts[half:]]))))
    one, bare, two = (statistics.median(times) for times in (ours, theirs, shared))
    print(f"Text: {count / one:,.0f} terms a second in one process, {count / two:,.0f} in two.")
    return [
        Measure("text: whole chain", one / bare, "×", MOST_TIMES, "cutting at word boundaries"),
        Measure("text: two processes", two / one, "×", MOST_IN_TWO, "one process, same texts"),
    ]


def _analyse(texts: list[str]) -> int:
    analyzer = analyzer_for("fr")
    return sum(len(analyzer.terms(text)) for text in texts)


def _cut(texts: list[str]) -> int:
    return sum(len(_BOUNDARY.split(text)) for text in texts)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
