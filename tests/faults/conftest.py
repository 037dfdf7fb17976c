"""Sites that a test breaks, on each database; a file that breaks something else has its own by these names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from tests.support.faults.databases import NoServer
from tests.support.faults.worlds import ENGINES, Maker, World, maker
from tests.support.requirements import missing


@pytest.fixture(scope="module", params=ENGINES)
def worlds(request: pytest.FixtureRequest) -> Iterator[Maker]:
    """Makes sites on one database, then on the other."""
    try:
        with maker(request.param) as made:
            yield made
    except NoServer as error:
        missing("postgresql-server", str(error))


@pytest.fixture
def world(worlds: Maker) -> Iterator[World]:
    """A site that this test alone breaks."""
    made = worlds.make()
    yield made
    worlds.remove(made)


@pytest.fixture
def engine(folder: Path) -> Iterator[EmbeddedEngine]:
    """An engine on the index of a file's `folder`, at which it has not looked yet."""
    found = EmbeddedEngine(folder)
    yield found
    found.close()
