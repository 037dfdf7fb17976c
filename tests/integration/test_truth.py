"""A search never lies: totals, hits and every count, against what the rows of the database say."""

import pytest

from resource_centre.discovery.indexer import rebuild
from tests.factories import make_centre
from tests.support.generated import generate
from tests.support.set_oracle import SetOracle
from tests.support.truth import Truth

pytestmark = pytest.mark.django_db


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", [1, 2])
def test_totals_hits_and_every_count_are_those_of_the_rows(seed: int) -> None:
    world = generate(make_centre(), 120, seed)
    rebuild()
    oracle = SetOracle(world.centre, world.everybody)
    tally = Truth(world.centre, oracle, world.readers, seed).run(150, clicks_each=3)
    assert tally.faults == []
    assert (tally.questions, tally.clicks > 300, tally.buckets > 3_000) == (150, True, True)


def test_the_comparison_sees_a_count_that_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    world = generate(make_centre(), 60, seed=3)
    rebuild()
    oracle = SetOracle(world.centre, world.everybody)
    monkeypatch.setattr("resource_centre.access.visibility.Access.tokens", frozenset({"public", "login"}))
    tally = Truth(world.centre, oracle, world.readers[:1], seed=3).run(20, clicks_each=0)
    assert any("may not open" in fault for fault in tally.faults)
    assert any("theme=" in fault for fault in tally.faults)
