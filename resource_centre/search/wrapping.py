"""What an engine around another one leaves as it is."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager

from resource_centre.search.documents import Entry
from resource_centre.search.engine import Change, IndexState, Rebuild, SearchEngine, Written


class WrappedEngine:
    """An engine whose questions go another way; what an indexer does goes to the engine itself."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine
        self.name, self.is_local = engine.name, engine.is_local

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """As the engine."""
        return self.engine.write(changes)

    def entries(self) -> Iterator[Entry]:
        """As the engine."""
        return self.engine.entries()

    def state(self) -> IndexState:
        """As the engine."""
        return self.engine.state()

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """As the engine."""
        return self.engine.rebuild()

    def close(self) -> None:
        """As the engine."""
        self.engine.close()

    def remove(self) -> None:
        """As the engine."""
        self.engine.remove()
