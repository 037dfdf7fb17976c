"""A cluster that fails in every way that was thought of, once each: twenty times by `make faults`."""

from collections.abc import Iterator

import pytest

from tests.support.elasticsearch import node
from tests.support.faults.scenarios import SCENARIOS, resources_for
from tests.support.faults.worlds import SQLITE, Maker, World, maker

pytestmark = [pytest.mark.faults, pytest.mark.elasticsearch]
#: Changes in one run: 500 in each run of `make faults`.
EDITS = 20


@pytest.fixture(scope="module")
def worlds() -> Iterator[Maker]:
    """Makes sites that search on the node."""
    with maker(SQLITE, node()) as made:
        yield made


@pytest.fixture
def world(worlds: Maker, request: pytest.FixtureRequest) -> Iterator[World]:
    """A site that this test alone breaks."""
    made = worlds.make(resources_for(request.node.callspec.params["scenario"]))
    yield made
    worlds.remove(made)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_is_lost_whatever_becomes_of_the_cluster(scenario: str, world: World) -> None:
    arguments = {"name": scenario, "runs": 1, "edits": EDITS, "folder": str(world.folder)}
    with world.child("tests.support.faults.cluster:run", **arguments) as child:
        told = child.hear(300)
        assert told["wrong"] == [], told["figures"]
        child.hear()
