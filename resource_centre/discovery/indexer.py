"""Bringing the index up to date: what the outbox holds is built from committed rows, and sent with its version.

A document built after its version was read holds that change or a later one, never an earlier one: whatever the order
in which several indexers send, the newest stays. Source: ARCHITECTURE.md, decision 29.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from django.db import DatabaseError, InterfaceError, OperationalError

from resource_centre import conf
from resource_centre.discovery.changes import RESOURCES, SPREAD, queues, raise_above, spread_out, versions_of
from resource_centre.discovery.destinations import Destination, destinations, main_destination
from resource_centre.discovery.documents import build_documents, findable_uuids
from resource_centre.discovery.engines import main_engine
from resource_centre.discovery.sweeping import is_settled, sweep
from resource_centre.errands import Errand
from resource_centre.outbox import rows
from resource_centre.outbox.rows import Waiting
from resource_centre.search.documents import Document, Removal
from resource_centre.search.engine import Change, Fate
from resource_centre.search.errors import IndexReadOnly, IndexUnusable, RebuildRunning, SearchError

logger = logging.getLogger(__name__)

#: Documents built and sent together; those sent before the answer to the request that changed them.
BATCH, AT_ONCE = 100, 20
#: Seconds before a thread tries again when the engine is away, or when somebody must make room on a full disk; and how
#: often it does.
PAUSE, ROOM_PAUSE, MOST_TURNS = 10.0, 30.0, 100
#: Name of that thread.
THREAD = "resource-centre-indexer"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Delivery:
    """What a delivery did: Delivery(written=3, refused=0, failed=0)."""

    written: int = 0
    refused: int = 0
    failed: int = 0

    def __add__(self, other: "Delivery") -> "Delivery":
        return Delivery(self.written + other.written, self.refused + other.refused, self.failed + other.failed)

    @property
    def handled(self) -> int:
        """Changes that were taken up."""
        return self.written + self.refused + self.failed


class _Held(threading.local):
    """Whether this thread delivers later, once and for all."""

    depth = 0


_held = _Held()
_has_looked = threading.Event()


@contextmanager
def held() -> Iterator[None]:
    """Deliver what this block changes at its end, in batches: an import need not wait a thousand times.

    An engine or a database that does not answer is said in the log, and the changes wait: what the block did is done
    all the same.
    """
    _held.depth += 1
    try:
        yield
    finally:
        _held.depth -= 1
        if not _held.depth:
            try:
                bring_up_to_date()
            except (SearchError, DatabaseError) as error:
                _say_late(error)


def _say_late(error: Exception) -> None:
    logger.error("The search index is not up to date: %s The changes wait in the outbox.", error)


def bring_up_to_date(limit: int | None = None) -> Delivery:
    """For each engine, make the index if there is none to use, then send what waits. One that is away keeps no other
    from its changes. Raises EngineUnavailable, RebuildRunning."""
    done, away = Delivery(), list[SearchError]()
    for to in destinations():
        try:
            state = to.engine.state()
            if state.must_be_made:
                rebuild(to=to)
            elif not is_settled(to, state.name):
                sweep(to)
            done += deliver(limit, to=to)
        except SearchError as error:
            away.append(error)
    if away:
        raise away[-1]
    return done


def wake() -> None:
    """Something was committed. Never raises, and never keeps a request long: what is left goes to a thread, and all of
    it where the engine is elsewhere, which may let one wait."""
    if _held.depth or not conf.indexes_on_commit():
        return
    if not main_engine().is_local:
        rebuild_apart()
        return
    try:
        deliver(limit=AT_ONCE, may_rebuild=False)
        if _is_more_to_do():
            rebuild_apart()
    except IndexUnusable:
        rebuild_apart()
    except (SearchError, DatabaseError):
        logger.exception("The search index was not brought up to date; the change waits in the outbox.")
        rebuild_apart()


def _is_more_to_do() -> bool:
    if rows.pending(SPREAD, 1) or rows.pending(RESOURCES, 1):
        return True
    return _seconds_to_next_attempt() is not None or not is_settled()


def _seconds_to_next_attempt() -> float | None:
    due = [moment for queue in queues() if (moment := rows.seconds_to_next_attempt(queue)) is not None]
    return min(due, default=None)


def rebuild_apart() -> None:
    """Bring the index up to date in a thread of this process, if none does yet, unless that is a worker's task."""
    if conf.indexes_on_commit():
        _indexing.ask()


def look_once() -> None:
    """At the first search of a process: whoever was told of a change may have died before it was delivered."""
    if not _has_looked.is_set():
        _has_looked.set()
        rebuild_apart()


def look_again() -> None:
    """After a search that failed, or that another engine answered: once in PAUSE seconds, however many there are. Each
    would end the pause of a thread that has just found the same."""
    if conf.indexes_on_commit():
        _indexing.ask_once_in(PAUSE)


