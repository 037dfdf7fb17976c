"""An index of a fixed corpus, and all that it answers: what must not change, whatever happens to its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from resource_centre.search.contract import compare
from resource_centre.search.contract_corpus import LANGUAGES, MOMENT, READERS, Questions, corpus
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import SearchError
from resource_centre.search.oracle import Oracle
from resource_centre.search.query import Scope, SimilarQuery

#: Documents, those of them that are written one by one after the rebuild, and questions.
DOCUMENTS, APART, QUESTIONS = 120, 20, 25
_TYPED = ("nu", "l ecole", "medi")


@cache
def documents() -> tuple[Document, ...]:
    """Always the same ones."""
    return tuple(corpus(DOCUMENTS))


def fill(engine: SearchEngine, whole: Sequence[Document] = ()) -> None:
    """Rebuild an index with these documents, the sample by default."""
    with engine.rebuild() as new:
        new.write(whole or documents())
        new.swap()


def make_index(folder: Path) -> Path:
    """Fill a folder with the index of the sample, and close it; its file."""
    engine = EmbeddedEngine(folder)
    fill(engine, documents()[:-APART])
    for document in documents()[-APART:]:
        engine.write([document])
    path = engine.folder.current()
    engine.close()
    return path


@dataclass(frozen=True)
class Answers:
    """Everything that an engine says of the sample."""

    entries: tuple[Any, ...]
    searches: tuple[Any, ...]
    completions: tuple[Any, ...]
    corrections: tuple[Any, ...]
    alike: tuple[Any, ...]

    @classmethod
    def of(cls, engine: SearchEngine) -> "Answers":
        """Ask everything. Raises what the engine raises."""
        questions = Questions(documents(), seed=1)
        queries = [questions.query() for _number in range(QUESTIONS)]
        scopes = [Scope("a", tokens, MOMENT) for tokens in READERS]
        return cls(
            tuple(engine.entries()),
            tuple(engine.search(query) for query in queries),
            tuple(engine.complete(typed, scope, 20) for scope in scopes for typed in _TYPED),
            tuple(engine.correct(query) for query in queries),
            tuple(engine.similar(SimilarQuery(one.id, scopes[0], ("theme", "actor"))) for one in documents()[::9]),
        )


def check_against_oracle(engine: SearchEngine) -> None:
    """Raise ContractBroken unless searches are answered as the oracle does."""
    whole = list(documents())
    oracle, questions = Oracle(whole, LANGUAGES[0]), Questions(whole, seed=1)
    for _number in range(QUESTIONS):
        query = questions.query()
        compare(query, oracle.search(query), engine.search(query), whole)


def outcome(folder: Path, right: Answers) -> str:
    """What an engine that opens the folder now does: "right", "wrong", or the name of the error that it tells.

    Any other error than a named one is raised.
    """
    engine = EmbeddedEngine(folder)
    try:
        return "right" if Answers.of(engine) == right else "wrong"
    except SearchError as error:
        return type(error).__name__
    finally:
        engine.close()
