"""Making a new index beside the one that answers, and putting it in its place."""

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from elasticsearch import ApiError, ConflictError, Elasticsearch, NotFoundError

from resource_centre.search.engine import Change, Written
from resource_centre.search.engines.elasticsearch import indices, writing
from resource_centre.search.engines.elasticsearch.client import named_errors
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import EngineUnavailable, RebuildRunning

#: Seconds after which whoever rebuilds and says nothing is taken for dead.
SILENCE = 300
_LOCK = "rebuild"


@contextmanager
def locked(client: Elasticsearch, index: str) -> Iterator[None]:
    """Rebuild alone: a document that only one process can make. One that is too old is taken over."""
    owner = uuid.uuid4().hex
    with named_errors():
        try:
            client.create(index=index, id=_LOCK, document={"owner": owner, "at": time.time()}, refresh=True)
        except ConflictError:
            _take_over(client, index, owner)
    try:
        yield
    finally:
        with suppress(ApiError, EngineUnavailable), named_errors():
            client.delete(index=index, id=_LOCK, refresh=True)


def _take_over(client: Elasticsearch, index: str, owner: str) -> None:
    try:
        held = client.get(index=index, id=_LOCK)
    except NotFoundError as error:
        raise RebuildRunning("Somebody else was rebuilding the index a moment ago: try again.") from error
    if time.time() - float(held["_source"]["at"]) < SILENCE:
        raise RebuildRunning("Somebody else is rebuilding the search index.")
    try:
        client.index(
            index=index, id=_LOCK, document={"owner": owner, "at": time.time()},
            if_seq_no=held["_seq_no"], if_primary_term=held["_primary_term"],
        )  # fmt: skip
    except ConflictError as error:
        raise RebuildRunning("Somebody else is rebuilding the search index.") from error


class ElasticsearchRebuild:
    """An index being filled."""

    def __init__(
        self, client: Elasticsearch, alias: str, form: str, languages: Sequence[str], options: Options
    ) -> None:
        self._client, self._alias, self._languages = client, alias, languages
        self.index = indices.make(client, alias, form, languages, options)
        self._target = writing.Target(self.index, is_alias=False)
        self.is_swapped = False

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Add to the new index."""
        return writing.write(self._client, self._target, self._languages, changes)

    def swap(self) -> None:
        """Make the new index the one that answers."""
        patient = self._client.options(request_timeout=120)
        with named_errors():
            patient.indices.put_settings(index=self.index, settings={"refresh_interval": None})
            patient.indices.refresh(index=self.index)
        indices.put_in_place(self._client, self._alias, self.index)
        self.is_swapped = True

    def end(self) -> None:
        """Remove an index that was not put in place; one that may have been, its answer being lost, stays."""
        if not self.is_swapped:
            with suppress(EngineUnavailable):
                if indices.behind(self._client, self._alias) != self.index:
                    indices.drop(self._client, self.index)
