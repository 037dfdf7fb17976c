"""Relevance on judged questions: `python -m benchmarks.relevance --corpus FILE --queries FILE --engine embedded`.

Prints {"ndcg@10", "mrr@10", "recall@10", "zero_results", "queries"}. A line of the queries holds `query` and
`pertinents`, the ids of the lines of the corpus that answer it. Where the corpus has rows of type `fiche`, they are the
only ones indexed.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from benchmarks.corpora import EVERYTHING, LANGUAGES, documents, read_lines
from benchmarks.engines import ENGINES, fill
from resource_centre.search import asking
from resource_centre.search.budget import MOST_CHARACTERS, MOST_WORDS
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import TextQuery, read_text

DEPTH = 10
SHEETS = "fiche"


@dataclass(frozen=True)
class Judged:
    """A question, and the documents that answer it."""

    question: str
    relevant: frozenset[str]


@dataclass(frozen=True)
class Relevance:
    """Means over the questions: ndcg, mrr and recall at ten hits; zero_results is a number of questions."""

    ndcg: float
    mrr: float
    recall: float
    zero_results: int
    queries: int

    def as_json(self) -> str:
        """The form that is printed."""
        found = {"ndcg@10": self.ndcg, "mrr@10": self.mrr, "recall@10": self.recall}
        rounded: dict[str, float] = {name: round(value, 4) for name, value in found.items()}
        return json.dumps({**rounded, "zero_results": self.zero_results, "queries": self.queries})


def measure(corpus: Path, queries: Path, engine: SearchEngine) -> Relevance:
    """Index the corpus, ask each question, compare with what was judged."""
    sheets = read_sheets(corpus)
    fill(engine, (sheet for _name, sheet in sheets))
    names = {sheet.id: name for name, sheet in sheets}
    judged = read_judged(queries)
    answers = [[names[found] for found in ask(engine, one.question)] for one in judged]
    return compared(answers, [one.relevant for one in judged])


def read_judged(queries: Path) -> list[Judged]:
    """Questions of a file, each with the names of the documents that answer it."""
    return [Judged(str(row["query"]), frozenset(map(str, row["pertinents"]))) for row in read_lines(queries)]


def read_sheets(corpus: Path) -> list[tuple[str, Document]]:
    """Documents to index, each with the corpus's own name of it."""
    has_sheets = any(row.get("type") == SHEETS for row in read_lines(corpus))
    kind = SHEETS if has_sheets else ""
    names = (str(row["id"]) for row in read_lines(corpus) if not kind or row.get("type") == kind)
    return list(zip(names, documents(corpus, kind=kind), strict=True))


def compared(answers: Sequence[Sequence[str]], relevant: Sequence[frozenset[str]]) -> Relevance:
    """What answers are worth, each against what was judged."""
    return Relevance(
        ndcg=_mean(map(_ndcg, answers, relevant)),
        mrr=_mean(map(_reciprocal_rank, answers, relevant)),
        recall=_mean(len(set(found) & wanted) / len(wanted) for found, wanted in zip(answers, relevant, strict=True)),
        zero_results=sum(not found for found in answers),
        queries=len(answers),
    )


def ask(engine: SearchEngine, question: str) -> list[str]:
    """Ids of the first hits. A question longer than a person may type is cut where the form would stop."""
    words = " ".join(question.split()[:MOST_WORDS])[:MOST_CHARACTERS]
    query = SearchQuery(EVERYTHING, _read(words), sort=Sort.RELEVANCE, size=DEPTH)
    return [hit.id for hit in asking.ask(engine, query, lambda text, _unknown: _read(text)).results.hits]


def _read(words: str) -> TextQuery | None:
    return read_text(words, LANGUAGES, "fr")


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 0.0


def _ndcg(found: Sequence[str], wanted: frozenset[str]) -> float:
    gain = sum(1 / log2(rank + 2) for rank, name in enumerate(found[:DEPTH]) if name in wanted)
    best = sum(1 / log2(rank + 2) for rank in range(min(DEPTH, len(wanted))))
    return gain / best if best else 0.0


def _reciprocal_rank(found: Sequence[str], wanted: frozenset[str]) -> float:
    return next((1 / (rank + 1) for rank, name in enumerate(found[:DEPTH]) if name in wanted), 0.0)


def main() -> None:
    """Read the arguments, print one line of JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.relevance", description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True, help="JSON lines, plain or compressed")
    parser.add_argument("--queries", type=Path, required=True, help="JSON lines: query, pertinents")
    parser.add_argument("--engine", choices=sorted(ENGINES), default="embedded")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ENGINES[options.engine](Path(folder)) as engine:
        print(measure(options.corpus, options.queries, engine).as_json())


if __name__ == "__main__":
    main()
