"""Making a new index beside the one that answers, and putting it in its place."""

from collections.abc import Sequence
from contextlib import suppress

from elasticsearch import Elasticsearch

from resource_centre.search.engine import Change, Written
from resource_centre.search.engines.elasticsearch import indices, writing
from resource_centre.search.engines.elasticsearch.client import named_errors
from resource_centre.search.engines.elasticsearch.locking import Lock
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.errors import EngineUnavailable


class ElasticsearchRebuild:
    """An index being filled by whoever has the lock. Raises RebuildRunning where another process took it over."""

    def __init__(
        self, client: Elasticsearch, alias: str, form: str, languages: Sequence[str], options: Options, lock: Lock
    ) -> None:
        self._client, self._alias, self._languages, self._lock = client, alias, languages, lock
        self.index = indices.make(client, alias, form, languages, options)
        self._target = writing.Target(indices.filling(self.index))
        self.is_swapped = False

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Add to the new index."""
        self._lock.renew()
        return writing.write(self._client, self._target, self._languages, changes)

    def swap(self) -> None:
        """Make the new index the one that answers."""
        self._lock.renew(at_once=True)
        patient = self._client.options(request_timeout=60)
        with named_errors():
            patient.indices.put_settings(index=self.index, settings={"refresh_interval": None})
            patient.indices.refresh(index=self.index)
        self._lock.renew(at_once=True)
        indices.put_in_place(self._client, self._alias, self.index)
        self.is_swapped = True

    def end(self) -> None:
        """Remove an index that was not put in place; one that may have been, its answer being lost, stays."""
        if not self.is_swapped:
            with suppress(EngineUnavailable):
                if indices.behind(self._client, self._alias) != self.index:
                    indices.drop(self._client, self.index)
