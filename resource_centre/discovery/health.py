"""How the index is, for whoever watches the site: a machine, an editor, an operator."""

from dataclasses import dataclass
from typing import Any

from resource_centre.discovery.changes import RESOURCES, SPREAD, queues
from resource_centre.discovery.engines import main_engine, standby_engine
from resource_centre.discovery.sweeping import drift
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.errors import EngineUnavailable

#: Seconds after which a change that still waits is a fault to see.
LATE = 60


@dataclass(frozen=True)
class IndexHealth:
    """The state of the index and of what waits. drift: differences with the database, None when not compared. standby:
    why the engine that stands in would not answer; None where the site keeps none."""

    engine: str
    index: str
    is_ready: bool
    reason: str
    documents: int
    pending: int
    parked: int
    oldest_pending_seconds: int
    drift: int | None = None
    parked_rows: tuple[OutboxEntry, ...] = ()
    standby: str | None = None

    @property
    def is_late(self) -> bool:
        """Whether a change waits for longer than it should."""
        return self.oldest_pending_seconds > LATE

    @property
    def is_stood_in(self) -> bool:
        """Whether another engine answers while this one does not."""
        return not self.is_ready and self.standby == ""

    @property
    def is_well(self) -> bool:
        """Whether the index answers, and says what the database says."""
        return self.is_ready and not (self.reason or self.standby or self.is_late or self.parked)

    def as_dict(self) -> dict[str, Any]:
        """The form that `resource_index status --json` prints."""
        return {
            "engine": self.engine,
            "index": self.index,
            "documents": self.documents,
            "pending": self.pending,
            "parked": self.parked,
            "oldest_pending_seconds": self.oldest_pending_seconds,
            "drift": self.drift,
        }


def index_health(*, with_drift: bool = False) -> IndexHealth:
    """Ask the engine and the outbox. Never raises for an engine that does not answer."""
    engine_state, standby = main_engine().state(), standby_engine()
    waiting = [rows.state(topic) for topic in (SPREAD, *queues())]
    differences: int | None = None
    reason = engine_state.reason
    if with_drift and engine_state.is_ready:
        try:
            differences = len(drift())
        except EngineUnavailable as error:
            reason = str(error)
    return IndexHealth(
        engine=engine_state.engine,
        index=engine_state.name,
        is_ready=engine_state.is_ready,
        reason=reason,
        documents=engine_state.documents,
        pending=sum(one.pending for one in waiting),
        parked=sum(one.parked for one in waiting),
        oldest_pending_seconds=max(one.oldest_seconds for one in waiting),
        drift=differences,
        parked_rows=rows.parked(RESOURCES),
        standby=standby.state().reason if standby is not None else None,
    )
