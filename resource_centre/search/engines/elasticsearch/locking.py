"""Who rebuilds, alone in the whole cluster: a document that only one process can make, and that it keeps renewing."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from elasticsearch import BadRequestError, ConflictError, Elasticsearch, NotFoundError

from resource_centre.search.engines.elasticsearch.client import named_errors
from resource_centre.search.errors import EngineUnavailable, RebuildRunning

#: Seconds after which whoever rebuilds and says nothing is taken for dead, between two times that it says so, and that
#: it waits for each.
SILENCE, RENEWED_EVERY, PATIENCE = 90, 15, 30
_ID = "rebuild"
_TAKEN = "Somebody else is rebuilding the search index."
#: Of the index that holds the lock: a second copy where there is a second node for it.
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
_MAPPINGS = {"dynamic": "strict", "properties": {"owner": {"type": "keyword"}, "at": {"type": "double"}}}


class Lock:
    """A lock that this process has made, or taken over from one that is dead."""

    def __init__(self, client: Elasticsearch, index: str) -> None:
        self._client = client.options(request_timeout=PATIENCE, max_retries=0)
        self._index, self._owner = index, uuid.uuid4().hex
        self._said_at, self._place = 0.0, (0, 0)

    def take(self) -> None:
        """Raises RebuildRunning while another process has it."""
        with named_errors():
            self._make_index()
            try:
                self._say(op_type="create")
            except ConflictError:
                self._take_over()

    def _make_index(self) -> None:
        try:
            self._client.indices.create(index=self._index, settings=_SETTINGS, mappings=_MAPPINGS)
        except BadRequestError as error:
            if error.message != "resource_already_exists_exception":
                raise

    def _take_over(self) -> None:
        try:
            held = self._client.get(index=self._index, id=_ID)
        except NotFoundError as error:
            raise RebuildRunning("Somebody else was rebuilding the index a moment ago: try again.") from error
        if time.time() - float(held["_source"]["at"]) < SILENCE:
            raise RebuildRunning(_TAKEN)
        self._place = held["_seq_no"], held["_primary_term"]
        self.renew(at_once=True)

    def renew(self, *, at_once: bool = False) -> None:
        """Say that this process is alive. Raises RebuildRunning when another one took it for dead, and has the lock."""
        if not at_once and time.monotonic() - self._said_at < RENEWED_EVERY:
            return
        sequence, term = self._place
        with named_errors():
            try:
                self._say(if_seq_no=sequence, if_primary_term=term)
            except ConflictError as error:
                raise RebuildRunning(_TAKEN) from error

    def _say(self, **condition: object) -> None:
        said = {"owner": self._owner, "at": time.time()}
        reply = self._client.index(index=self._index, id=_ID, document=said, refresh=True, **condition)  # type: ignore[arg-type]
        self._place, self._said_at = (reply["_seq_no"], reply["_primary_term"]), time.monotonic()

    def give_back(self) -> None:
        """Another process's lock stays."""
        sequence, term = self._place
        with suppress(EngineUnavailable, ConflictError), named_errors():
            self._client.delete(index=self._index, id=_ID, refresh=True, if_seq_no=sequence, if_primary_term=term)


@contextmanager
def locked(client: Elasticsearch, index: str) -> Iterator[Lock]:
    """Rebuild alone. Raises RebuildRunning."""
    lock = Lock(client, index)
    lock.take()
    try:
        yield lock
    finally:
        lock.give_back()
