"""What an engine does. Two are shipped; `contract` holds what any of them must pass."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from resource_centre.search.documents import Document, Entry, Removal
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults, Similar

Change = Document | Removal


class Fate(Enum):
    """What became of a change."""

    WRITTEN = "written"
    #: The index holds this version or a newer one: nothing to do, and no error.
    OLDER = "older"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Written:
    """The fate of one change; `reason` of a refusal says what to mend. held: the newer version that the index has of an
    older change."""

    id: str
    fate: Fate
    reason: str = ""
    held: int = 0


@dataclass(frozen=True)
class IndexState:
    """How the index is. reason: why it does not answer or cannot be written, "" when it does and can. must_be_made:
    there is none, or it is of another form, whether it answers or not: whoever indexes makes it."""

    engine: str
    name: str
    is_ready: bool
    documents: int = 0
    reason: str = ""
    must_be_made: bool = False


class Rebuild(Protocol):
    """An index being filled beside the one that answers."""

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Add to the new index, as `SearchEngine.write`."""

    def swap(self) -> None:
        """Put the new index in the place of the old one, at once for all readers."""


class SearchEngine(Protocol):
    """Every method raises EngineUnavailable, or one of its kinds, when it cannot be answered.

    is_local: True for an engine in this process, which answers or fails at once; nobody waits for another one who does
    not search.
    """

    name: str
    is_local: bool

    def search(self, query: SearchQuery) -> SearchResults:
        """Hits, total and counts, from one state of the index."""

    def correct(self, query: SearchQuery) -> str | None:
        """The question in another spelling: each word that nothing holds, as a document that the reader may see
        spells the nearest one. None when there is none."""

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """Ids of documents whose title or other name has every word typed, the last one being begun."""

    def similar(self, query: SimilarQuery) -> tuple[Similar, ...]:
        """What resembles a document, itself left out; nothing for a document that the reader may not see."""

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Write documents and removals, each by its version; one refused change stops no other."""

    def entries(self) -> Iterator[Entry]:
        """Every document, as the sweep compares it, in order of id."""

    def state(self) -> IndexState:
        """How the index is. Never raises."""

    def rebuild(self) -> AbstractContextManager[Rebuild]:
        """Begin a new index; leaving without `swap` drops it. Raises RebuildRunning."""

    def close(self) -> None:
        """Give back what is open; the next question opens it again."""

    def remove(self) -> None:
        """Remove everything that the engine keeps."""
