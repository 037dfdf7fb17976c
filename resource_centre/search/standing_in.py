"""An engine that answers while another one does not: the same documents, the same access, the same rule of match."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from resource_centre.search.engine import SearchEngine
from resource_centre.search.errors import EngineUnavailable, QuestionRefused
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults, Similar
from resource_centre.search.wrapping import WrappedEngine

Answer = TypeVar("Answer")


class StandInEngine(WrappedEngine):
    """The first engine, and the second one's answers while the first is away; `SearchResults.is_degraded` says so.

    What an indexer does concerns the first alone: the second has an indexer's queue of its own.
    """

    def __init__(self, engine: SearchEngine, standby: SearchEngine) -> None:
        super().__init__(engine)
        self.standby = standby

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

    def close(self) -> None:
        """Both."""
        super().close()
        self.standby.close()

    def remove(self) -> None:
        """Both."""
        super().remove()
        self.standby.remove()
