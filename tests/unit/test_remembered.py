"""What is remembered of reference data: when it is read again, and that nobody reads what somebody else is reading."""

from collections.abc import Callable
from math import inf
from threading import Event, Thread
from types import SimpleNamespace

import pytest

from resource_centre.content import stamps
from resource_centre.content.stamps import LONGEST_MEMORY, Remembered


@pytest.fixture(autouse=True)
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests remember is in no list of the site's."""
    monkeypatch.setattr(stamps, "_all", [])


def counted() -> Callable[[], int]:
    """1 the first time, 2 the second."""
    numbers = iter(range(1, 100))
    return lambda: next(numbers)


def at(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "time", SimpleNamespace(monotonic=lambda: 1_000.0 + seconds))


def test_it_is_read_again_when_its_stamp_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    at(0, monkeypatch)
    remembered, read = Remembered[int](), counted()
    assert [remembered.under(stamp, read) for stamp in (0, 0, 1, 1, (1, "fr"))] == [1, 1, 2, 2, 3]


def test_it_is_read_again_after_a_while_whatever_the_stamp_says(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered, read, always, once = Remembered[int](), counted(), Remembered[int](longest=inf), counted()
    found = []
    for seconds in (0, LONGEST_MEMORY, LONGEST_MEMORY + 1):
        at(seconds, monkeypatch)
        found.append((remembered.under(0, read), always.under(0, once)))
    assert found == [(1, 1), (1, 1), (2, 1)]


def test_all_is_forgotten_at_once() -> None:
    remembered, read = [Remembered[int](), Remembered[int]()], counted()
    assert [one.under(0, read) for one in remembered] == [1, 2]
    stamps.forget_all()
    assert [one.under(0, read) for one in remembered] == [3, 4]


def test_what_failed_to_be_read_is_asked_for_again() -> None:
    remembered = Remembered[int]()

    def fails() -> int:
        raise OSError("no disk")

    with pytest.raises(OSError, match="no disk"):
        remembered.under(0, fails)
    assert remembered.under(0, lambda: 7) == 7


def test_two_who_ask_at_once_read_it_once() -> None:
    remembered, began, goes_on, found = Remembered[int](), Event(), Event(), list[int]()

    def slow() -> int:
        began.set()
        goes_on.wait(10)
        return 7

    threads = [Thread(target=lambda: found.append(remembered.under(0, slow)))]
    threads[0].start()
    began.wait(10)
    threads.append(Thread(target=lambda: found.append(remembered.under(0, lambda: 8))))
    threads[1].start()
    goes_on.set()
    for thread in threads:
        thread.join(10)
    assert found == [7, 7]