def _bring_up_to_date_apart() -> None:
    """Until nothing is to be tried again; at most MOST_TURNS times, after which a change or a search must ask."""
    for _turn in range(MOST_TURNS):
        _indexing.asked.clear()
        pause: float | None = PAUSE
        try:
            bring_up_to_date()
            pause = _seconds_to_next_attempt()
        except RebuildRunning:
            logger.info("The search index is being made by another process.")
        except (SearchError, DatabaseError) as error:
            _say_late(error)
            if isinstance(error, IndexReadOnly):
                pause = ROOM_PAUSE
        except Exception:
            logger.exception("The search index was not brought up to date; changes wait in the outbox.")
            return
        if pause is None:
            return
        _indexing.rest(pause)


_indexing = Errand(THREAD, _bring_up_to_date_apart)


def deliver(limit: int | None = None, *, may_rebuild: bool = True, to: Destination | None = None) -> Delivery:
    """Send what waits, all of it unless `limit` says how many. An index that cannot be used is rebuilt first.

    to: the engine that is told, the one that answers by default. Raises EngineUnavailable when it does not answer: rows
    then wait, untouched.
    """
    to, done = to or main_destination(), Delivery()
    spread_out(None if may_rebuild else limit)
    while limit is None or done.handled < limit:
        waiting = rows.pending(to.queue, BATCH if limit is None else min(BATCH, limit - done.handled))
        if not waiting:
            break
        try:
            done += _send(to, waiting)
        except IndexUnusable:
            if not may_rebuild:
                raise
            rebuild(to=to)
    return done


def _send(to: Destination, waiting: Sequence[Waiting]) -> Delivery:
    in_queue = {one.key: one for one in waiting}
    changes, failed = _build(to, waiting, _versions(to, waiting))
    written = to.engine.write(changes) if changes else ()
    refused = {one.id: one.reason for one in written if one.fate is Fate.REFUSED}
    for key, reason in refused.items():
        rows.mark_failed(to.queue, in_queue[key], reason, for_good=True)
    sent = {change.id: in_queue[change.id].version for change in changes if change.id not in refused}
    rows.mark_delivered(to.queue, sent)
    _catch_up(changes, {one.id: one.held for one in written if one.fate is Fate.OLDER})
    return Delivery(len(sent), len(refused), failed)


def _versions(to: Destination, waiting: Sequence[Waiting]) -> Mapping[str, int]:
    """The version of each resource, read before its document is built: that of its row in the queue, but for an engine
    that stands in."""
    return versions_of([one.key for one in waiting]) if to.is_standby else {one.key: one.version for one in waiting}


def _catch_up(changes: Sequence[Change], held: Mapping[str, int]) -> None:
    """Raise our versions above those of an index that is ahead of us: the database was restored from a copy.

    A document that is refused for a removal of its very version is such a case too.
    """
    ours = rows.versions(RESOURCES, held) if held else {}
    ahead = {key: version for key, version in held.items() if version > ours[key]}
    for change in changes:
        if isinstance(change, Document) and held.get(change.id) == change.version:
            ahead[change.id] = change.version
    raise_above(ahead)


def _build(to: Destination, waiting: Sequence[Waiting], versions: Mapping[str, int]) -> tuple[list[Change], int]:
    """Changes to send. When the whole cannot be built, each is tried alone: one poisoned row stops no other. A database
    that does not answer is no fault of a row, which would wait for longer each time."""
    try:
        return _changes(versions), 0
    except (InterfaceError, OperationalError):
        raise
    except Exception:
        changes: list[Change] = []
        failed = 0
        for one in waiting:
            try:
                changes += _changes({one.key: versions[one.key]})
            except (InterfaceError, OperationalError):
                raise
            except Exception as error:
                logger.warning("Resource %s cannot be indexed: %s", one.key, error)
                rows.mark_failed(to.queue, one, f"{type(error).__name__}: {error}")
                failed += 1
        return changes, failed


def _changes(versions: Mapping[str, int]) -> list[Change]:
    documents = build_documents(versions)
    return [documents.get(key) or Removal(key, version) for key, version in versions.items()]


def rebuild(progress: Progress = lambda _done, _total: None, *, to: Destination | None = None) -> int:
    """Make a new index of all that may be found, put it in place of the old one, then send what changed meanwhile.

    to: the engine whose index is made, the one that answers by default. Returns the number of documents. Raises
    RebuildRunning, EngineUnavailable.
    """
    to = to or main_destination()
    with to.engine.rebuild() as new:
        uuids = list(findable_uuids())
        written = 0
        for batch in _batches(uuids):
            versions = versions_of(batch)
            changes, _failed = _build(to, [Waiting(*one) for one in versions.items()], versions)
            written += sum(one.fate is Fate.WRITTEN for one in new.write(changes))
            progress(min(len(uuids), written), len(uuids))
        new.swap()
    sweep(to)
    deliver(may_rebuild=False, to=to)
    return written


def _batches(keys: Sequence[str]) -> Iterator[list[str]]:
    iterator = iter(keys)
    while batch := list(islice(iterator, BATCH)):
        yield batch
