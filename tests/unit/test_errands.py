"""Work beside requests: who is heard."""

import time

import pytest

from resource_centre.errands import Errand


def test_those_who_may_be_many_are_heard_once_in_so_much_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [100.0], list[float]()
    errand = Errand("errand", lambda: None)
    monkeypatch.setattr(errand, "ask", lambda: asked.append(now[0]))
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    for moment in (100.0, 100.1, 109.9, 110.0, 115.0, 500.0):
        now[0] = moment
        errand.ask_once_in(10)
    assert asked == [100.0, 110.0, 500.0]
