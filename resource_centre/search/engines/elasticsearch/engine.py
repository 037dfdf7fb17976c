"""The Elasticsearch engine: the port, over one alias of a cluster."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from elasticsearch import Elasticsearch

from resource_centre.search.documents import Entry
from resource_centre.search.engine import Change, IndexState, Written
from resource_centre.search.engines.elasticsearch import indices, writing
from resource_centre.search.engines.elasticsearch.client import (
    answers,
    check_whole,
    client_of,
    named_errors,
    unsuitable,
)
from resource_centre.search.engines.elasticsearch.completing import complete
from resource_centre.search.engines.elasticsearch.correcting import correct
from resource_centre.search.engines.elasticsearch.locking import locked
from resource_centre.search.engines.elasticsearch.options import Options
from resource_centre.search.engines.elasticsearch.plan import PartsDisagree, Plan
from resource_centre.search.engines.elasticsearch.rebuilding import ElasticsearchRebuild
from resource_centre.search.engines.elasticsearch.schema import schema_name
from resource_centre.search.engines.elasticsearch.similarity import similar
from resource_centre.search.errors import NO_INDEX, EngineUnavailable, IndexUnusable, QuestionRefused
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import SearchResults, Similar

#: Times that a request is made again because its parts were answered from two states of the index.
ATTEMPTS = 5
#: Seconds before the second new attempt; the first one is made at once.
PAUSE = 0.02
#: When this process began, in nanoseconds: an index of another form made since is that of a newer process.
STARTED = time.time_ns()
#: Entries read at once when the index is compared with the database.
PAGE, KEPT = 1_000, "2m"


class ElasticsearchEngine:
    """Answers from an alias, behind which a whole index is. One object serves every thread of a process."""

    name, is_local = "elasticsearch", False

    def __init__(self, options: Options, languages: Sequence[str] = ("fr", "en")) -> None:
        self.options, self.languages = options, tuple(languages)
        self.alias, self._locks = f"{options.prefix}-resources", f"{options.prefix}-locks"
        self.form = schema_name(self.languages)
        self._client: tuple[int, Elasticsearch] | None = None
        self._is_fit = False

    @property
    def client(self) -> Elasticsearch:
        """The client, made at the first question; again in a process that was forked, which shares no connection."""
        made = self._client
        if made is None or made[0] != os.getpid():
            made = self._client = os.getpid(), client_of(self.options)
        return made[1]

    def search(self, query: SearchQuery) -> SearchResults:
        """Hits, total and counts; one request, two when nothing is found as the words are."""
        for attempt in range(ATTEMPTS):
            try:
                return self._search(query)
            except PartsDisagree:
                time.sleep(PAUSE * attempt)
        raise QuestionRefused("The search index changes faster than it is read.")

    def _search(self, query: SearchQuery) -> SearchResults:
        plan = Plan(query, self.languages, self.options.shards, query.text)
        replies = answers(self.client, self.alias, plan.bodies)
        if (relaxed := plan.relaxed(replies)) is not None:
            plan, replies = relaxed, answers(self.client, self.alias, relaxed.bodies)
        bodies, wanted = plan.second(replies)
        more = answers(self.client, self.alias, bodies) if bodies else []
        return plan.read(replies, more, wanted)

    def correct(self, query: SearchQuery) -> str | None:
        """The question in another spelling, from what the reader may see."""
        if query.text is None or not query.text.words:
            return None
        return correct(self.client, self.alias, self.languages, query.text, query.scope)

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """Ids of documents whose title is begun so."""
        return complete(self.client, self.alias, scope, typed, size)

    def similar(self, query: SimilarQuery) -> tuple[Similar, ...]:
        """What resembles a document."""
        return similar(self.client, self.alias, self.languages, query)

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Write documents and removals. An index of another form is not written: it must be rebuilt."""
        index = indices.behind(self.client, self.alias)
        if index is None:
            raise IndexUnusable(NO_INDEX)
        if self._is_newer(index):
            raise EngineUnavailable("The search index was made by a newer version, which delivers the changes.")
        if self._is_of_another_form(index):
            raise IndexUnusable("The search index was made by another version: it must be rebuilt.")
        target = writing.Target(self.alias, refresh=self.options.refresh)
        written = writing.write(self.client, target, self.languages, changes)
        # What went to an index that was replaced meanwhile goes to the new one too.
        return written if indices.behind(self.client, self.alias) == index else self.write(changes)

    def _is_of_another_form(self, index: str) -> bool:
        return indices.form_of(index, self.alias) != self.form

    def _is_newer(self, index: str) -> bool:
        """While a new version of the site replaces the old one, the two would make the index in turn, each its own."""
        return self._is_of_another_form(index) and indices.made_at(index) > STARTED

    def entries(self) -> Iterator[Entry]:
        """Every document, in order of id, from one state of the index."""
        with named_errors():
            self.client.indices.refresh(index=self.alias)
            point = self.client.open_point_in_time(index=self.alias, keep_alive=KEPT)["id"]
        try:
            after: list[str] = []
            while True:
                with named_errors():
                    reply = self.client.search(
                        pit={"id": point, "keep_alive": KEPT}, size=PAGE, sort=[{"id": "asc"}], version=True,
                        source={"includes": ["collection", "access"]}, track_total_hits=False,
                        search_after=after or None,
                    )  # fmt: skip
                check_whole(reply.body)
                hits = reply["hits"]["hits"]
                for hit in hits:
                    source = hit["_source"]
                    yield Entry(hit["_id"], hit["_version"], source["collection"], frozenset(source["access"]))
                if len(hits) < PAGE:
                    return
                after = hits[-1]["sort"][:1]
        finally:
            with named_errors():
                self.client.close_point_in_time(id=point)

    def state(self) -> IndexState:
        """How the index is; what keeps it from answering is its reason."""
        try:
            if unfit := self._unfit():
                return IndexState(self.name, "", False, reason=unfit)
            index = indices.behind(self.client, self.alias)
            if index is None:
                return IndexState(self.name, "", False, reason=NO_INDEX, must_be_made=True)
            count, reason = indices.measure(self.client, index)
            unanswered = indices.unanswered(self.client, self.alias)
        except EngineUnavailable as error:
            return IndexState(self.name, "", False, reason=str(error))
        must_be_made = self._is_of_another_form(index) and not self._is_newer(index)
        if unanswered:
            return IndexState(self.name, index, False, count, reason or unanswered, must_be_made)
        if must_be_made:
            reason = "The search index was made by another version: it answers, and must be rebuilt."
        return IndexState(self.name, index, True, count, reason, must_be_made)

    def _unfit(self) -> str:
        """Why this server cannot be used; asked until it can."""
        if not self._is_fit:
            unfit = unsuitable(self.client)
            self._is_fit = not unfit
            return unfit
        return ""

    @contextmanager
    def rebuild(self) -> Iterator[ElasticsearchRebuild]:
        """Fill a new index beside the one that answers; only one process at a time. Raises RebuildRunning."""
        with locked(self.client, self._locks) as lock:
            session = ElasticsearchRebuild(self.client, self.alias, self.form, self.languages, self.options, lock)
            try:
                yield session
            finally:
                session.end()

    def close(self) -> None:
        """Close the connections; the next question opens them again."""
        made, self._client = self._client, None
        if made is not None and made[0] == os.getpid():
            made[1].close()

    def remove(self) -> None:
        """Remove every index of ours."""
        for name in (*indices.all_of(self.client, self.alias), self._locks):
            indices.drop(self.client, name)
        self.close()
