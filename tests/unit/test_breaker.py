"""The breaker: who is asked, and when."""

import pytest

from resource_centre.search.errors import EngineUnavailable, IndexUnusable
from resource_centre.search.guarding import FAILURES, PAUSE, Breaker, GuardedEngine
from resource_centre.search.query import Scope


class Clock:
    """Seconds that a test lets pass."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Failing:
    """An engine that counts what it is asked, and fails as it is told."""

    name, is_local = "failing", False

    def __init__(self) -> None:
        self.asked, self.error = 0, EngineUnavailable("away")

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """Fail, or answer with nothing."""
        self.asked += 1
        if self.error is not None:
            raise self.error
        return ()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def ask(engine: GuardedEngine) -> None:
    engine.complete("a", Scope("", frozenset(), None), 1)  # type: ignore[arg-type]


def test_an_engine_that_fails_is_left_alone_then_asked_by_one(clock: Clock) -> None:
    failing = Failing()
    guarded = GuardedEngine(failing, Breaker(clock))  # type: ignore[arg-type]
    for _question in range(FAILURES + 5):
        with pytest.raises(EngineUnavailable):
            ask(guarded)
    assert failing.asked == FAILURES
    clock.now += PAUSE + 0.1
    for _question in range(3):
        with pytest.raises(EngineUnavailable):
            ask(guarded)
    assert failing.asked == FAILURES + 1, "one alone looks whether it is back"


def test_an_engine_that_is_back_is_asked_as_before(clock: Clock) -> None:
    failing = Failing()
    guarded = GuardedEngine(failing, Breaker(clock))  # type: ignore[arg-type]
    for _question in range(FAILURES):
        with pytest.raises(EngineUnavailable):
            ask(guarded)
    clock.now += PAUSE + 0.1
    failing.error = None  # type: ignore[assignment]
    for _question in range(4):
        ask(guarded)
    assert failing.asked == FAILURES + 4


def test_an_index_that_is_missing_is_an_answer(clock: Clock) -> None:
    failing = Failing()
    failing.error = IndexUnusable("none yet")
    guarded = GuardedEngine(failing, Breaker(clock))  # type: ignore[arg-type]
    for _question in range(3 * FAILURES):
        with pytest.raises(IndexUnusable):
            ask(guarded)
    assert failing.asked == 3 * FAILURES
