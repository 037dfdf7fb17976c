"""The embedded engine: the port, over one file."""

import json
import os
import sqlite3
import threading
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TypeVar
from weakref import WeakSet

from pyroaring import BitMap

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Entry
from resource_centre.search.engine import Change, IndexState, Written
from resource_centre.search.engines.embedded import sorting
from resource_centre.search.engines.embedded.bitmaps import ValueKey, own, within
from resource_centre.search.engines.embedded.completing import complete
from resource_centre.search.engines.embedded.correcting import correct
from resource_centre.search.engines.embedded.counting import Counting
from resource_centre.search.engines.embedded.extracts import read_extracts
from resource_centre.search.engines.embedded.files import PATIENCE, IndexFolder, Stamp, named_errors
from resource_centre.search.engines.embedded.matching import Matched, Matcher
from resource_centre.search.engines.embedded.ranking import Ranked, Ranking
from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.similarity import similar
from resource_centre.search.engines.embedded.store import ATTEMPTS, Snapshot, Store
from resource_centre.search.engines.embedded.writing import Writer
from resource_centre.search.errors import (
    NO_INDEX,
    EngineUnavailable,
    IndexDamaged,
    IndexUnusable,
    RebuildRunning,
    SearchError,
)
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import Extract, Hit, SearchResults, Similar

Lent = TypeVar("Lent")
#: Documents written between two times that a rebuild writes its sets.
SETS_EVERY = 20_000
#: Times that a writer tries before it keeps others from putting another file in place.
FREE_ATTEMPTS, REPLACED = 3, "The search index is replaced faster than it is written."


#: Every engine of this process.
_engines: WeakSet["EmbeddedEngine"] = WeakSet()


