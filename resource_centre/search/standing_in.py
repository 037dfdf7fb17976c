"""An engine that answers while another one does not: the same documents, the same access, the same rule of match."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import TypeVar

from resource_centre.search.documents import Entry
from resource_centre.search.engine import Change, IndexState, Rebuild, SearchEngine, Written
from resource_centre.search.errors import EngineUnavailable, QuestionRefused
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults, Similar

Answer = TypeVar("Answer")


class StandInEngine:
    """The first engine, and the second one's answers while the first is away; `SearchResults.is_degraded` says so.

    What an indexer does concerns the first alone: the second has an indexer's queue of its own.
    """

    def __init__(self, engine: SearchEngine, standby: SearchEngine) -> None:
        self.engine, self.standby = engine, standby
        self.name, self.is_local = engine.name, engine.is_local

    def _ask(self, question: Callable[[SearchEngine], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether the second engine gave it. When neither answers, the first one's reason is raised."""
        try:
            return question(self.engine), False
        except QuestionRefused:
            raise
        except EngineUnavailable as away:
            try:
                return question(self.standby), True
            except EngineUnavailable:
                raise away from None

    def search(self, query: SearchQuery) -> SearchResults:
        """As the engines."""
        results, is_degraded = self._ask(lambda engine: engine.search(query))
        return replace(results, is_degraded=True) if is_degraded else results

    def correct(self, query: SearchQuery) -> str | None:
        """As the engines."""
        return self._ask(lambda engine: engine.correct(query))[0]

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """As the engines."""
        return self._ask(lambda engine: engine.complete(typed, scope, size))[0]

    def similar(self, query: SimilarQuery) -> tuple[Similar, ...]:
        """As the engines."""
        return self._ask(lambda engine: engine.similar(query))[0]

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """As the first engine."""
        return self.engine.write(changes)

    def entries(self) -> Iterator[Entry]:
        """As the first engine."""
        return self.engine.entries()

    def state(self) -> IndexState:
        """As the first engine."""
        return self.engine.state()

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """As the first engine."""
        return self.engine.rebuild()

    def close(self) -> None:
        """Both."""
        self.engine.close()
        self.standby.close()

    def remove(self) -> None:
        """Both."""
        self.engine.remove()
        self.standby.remove()
