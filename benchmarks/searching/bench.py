"""What the modules of this package share: the corpus, the indexes made of it, the questions asked."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpora import many, shared_data
from benchmarks.engines import ENGINES, fill
from benchmarks.questions import Question, drawn_questions, sample
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine

CORPUS = "perf/corpus-100k.jsonl.gz"
#: Documents of most figures, and documents that questions are drawn from.
USUAL, SOURCES, SEED = 100_000, 1_000, 1


@dataclass(frozen=True)
class Bench:
    """One run. folder: where indexes are made, and removed from by whoever made it. is_quick: nothing beyond USUAL."""

    folder: Path
    corpus: Path | None = field(default_factory=lambda: shared_data(CORPUS))
    is_quick: bool = False

    @property
    def on(self) -> str:
        """What the figures are over, for their names: "" for the real texts."""
        return "" if self.corpus else ", drawn words"

    def documents(self, count: int = USUAL) -> Iterator[Document]:
        """The first documents of the corpus."""
        return many(self.corpus, count)

    def index(self, count: int = USUAL) -> Path:
        """The folder of an index of so many documents, made when it is first asked for."""
        folder = self.folder / f"embedded-{count}"
        if not folder.exists():
            say(f"Indexing {count:,} documents")
            with ENGINES["embedded"](folder) as engine:
                fill(engine, self.documents(count), told)
        return folder

    @contextmanager
    def engine(self, count: int = USUAL) -> Iterator[SearchEngine]:
        """The engine over that index."""
        with ENGINES["embedded"](self.index(count)) as engine:
            yield engine

    def questions(self, each: int, among: int = USUAL, seed: int = SEED) -> list[Question]:
        """Questions of every kind, from the first `among` documents."""
        return drawn_questions(sample(self.documents(among), among, SOURCES, seed), seed, each)


def of_kinds(questions: Sequence[Question], *families: str) -> list[Question]:
    """Those of families: "text", "browse", "completion", "similar"."""
    return [question for question in questions if question.kind.startswith(families)]


def say(text: str) -> None:
    """Progress, for whoever waits."""
    print(f"  {text}", file=sys.stderr, flush=True)


def told(count: int) -> None:
    """How far an index is, every hundred thousand documents."""
    if count % 100_000 == 0:
        say(f"{count:,} documents indexed")
