"""Reading one state of an index: connections, and the sets of documents that belong to what they see."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from resource_centre.search.engines.embedded.bitmaps import Bitmaps, load
from resource_centre.search.engines.embedded.checking import check
from resource_centre.search.engines.embedded.files import IndexFolder, Stamp, named_errors, size_of
from resource_centre.search.errors import EngineUnavailable, IndexDamaged, IndexReadOnly

#: Bytes of a file that is wholly checked when it is opened; any is when it is compared with the database (`entries`).
CHECKED_WHOLE = 64 * 1024 * 1024
#: Times that a reader begins again because another thread has seen a newer state meanwhile.
ATTEMPTS = 20


@dataclass(frozen=True)
class Snapshot:
    """One state of the index: a read transaction, and the sets of that very generation."""

    db: sqlite3.Connection
    bitmaps: Bitmaps


@dataclass(frozen=True)
class Stillness:
    """When a file was last written, and whether somebody writes it now."""

    written_at: int
    is_still: bool


def _stillness(path: Path) -> Stillness:
    is_still = _bytes_of(path.with_name(f"{path.name}-wal")) == 0
    try:
        return Stillness(path.stat().st_mtime_ns if is_still else 0, is_still)
    except OSError:  # gone: another file has taken its place
        return Stillness(-1, is_still=False)


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


class Store:
    """One file: its connections, lent to one thread at a time, and the newest sets read from it."""

    def __init__(self, folder: IndexFolder, path: Path, stamp: Stamp) -> None:
        self.folder, self.path, self.stamp = folder, path, stamp
        self._free: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._bitmaps: Bitmaps | None = None
        self._is_closed = False
        self._process = os.getpid()
        self._frozen = None if folder.is_writable else _stillness(path)
        self._free.append(self._first())
        try:
            if size_of(path) <= CHECKED_WHOLE:
                self.check()
        except EngineUnavailable:
            self.close()
            raise

    def _first(self) -> sqlite3.Connection:
        """A full disk has no room for what SQLite keeps beside a file that it may write: then it is read as frozen."""
        try:
            return self._open()
        except IndexReadOnly:
            self._frozen = _stillness(self.path)
            if not self._frozen.is_still:
                raise
            return self._open()

    def _open(self) -> sqlite3.Connection:
        return self.folder.open(self.path, frozen=self._frozen is not None and self._frozen.is_still)

    @property
    def is_frozen(self) -> bool:
        """True where this process can only read: without the right to write, or without room on the disk."""
        return self._frozen is not None

    def check(self) -> None:
        """Look whether the file holds what was written in it. Raises IndexDamaged."""
        with self.connection() as db:
            check(db, may_write=not self.is_frozen)

    @property
    def is_damaged(self) -> bool:
        """Whether it fails that check; False when it cannot be looked at."""
        try:
            self.check()
        except IndexDamaged:
            return True
        except EngineUnavailable:
            return False
        return False

    @property
    def is_foreign(self) -> bool:
        """True in a process that was forked since: SQLite's connections do not survive a fork."""
        return os.getpid() != self._process

    def answers(self, stamp: Stamp | None) -> bool:
        """Whether this is what the folder points to, in this process, as it is now."""
        return self.stamp == stamp and not self.is_foreign and not self.is_stale

    @property
    def is_stale(self) -> bool:
        """True when a file that nobody wrote has been written since it was opened."""
        return self._frozen is not None and self._frozen != _stillness(self.path)

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection for this thread; errors of SQLite come out as the port's own."""
        with self._lock:
            db = self._free.pop() if self._free else None
        if db is None:
            db = self._open()
        try:
            with named_errors():
                yield db
        finally:
            self._give_back(db)

    def _give_back(self, db: sqlite3.Connection) -> None:
        if db.in_transaction:
            with suppress(sqlite3.Error):
                db.execute("ROLLBACK")
        with self._lock:
            if not self._is_closed and not db.in_transaction:
                self._free.append(db)
                return
        db.close()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the index, which writers do not disturb."""
        with self.connection() as db:
            for _attempt in range(ATTEMPTS):
                db.execute("BEGIN")
                bitmaps = self._bitmaps_of(db)
                if bitmaps is not None:
                    yield Snapshot(db, bitmaps)
                    if self.is_stale:  # what was read may be half of one state and half of another
                        raise EngineUnavailable("The search index was being written: ask again.")
                    return
                db.execute("ROLLBACK")
        raise EngineUnavailable("The search index changes faster than it is read.")

    @contextmanager
    def checked(self) -> Iterator[Snapshot]:
        """The same, the whole file being looked at before."""
        self.check()
        with self.snapshot() as snapshot:
            yield snapshot

    def _bitmaps_of(self, db: sqlite3.Connection) -> Bitmaps | None:
        """The sets of the state that a transaction sees; None when they are of a newer one already."""
        (generation,) = db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
        known = self._bitmaps
        if known is not None and known.generation == generation:
            return known
        with self._lock:
            known = self._bitmaps
            if known is None or known.generation < generation:
                self._bitmaps = load(db, generation, known)
            return self._bitmaps if self._bitmaps and self._bitmaps.generation == generation else None

    def rest(self) -> None:
        """Close what is not in use; the next question opens it again."""
        with self._lock:
            free, self._free = self._free, []
        for db in free:
            if not self.is_foreign:
                db.close()

    def close(self) -> None:
        """Close what is not in use; the rest is closed when it is given back."""
        self._is_closed = True
        self.rest()
