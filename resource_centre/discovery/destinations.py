"""Engines that are fed, each with its own queue in the outbox: one that is away keeps no other from its changes."""

from dataclasses import dataclass

from resource_centre.discovery.changes import RESOURCES, STANDBY
from resource_centre.discovery.engines import main_engine, standby_engine
from resource_centre.search.engine import SearchEngine


@dataclass(frozen=True)
class Destination:
    """Where documents go. queue: topic of the outbox that holds what this engine was not told yet.

    A resource has one version, the one of its row in RESOURCES, whichever engine it is sent to.
    """

    engine: SearchEngine
    queue: str

    @property
    def is_standby(self) -> bool:
        """Whether it answers only while the other one does not."""
        return self.queue == STANDBY


def main_destination() -> Destination:
    """The engine that answers."""
    return Destination(main_engine(), RESOURCES)


def destinations() -> tuple[Destination, ...]:
    """All of them, the one at hand first: it fails and waits for nobody."""
    standby = standby_engine()
    return (*([Destination(standby, STANDBY)] if standby is not None else []), main_destination())
