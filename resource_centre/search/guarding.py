"""An engine that is left alone for a while when it has just failed: nobody waits for what will not come.

A circuit breaker. Closed: every question goes through. Open, after FAILURES questions running that were not answered:
each is refused at once. After PAUSE seconds one question is let through, and its fate decides. Source: M. Nygard,
"Release It!", 2nd edition, chapter 5.
"""

import time
from collections.abc import Callable
from typing import TypeVar

from resource_centre.locks import ForkSafeLock
from resource_centre.search.engine import SearchEngine
from resource_centre.search.errors import EngineUnavailable, IndexReadOnly, IndexUnusable, QuestionRefused
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults, Similar
from resource_centre.search.wrapping import WrappedEngine

Answer = TypeVar("Answer")
#: Questions running that go unanswered before the next ones are refused, and seconds until one is let through.
FAILURES, PAUSE = 3, 5.0


class Breaker:
    """Whether to ask. One object for all threads of a process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, ForkSafeLock()
        self._failures, self._opened_at = 0, 0.0

    def let_through(self) -> bool:
        """Whether a question may be asked; when the pause is over, one alone is, and a new pause begins."""
        with self._lock:
            if self._failures < FAILURES:
                return True
            if self._clock() - self._opened_at < PAUSE:
                return False
            self._opened_at = self._clock()
            return True

    def succeeded(self) -> None:
        """An answer came."""
        self._failures = 0

    def failed(self) -> None:
        """None came."""
        with self._lock:
            self._failures += 1
            self._opened_at = self._clock()


class GuardedEngine(WrappedEngine):
    """An engine behind a breaker. Questions of readers are guarded; what an indexer does is not."""

    def __init__(self, engine: SearchEngine, breaker: Breaker | None = None) -> None:
        super().__init__(engine)
        self.breaker = breaker or Breaker()

    def _ask(self, question: Callable[[], Answer]) -> Answer:
        if not self.breaker.let_through():
            raise EngineUnavailable("The search engine did not answer a moment ago, and is left alone for a while.")
        try:
            answer = question()
        except (IndexUnusable, IndexReadOnly, QuestionRefused):
            self.breaker.succeeded()
            raise
        except EngineUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer

    def search(self, query: SearchQuery) -> SearchResults:
        """As the engine, guarded."""
        return self._ask(lambda: self.engine.search(query))

    def correct(self, query: SearchQuery) -> str | None:
        """As the engine, guarded."""
        return self._ask(lambda: self.engine.correct(query))

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """As the engine, guarded."""
        return self._ask(lambda: self.engine.complete(typed, scope, size))

    def similar(self, query: SimilarQuery) -> tuple[Similar, ...]:
        """As the engine, guarded."""
        return self._ask(lambda: self.engine.similar(query))
