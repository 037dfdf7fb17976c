"""A site of one's own, to be broken: a database, an index, and content enough for every sort of change."""

import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.demo_site import copied
from tests.support.faults.child import Child
from tests.support.faults.clusters import remove_indices
from tests.support.faults.databases import drop_database, new_database, postgresql

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
#: Resources of a small site, and seconds that a process may take to do its whole part.
RESOURCES, PATIENCE = 36, 900


@dataclass(frozen=True)
class World:
    """A database that nothing else uses, and the folder of its index; or a node, and what its indices begin with."""

    database: str
    folder: Path
    node: str = ""
    prefix: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point the project at it, with the demo's own settings, as a public site has them."""
        return {
            "DATABASE_URL": self.database,
            "SEARCH_DIR": str(self.folder / "search"),
            "ELASTICSEARCH_URL": self.node,
            "ELASTICSEARCH_PREFIX": self.prefix,
            "DJANGO_SETTINGS_MODULE": "home.settings.dev",
            "DEBUG": "false",
        }

    def child(self, role: str, **arguments: Any) -> Child:
        """A process of this site."""
        return Child(role, environment=self.environment, **arguments)

    def ask(self, role: str, **arguments: Any) -> Any:
        """What a process of this site answers."""
        with self.child(role, **arguments) as child:
            return child.hear(PATIENCE)


class Maker:
    """Makes worlds on one database server, each a copy of the same filled database; node: the Elasticsearch that
    answers, "" for the embedded engine."""

    def __init__(self, engine: str, folder: Path, server: str, node: str = "") -> None:
        self.engine, self.folder, self.server, self.node = engine, folder, server, node
        self._made: dict[int, str] = {}
        self._numbers = 0

    def make(self, resources: int = RESOURCES) -> World:
        """A world with so many resources, whose index is to be built."""
        if resources not in self._made:
            self._made[resources] = self._filled(resources)
        self._numbers += 1
        folder = self.folder / f"world-{self._numbers}"
        folder.mkdir()
        prefix = f"faults-{uuid.uuid4().hex[:10]}" if self.node else ""
        if self.engine == POSTGRESQL:
            return World(new_database(self.server, self._made[resources]), folder, self.node, prefix)
        copied(Path(self._made[resources].removeprefix("sqlite:///")), folder)
        return World(f"sqlite:///{folder / 'site.sqlite3'}", folder, self.node, prefix)

    def remove(self, world: World) -> None:
        """What it holds goes with its folder, with its database, and with its indices."""
        if world.node:
            remove_indices(world.node, world.prefix)
        if self.engine == POSTGRESQL:
            drop_database(self.server, world.database)
        shutil.rmtree(world.folder, ignore_errors=True)

    def _filled(self, resources: int) -> str:
        """A database with content."""
        folder = self.folder / f"filled-{resources}"
        folder.mkdir()
        empty = f"sqlite:///{folder / 'site.sqlite3'}" if self.engine == SQLITE else new_database(self.server)
        World(empty, folder).ask("tests.support.faults.site_roles:prepare", resources=resources)
        return empty


@contextmanager
def maker(engine: str, node: str = "") -> Iterator[Maker]:
    """Makes worlds on that database until the block ends; node: the Elasticsearch that they search on. Raises
    NoServer."""
    with tempfile.TemporaryDirectory(prefix="faults-", ignore_cleanup_errors=True) as folder:
        if engine == SQLITE:
            yield Maker(engine, Path(folder), "", node)
            return
        with postgresql() as server:
            yield Maker(engine, Path(folder), server, node)
