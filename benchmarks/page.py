"""How long a page takes: `python -m benchmarks.page --corpus FILE --documents N --engine embedded`.

Builds an index of the first N documents of a corpus (JSON lines, plain or compressed; without one, drawn words), asks
for pages, and prints one line of JSON: for each kind of question {"p50", "p95"} in milliseconds and {"queries"}.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from benchmarks.corpora import ANYBODY, many
from benchmarks.engines import ENGINES, fill
from benchmarks.questions import COMPLETION, EACH, SIMILAR, Question, drawn_questions, sample
from benchmarks.timing import percentile, typical
from resource_centre.search.engine import SearchEngine
from resource_centre.search.query import SimilarQuery

ROUNDS, WARM_UP = 5, 1
#: Documents that questions are drawn from, and titles that a completion offers.
SOURCES, OFFERED = 1_000, 8
SIMILAR_BY = ("theme", "territory", "actor")


@dataclass(frozen=True)
class Times:
    """Milliseconds of one kind of question: the median and the one that 95 of a hundred do not exceed."""

    p50: float
    p95: float
    queries: int

    @classmethod
    def of(cls, times: Sequence[float]) -> "Times":
        """From one time a question."""
        return cls(round(percentile(times, 0.5), 3), round(percentile(times, 0.95), 3), len(times))


def answer(engine: SearchEngine, question: Question) -> object:
    """All that the server asks the engine for one page, from what was typed."""
    if question.kind == COMPLETION:
        return engine.complete(question.typed, ANYBODY, OFFERED)
    if question.kind == SIMILAR:
        return engine.similar(SimilarQuery(question.id, ANYBODY, SIMILAR_BY))
    return engine.search(question.query())


def measure(engine: SearchEngine, questions: Sequence[Question], rounds: int = ROUNDS) -> dict[str, Times]:
    """Times by kind, after a warm-up: of each question the median over rounds that go through all kinds."""
    works = [partial(answer, engine, question) for question in questions]
    typical(works, WARM_UP)
    times = typical(works, rounds)
    kinds = dict.fromkeys(question.kind for question in questions)
    return {kind: Times.of(list(_of_kind(kind, questions, times))) for kind in kinds}


def _of_kind(kind: str, questions: Sequence[Question], times: Sequence[float]) -> Iterable[float]:
    return (time for question, time in zip(questions, times, strict=True) if question.kind == kind)


def told(count: int) -> None:
    """How far an index is, to standard error, every twenty thousand documents."""
    if count % 20_000 == 0:
        print(f"  {count:,} documents indexed", file=sys.stderr)


def main() -> None:
    """Read the arguments, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.page", description=__doc__)
    parser.add_argument("--corpus", type=Path, help="JSON lines, plain or compressed; by default, drawn words")
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="embedded")
    parser.add_argument("--queries-seed", type=int, default=1)
    options = parser.parse_args()
    documents = many(options.corpus, options.documents)
    sources = sample(many(options.corpus, options.documents), options.documents, SOURCES, options.queries_seed)
    questions = drawn_questions(sources, options.queries_seed, EACH)
    with tempfile.TemporaryDirectory() as folder, ENGINES[options.engine](Path(folder)) as engine:
        fill(engine, documents, told)
        times = measure(engine, questions)
    print(json.dumps({kind: asdict(found) for kind, found in times.items()}))


if __name__ == "__main__":
    main()
