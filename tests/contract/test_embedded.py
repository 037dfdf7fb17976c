"""The embedded engine against the suite of the port."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from resource_centre.search.contract import Contract
from resource_centre.search.engines.embedded.engine import EmbeddedEngine

CHECKS = sorted(name for name in dir(Contract) if name.startswith("check_"))


class Engines:
    """Makes engines in folders of their own, and closes them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.made = folder, list[EmbeddedEngine]()

    def make(self) -> EmbeddedEngine:
        """An engine that was never built."""
        self.made.append(EmbeddedEngine(self.folder / str(len(self.made))))
        return self.made[-1]


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    found = Engines(tmp_path)
    yield found
    for engine in found.made:
        engine.close()


@pytest.mark.no_cover
@pytest.mark.parametrize("name", CHECKS)
def test_contract(name: str, engines: Engines) -> None:
    getattr(Contract(engines.make), name)()
