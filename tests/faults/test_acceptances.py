"""Whoever is killed within an acceptance leaves it whole or not done at all; `make faults` kills more.

The rule: one decision is one event, one line of log, one mail.
"""

import pytest

from tests.support.faults.accepting import COMMITS, PUBLISHED, SORTS
from tests.support.faults.worlds import World

pytestmark = pytest.mark.faults
#: One kill in so many statements. No round number: writes come in pairs.
EVERY = 23


def test_an_acceptance_that_is_killed_is_done_whole_or_not_at_all(world: World) -> None:
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
