"""An index of a fixed corpus, and all that it answers: what must not change, whatever happens to its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from resource_centre.search.contract import compare
from resource_centre.search.contract_corpus import LANGUAGES, MOMENT, READERS, Questions, corpus
from resource_centre.search.documents import Document, Values
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import SearchError
from resource_centre.search.facets import FacetSpec
from resource_centre.search.oracle import Oracle
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.words import read_text

#: Documents, those of them that are written one by one after the rebuild, and questions.
DOCUMENTS, APART, QUESTIONS = 120, 20, 25
_TYPED = ("nu", "l ecole", "medi")


@cache
def documents(count: int = DOCUMENTS) -> tuple[Document, ...]:
    """Always the same ones."""
    return tuple(corpus(count))


def fill(engine: SearchEngine, whole: Sequence[Document] = ()) -> None:
    """Rebuild an index with these documents, the sample by default."""
    with engine.rebuild() as new:
        new.write(whole or documents())
        new.swap()


def make_index(folder: Path, whole: Sequence[Document] = ()) -> Path:
    """Fill a folder with the index of these documents, the sample by default, and close it; its file."""
    engine, whole = EmbeddedEngine(folder), whole or documents()
    fill(engine, whole[:-APART])
    for document in whole[-APART:]:
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
    def of(cls, engine: SearchEngine, whole: Sequence[Document] = ()) -> "Answers":
        """Ask everything that these documents, the sample by default, make one ask. Raises what the engine raises."""
        whole = whole or documents()
        questions = Questions(whole, seed=1)
        queries = [questions.query() for _number in range(QUESTIONS)]
        scopes = [Scope("a", tokens, MOMENT) for tokens in READERS]
        return cls(
            tuple(engine.entries()),
            tuple(engine.search(query) for query in queries),
            tuple(engine.complete(typed, scope, 20) for scope in scopes for typed in _TYPED),
            tuple(engine.correct(query) for query in queries),
            tuple(engine.similar(SimilarQuery(one.id, scopes[0], ("theme", "actor"))) for one in whole[::9]),
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


#: Documents of a state.
STATE_SIZE = 30
#: One question that asks the words, the sets and the rows.
STATE_QUERY = SearchQuery(
    Scope("a", frozenset({"public"}), MOMENT),
    read_text("fiche", LANGUAGES, "fr"),
    specs=(FacetSpec("tag"),),
    size=STATE_SIZE,
    shown=("tag",),
)


def state(name: str, version: int = 1) -> tuple[Document, ...]:
    """The same ids whatever the name, which every document bears in its title and as a tag."""
    return tuple(
        Document(
            id=f"{number:032x}",
            version=version,
            collection="a",
            access=frozenset({"public"}),
            language="fr",
            title=f"Fiche {name} {number}",
            values={"tag": Values.flat(name)},
            title_key=f"fiche {name} {number}",
        )
        for number in range(STATE_SIZE)
    )


def state_seen(engine: SearchEngine) -> str:
    """The name of the state that an engine answers from. Raises AssertionError for a mixture of two."""
    found = engine.search(STATE_QUERY)
    counted = {bucket.key: bucket.count for bucket in found.facet("tag").buckets}
    names = {str(hit.title).split()[1] for hit in found.hits} | {
        key for hit in found.hits for _facet, key in hit.values
    }
    assert len(names) == 1, (names, counted)
    (name,) = names
    assert (found.total, len(found.hits), counted) == (STATE_SIZE, STATE_SIZE, {name: STATE_SIZE}), (name, counted)
    return name
