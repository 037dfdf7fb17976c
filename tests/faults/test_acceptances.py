"""Whoever is killed within an acceptance leaves it whole or not done at all; `make faults` kills more.

Source: security.md 3.3, and the rule that one decision is one event, one line of log, one mail.
"""

from collections.abc import Iterator

import pytest

from tests.support.faults.accepting import COMMITS, SORTS
from tests.support.faults.databases import NoServer
from tests.support.faults.worlds import ENGINES, Maker, maker
from tests.support.requirements import missing

pytestmark = pytest.mark.faults
#: One kill in so many statements. No round number: writes come in pairs.
EVERY = 23
PUBLISHED = {"status": "accepted", "ends": 1, "mails": 1, "documents": 1, "public_files": 1, "texts": 1}


@pytest.fixture(params=ENGINES)
def worlds(request: pytest.FixtureRequest) -> Iterator[Maker]:
    """Makes sites on one database, then on the other."""
    try:
        with maker(request.param) as made:
            yield made
    except NoServer as error:
        missing("postgresql-server", str(error))


def test_an_acceptance_that_is_killed_is_done_whole_or_not_at_all(worlds: Maker) -> None:
    world = worlds.make()
    role = "tests.support.faults.accepting:kill_within_acceptances"
    found = {one["what"]: one for one in world.ask(role, folder=str(world.folder), every=EVERY)}
    assert list(found) == [*SORTS, *COMMITS]
    assert [(one["what"], one["half_done"]) for one in found.values() if one["half_done"]] == []
    assert all(found[sort]["kills"] >= 4 for sort in SORTS)
    assert all(found[point]["kills"] == 1 for point in COMMITS), "a point that is never met"
    before, *after = (found[point]["changed"] for point in COMMITS)
    assert before == {}
    for changed in (*(found[sort]["changed"] for sort in SORTS[:3]), *after):
        assert changed.items() >= PUBLISHED.items()
    assert found["new resource"]["changed"]["published"] == 1
    step = found["step"]["changed"]
    assert step["status"] == "in_review"
    assert not step.keys() & {"texts", "public_files", "ends", "revisions"}