class EmbeddedEngine:
    """Answers from a folder that holds nothing else. One object serves every thread of a process."""

    name, is_local = "embedded", True

    def __init__(self, folder: Path, languages: Sequence[str] = ("fr", "en")) -> None:
        self.languages = tuple(languages)
        self.folder = IndexFolder(folder, self.languages)
        self._store: Store | None = None
        self._lock = threading.Lock()
        _engines.add(self)

    def search(self, query: SearchQuery) -> SearchResults:
        """Hits, total and counts, from one state of the index."""
        with self._snapshot() as snapshot:
            matcher = Matcher(snapshot, self.languages)
            matched = matcher.match(query.text, matcher.visible(query.scope))
            counting = Counting(snapshot.bitmaps, query, matched.documents)
            kept = counting.kept()
            return SearchResults(
                total=len(kept),
                hits=self._hits(snapshot, query, matched, self._ranked(snapshot, query, matched, kept)),
                facets=counting.counts(),
                complete=kept.intersection_cardinality(matched.complete),
                relaxed=matched.is_relaxed,
                unknown=matched.unknown,
            )

    def _ranked(self, snapshot: Snapshot, query: SearchQuery, matched: Matched, kept: BitMap) -> list[Ranked]:
        if query.sort is Sort.RELEVANCE and query.text is not None:
            return Ranking(snapshot, matched).page(kept, query.offset, query.size) if query.size else []
        ids = sorting.page(snapshot, kept, query.sort, query.origin, query.offset, query.size)
        return [(0.0, pk) for pk in ids]

    def _hits(
        self, snapshot: Snapshot, query: SearchQuery, matched: Matched, ranked: Sequence[Ranked]
    ) -> tuple[Hit, ...]:
        ids = [pk for _score, pk in ranked]
        rows = snapshot.db.execute(f"SELECT id, uuid, carried FROM doc WHERE id IN ({named(ids)})")
        known = {pk: (uuid, _own_values(snapshot, carried, query.shown)) for pk, uuid, carried in rows}
        if query.text is None:
            return tuple(Hit(known[pk][0], score, values=known[pk][1]) for score, pk in ranked)
        found = read_extracts(snapshot.db, ids, matched.marks) if query.with_extracts else {}
        none = Extract(), Extract()
        return tuple(self._hit(snapshot, score, pk, *known[pk], matched, found.get(pk, none)) for score, pk in ranked)

    def _hit(
        self,
        snapshot: Snapshot,
        score: float,
        pk: int,
        uuid: str,
        values: tuple[ValueKey, ...],
        matched: Matched,
        found: tuple[Extract, Extract],
    ) -> Hit:
        held_by = (
            other.value
            for held in matched.words
            if not any(pk in documents for documents in held.classes)
            for other in held.word.alternatives
            if other.value is not None
        )
        bitmaps = snapshot.bitmaps
        return Hit(
            id=uuid,
            score=score,
            title=found[0],
            text=found[1],
            missing=tuple(held.word.surface for held in matched.words if pk not in held.documents),
            matched_values=tuple(
                dict.fromkeys((facet, key) for facet, key in held_by if pk in bitmaps.of(within(facet), key))
            ),
            values=values,
        )

    def correct(self, query: SearchQuery) -> str | None:
        """The question in another spelling, from what the reader may see."""
        if query.text is None:
            return None
        with self._snapshot() as snapshot:
            matcher = Matcher(snapshot, self.languages)
            return correct(matcher, query.text, matcher.visible(query.scope))

    def complete(self, typed: str, scope: Scope, size: int) -> tuple[str, ...]:
        """Ids of documents whose title is begun so."""
        with self._snapshot() as snapshot:
            return complete(snapshot, Matcher(snapshot, self.languages).visible(scope), typed, size)

    def similar(self, query: SimilarQuery) -> tuple[Similar, ...]:
        """What resembles a document."""
        with self._snapshot() as snapshot:
            return similar(Matcher(snapshot, self.languages), query)

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Write documents and removals in one transaction, which other processes see at their next question.

        Whoever finds the file replaced meanwhile, again and again, takes the turn of those who replace it.
        """
        self._thaw()
        for _attempt in range(FREE_ATTEMPTS):
            if (written := self._write(changes)) is not None:
                return written
        try:
            with self.folder.locked(PATIENCE):
                written = self._write(changes)
        except RebuildRunning as error:
            raise EngineUnavailable(REPLACED) from error
        if written is None:
            raise EngineUnavailable(REPLACED)
        return written

    def _write(self, changes: Sequence[Change]) -> tuple[Written, ...] | None:
        """None when another file has taken the place of the one that was written."""
        with self._lent(Store.connection) as (store, db):
            writer = Writer(db, self.languages[0])
            with writer.transaction():
                written = writer.write(changes)
            return written if store.answers(self.folder.stamp()) else None

    def entries(self) -> Iterator[Entry]:
        """Every document, in order of id. The file is checked first: who compares it with the database trusts none."""
        with self._lent(Store.checked) as (_store, snapshot):
            rows = snapshot.db.execute("SELECT uuid, version, collection, access FROM doc ORDER BY uuid")
            for uuid, version, collection, access in rows:
                yield Entry(uuid, version, collection, frozenset(json.loads(access)))

    def state(self) -> IndexState:
        """How the index is; what keeps it from answering is its reason."""
        try:
            with self._lent(Store.snapshot) as (store, snapshot):
                count = snapshot.bitmaps.totals.documents
                reason = "The search index cannot be written: no right, or no room." if store.is_frozen else ""
                return IndexState(self.name, store.path.name, True, count, reason)
        except EngineUnavailable as error:
            unusable = isinstance(error, IndexUnusable)
            return IndexState(self.name, "", False, reason=str(error), must_be_made=unusable)

    def _thaw(self) -> None:
        """What could not be written when it was opened may be by now."""
        store = self._store
        if store is not None and store.is_frozen and self.folder.is_writable:
            self.close()

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        with self._lock:
            store, self._store = self._store, None
        if store is not None:
            store.close()

    def remove(self) -> None:
        """Remove the folder, and all that is in it."""
        self.close()
        rmtree(self.folder.path, ignore_errors=True)

    @contextmanager
    def rebuild(self) -> Iterator["EmbeddedRebuild"]:
        """Fill a new file beside the one that answers; only one process at a time. Raises RebuildRunning."""
        with self.folder.locked():
            path = self.folder.make()
            session: EmbeddedRebuild | None = None
            try:
                session = EmbeddedRebuild(self, path)
                yield session
            finally:
                if session is not None:
                    session.close()
                if session is None or not session.is_swapped:
                    self.folder.drop(path)

    @contextmanager
    def _snapshot(self) -> Iterator[Snapshot]:
        with self._lent(Store.snapshot) as (_store, snapshot):
            yield snapshot

    @contextmanager
    def _lent(self, means: Callable[[Store], AbstractContextManager[Lent]]) -> Iterator[tuple[Store, Lent]]:
        """What the file that answers lends: a connection, a snapshot. A file that proves damaged is put aside.

        Whatever error a damaged file makes of a question, it is named: the file is checked before another is believed.
        """
        with ExitStack() as stack:
            store, lent = self._enter(stack, means)
            try:
                yield store, lent
            except IndexDamaged:
                self._put_aside(store)
                raise
            except Exception as error:
                if _may_be_damage(error) and store.is_damaged:
                    self._put_aside(store)
                    raise IndexDamaged(f"The search index is damaged ({error!r}): it must be rebuilt.") from error
                raise

    def _enter(self, stack: ExitStack, means: Callable[[Store], AbstractContextManager[Lent]]) -> tuple[Store, Lent]:
        """Another process may replace the file between two looks at it: then the next one is asked, whatever error the
        system makes of one that goes while it is opened."""
        for _attempt in range(ATTEMPTS):
            store = self._current()
            try:
                return store, stack.enter_context(means(store))
            except IndexDamaged:
                self._put_aside(store)
                raise
            except EngineUnavailable:
                if store.answers(self.folder.stamp()):
                    raise
        raise EngineUnavailable("The search index is replaced faster than it is read.")

    def prepare_to_fork(self) -> None:
        """Close what a child would inherit. SQLite's locks do not follow a fork, and the child would believe that it
        holds them: another process, thinking itself the last one, would take away the log that the child writes in."""
        if (store := self._store) is not None:
            store.rest()

    def begin_in_child(self) -> None:
        """Leave to the parent what is its own; a thread that is not here may have held the lock."""
        self._store, self._lock = None, threading.Lock()

    def _put_aside(self, store: Store) -> None:
        self.folder.put_aside(store.path)
        self.close()

    def _current(self) -> Store:
        """The file that answers now: another process may have put another one in its place."""
        for _attempt in range(ATTEMPTS):
            stamp = self.folder.stamp()
            store = self._store
            if store is not None and store.answers(stamp):
                return store
            if stamp is None:
                self.close()
                raise IndexUnusable(NO_INDEX)
            try:
                return self._open(stamp)
            except IndexDamaged:
                raise
            except EngineUnavailable:
                if stamp == self.folder.stamp():
                    raise
        raise EngineUnavailable("The search index is replaced faster than it is read.")

    def _open(self, stamp: Stamp) -> Store:
        with self._lock:
            if self._store is not None and self._store.answers(stamp):
                return self._store
            path = self.folder.current()
            try:
                fresh = Store(self.folder, path, stamp)
            except IndexDamaged:
                self.folder.put_aside(path)
                raise
            old, self._store = self._store, fresh
        if old is not None:
            old.close()
        return fresh


def _may_be_damage(error: Exception) -> bool:
    """True for what has no name of ours, and for what SQLite said without saying why."""
    return not isinstance(error, SearchError) or (
        type(error) is EngineUnavailable and isinstance(error.__cause__, sqlite3.Error)
    )


def _own_values(snapshot: Snapshot, carried: bytes, facets: Sequence[str]) -> tuple[ValueKey, ...]:
    """What a document is filed under in those facets, in their order, then by key."""
    names = {own(facet): (rank, facet) for rank, facet in enumerate(facets)}
    ids = array("I")
    ids.frombytes(carried)
    keys = (snapshot.bitmaps.keys[value] for value in ids) if facets else ()
    found = sorted((*names[field_name], key) for field_name, key in keys if field_name in names)
    return tuple((facet, key) for _rank, facet, key in found)


def _before_fork() -> None:
    for engine in tuple(_engines):
        engine.prepare_to_fork()


def _in_child() -> None:
    for engine in tuple(_engines):
        engine.begin_in_child()


os.register_at_fork(before=_before_fork, after_in_child=_in_child)


class EmbeddedRebuild:
    """A file being filled."""

    def __init__(self, engine: EmbeddedEngine, path: Path) -> None:
        self.engine, self.path = engine, path
        self.is_swapped = False
        self._db = engine.folder.open(path)
        self._writer = Writer(self._db, engine.languages[0])
        self._unflushed = 0

    def write(self, changes: Sequence[Change]) -> tuple[Written, ...]:
        """Add to the new file."""
        self._unflushed += len(changes)
        with named_errors(), self._writer.transaction(flush=self._unflushed >= SETS_EVERY):
            written = self._writer.write(changes)
        if self._unflushed >= SETS_EVERY:
            self._unflushed = 0
        return written

    def swap(self) -> None:
        """Make the new file the one that answers."""
        with named_errors():
            with self._writer.transaction():
                pass
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.close()
        self.engine.folder.point_to(self.path)
        self.is_swapped = True

    def close(self) -> None:
        """Close the file."""
        self._db.close()
