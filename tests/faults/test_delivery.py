"""From a change to the index, whatever dies on the way: nothing is lost, nothing is stale, nothing is there too much.

A few kills here, on both databases; `make faults` makes three hundred. Source:
docs/reference/benchmarks.md.
"""

import os

import pytest

from tests.support.faults.points_of_delivery import POINTS
from tests.support.faults.worlds import POSTGRESQL, Maker, World

pytestmark = pytest.mark.faults
ROLES = "tests.support.faults"
#: Rounds of kills, each of one process or two, and changes of each of two writers.
KILLS, CHANGES = int(os.environ.get("KILLS", "6")), 12
WRONG = ("lost", "stale", "phantom", "waiting", "forgotten")


def test_whoever_dies_at_any_point_of_the_way_another_finishes_the_work(world: World) -> None:
    found = world.ask(f"{ROLES}.points_of_delivery:die_at_each_point")
    assert [(one["change"], one["point"]) for one in found] == list(map(tuple, POINTS))
    assert [one for one in found if one["died_of"] != 9] == [], "a point that is never met"
    assert [one for one in found if one["differences"]["total"]] == []
    assert all(one["differences"]["documents"] > 0 for one in found)


def test_kills_at_any_moment_leave_the_index_and_the_database_alike(world: World) -> None:
    with world.child(f"{ROLES}.killing:kill_again_and_again", runs=KILLS, seed=7, folder=str(world.folder)) as child:
        details = [one for _round in range(KILLS) for one in child.hear()["details"]]
        found = child.hear()
    assert details == []
    assert {name: found[name] for name in WRONG} == dict.fromkeys(WRONG, 0)
    assert found["kills"] >= KILLS
    assert (found["reader"]["unnamed"], found["reader"]["named"]) == ([], {})
    assert found["reader"]["questions"] > 0


@pytest.mark.parametrize("mode", ["commit", "worker"])
def test_two_writers_four_readers_and_an_indexer_work_beside_one_another(mode: str, world: World) -> None:
    arguments = {"changes": CHANGES, "seed": 11, "folder": str(world.folder), "mode": mode}
    found = world.ask(f"{ROLES}.beside:work_beside", **arguments)
    assert found["errors"] == []
    assert sum(found["changes"].values()) == 2 * CHANGES
    assert found["questions"] > 0
    assert found["differences"]["total"] == 0, found["differences"]
    assert found["differences"]["acknowledged"] > 0


def test_a_change_and_a_delivery_that_cross_never_wait_for_one_another(worlds: Maker, world: World) -> None:
    if worlds.engine != POSTGRESQL:
        pytest.skip("SQLite has one writer at a time")
    found = world.ask(f"{ROLES}.crossing:cross")
    assert found == {name: ["changed", "delivered"] for name in ("mark", "spread", "raise_versions")}
