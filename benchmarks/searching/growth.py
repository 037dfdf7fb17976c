"""How the time of a page follows the size of the index: the power of the number of documents, from medians.

The same questions, made of the words of the first documents, are asked of the smallest and of the largest index in
turn. The largest holds the corpus ten times over, each time with other ids, dates and places.
"""

import shutil
from collections.abc import Sequence
from functools import partial

from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import Question
from benchmarks.searching.bench import USUAL, Bench, of_kinds, say
from benchmarks.timing import alternated, growth_exponent, percentile
from resource_centre.search.engine import SearchEngine

SMALL, LARGE = 10_000, 1_000_000
ROUNDS, EACH = 3, 60
#: The most that each family may grow.
BARS = {"text": 0.85, "browse": 0.70}


def measure(bench: Bench) -> list[Measure]:
    """Exponents between the two sizes; between the first and 100,000 documents where the run is quick, and named so."""
    large = USUAL if bench.is_quick else LARGE
    questions = of_kinds(bench.questions(EACH, among=SMALL), *BARS)
    with bench.engine(SMALL) as one, bench.engine(large) as other:
        times = _times((one, other), questions)
    if large != USUAL:
        shutil.rmtree(bench.index(large))
    return [_figure(bench, family, questions, times, large) for family in BARS]


def _times(engines: Sequence[SearchEngine], questions: Sequence[Question]) -> list[list[float]]:
    sides = [[partial(answer, engine, question) for question in questions] for engine in engines]
    alternated(sides, 1)
    return alternated(sides, ROUNDS)


def _figure(
    bench: Bench, family: str, questions: Sequence[Question], times: Sequence[Sequence[float]], large: int
) -> Measure:
    chosen = [place for place, question in enumerate(questions) if question.kind.startswith(family)]
    small_p50, large_p50 = (percentile([side[place] for place in chosen], 0.5) for side in times)
    say(f"{family}: {small_p50:.2f} ms at {SMALL:,}, {large_p50:.2f} ms at {large:,}")
    partial = f", only to {large:,}: not the full figure" if bench.is_quick else ""
    return Measure(
        f"search: growth of a {family} page{partial}{bench.on}",
        growth_exponent(small_p50, large_p50, large / SMALL),
        "",
        BARS[family],
        f"power of the size, p50 from {SMALL:,} to {large:,} documents",
    )
