"""Completion beside a text page, at 100,000 documents: both are asked in the same rounds."""

from functools import partial

from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import COMPLETION
from benchmarks.searching.bench import Bench, of_kinds, say
from benchmarks.timing import percentile, typical

ROUNDS, EACH, MOST = 5, 100, 0.10


def measure(bench: Bench) -> list[Measure]:
    """The ratio of the two 95th percentiles."""
    questions = of_kinds(bench.questions(EACH), "text", COMPLETION)
    with bench.engine() as engine:
        works = [partial(answer, engine, question) for question in questions]
        typical(works, 1)
        times = list(zip(questions, typical(works, ROUNDS), strict=True))
    completion = percentile([time for question, time in times if question.kind == COMPLETION], 0.95)
    text = percentile([time for question, time in times if question.kind != COMPLETION], 0.95)
    say(f"completion: {completion:.2f} ms, text page {text:.2f} ms, p95")
    return [Measure(f"search: completion{bench.on}", completion / text, "×", MOST, "text page, p95 of both")]
