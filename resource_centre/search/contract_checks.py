"""What checks of the contract share: engines filled, questions asked, small documents, and the error they raise."""

from collections.abc import Callable, Iterator, Sequence

from resource_centre.search.contract_corpus import LANGUAGES, MOMENT
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.words import read_text


class ContractBroken(AssertionError):
    """An engine answered otherwise than it must."""


def expect(condition: bool, *said: object) -> None:
    """Raise ContractBroken unless the condition holds."""
    if not condition:
        raise ContractBroken(" · ".join(map(str, said)))


class Checks:
    """`make` gives an engine that has just been made, empty and never built."""

    def __init__(self, make: Callable[[], SearchEngine], *, size: int = 400, questions: int = 300) -> None:
        self.make, self.size, self.questions = make, size, questions

    def checks(self) -> Iterator[Callable[[], None]]:
        """Every check of the suite."""
        names = sorted(name for name in dir(self) if name.startswith("check_"))
        return (getattr(self, name) for name in names)

    def filled(self, documents: Sequence[Document]) -> SearchEngine:
        """An engine built with these documents."""
        engine = self.make()
        with engine.rebuild() as new:
            new.write(documents)
            new.swap()
        return engine

    def asking(self, typed: str, size: int = 15) -> SearchQuery:
        """A question of anybody, in collection "a"."""
        scope = Scope("a", frozenset({"public"}), MOMENT)
        text = read_text(typed, LANGUAGES, "fr")
        return SearchQuery(scope, text, sort=Sort.RELEVANCE if text else Sort.UPDATED, size=size)


def identifier(name: str) -> str:
    """ "1" as an id."""
    return name.rjust(32, "0")


def plain(name: str, title: str, access: frozenset[str] = frozenset({"public"})) -> Document:
    """A document of a title alone."""
    return Document(identifier(name), 1, "a", access, "fr", title, title_key=title_key(title))


def title_key(title: str) -> str:
    """What a title is sorted by."""
    return title.lower().replace("é", "e").replace("à", "a").replace("î", "i")
