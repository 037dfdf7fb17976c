"""Where an index lives: a folder, files named after their form, and a pointer to the one that answers.

The pointer is replaced at once (`os.replace`): readers look at it before each question, and never see half an index.
"""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO

from resource_centre.search.engines.embedded.schema import create, schema_name
from resource_centre.search.errors import (
    NO_INDEX,
    EngineUnavailable,
    IndexDamaged,
    IndexReadOnly,
    IndexUnusable,
    RebuildRunning,
)

POINTER, LOCK, SUFFIX = "current", "rebuild.lock", ".sqlite3"
#: Seconds that a writer waits for another one, and between two looks at who rebuilds. Readers never wait.
PATIENCE, LOOK = 10, 0.001

Stamp = tuple[int, int]


class IndexFolder:
    """The files of one index, in one form."""

    def __init__(self, path: Path, languages: tuple[str, ...]) -> None:
        self.path, self.languages, self.schema = path, languages, schema_name(languages)

    @property
    def is_writable(self) -> bool:
        """Whether this process may write in the folder."""
        return os.access(self.path, os.W_OK)

    def stamp(self) -> Stamp | None:
        """What changes when the pointer does; None when there is no index."""
        try:
            found = os.stat(self.path / POINTER)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns

    def current(self) -> Path:
        """The file that answers. Raises IndexUnusable when there is none of this form."""
        try:
            name = (self.path / POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(NO_INDEX) from error
        if not name.startswith(f"{self.schema}-") or "/" in name:
            raise IndexUnusable("The search index was made by another version: run `manage.py resource_index rebuild`.")
        return self.path / name

    def open(self, path: Path, *, frozen: bool = False) -> sqlite3.Connection:
        """A connection to a file that exists, transactions being begun by hand.

        frozen: nobody writes this file now, which SQLite must be told where it cannot make its own files beside it.
        The file is read, never mapped: a mapped file that is cut short, or on a failing disk, ends the process.
        """
        mode = "ro&immutable=1" if frozen else "rw" if self.is_writable else "ro"
        with named_errors():
            db = sqlite3.connect(
                f"file:{path}?mode={mode}", uri=True, isolation_level=None, timeout=PATIENCE, check_same_thread=False
            )
        try:
            db.execute("PRAGMA synchronous=NORMAL")
            found = db.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        except sqlite3.Error as error:
            db.close()
            raise translated(error) from error
        if found is None or found[0] != self.schema:
            db.close()
            raise IndexDamaged("The search index does not say what made it.")
        return db

    def make(self) -> Path:
        """A new empty file, which nobody reads yet. Raises IndexReadOnly.

        No name comes twice, were the folder emptied between: others remember an index by its name.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            numbers = (path.name.removesuffix(SUFFIX).rpartition("-")[2] for path in self.path.glob(f"*{SUFFIX}"))
            number = max(int(time.time()), 1 + max((int(text) for text in numbers if text.isdecimal()), default=0))
            path = self.path / f"{self.schema}-{number}{SUFFIX}"
        except OSError as error:
            raise IndexReadOnly(f"The folder of the search index cannot be written: {error}.") from error
        try:
            with closing(sqlite3.connect(path, isolation_level=None)) as db:
                db.execute("PRAGMA journal_mode=WAL")
                create(db, self.languages)
        except sqlite3.Error as error:
            self.drop(path)
            raise IndexReadOnly(f"The search index cannot be written: {error}.") from error
        return path

    def drop(self, path: Path) -> None:
        """Remove one file, with what SQLite keeps beside it."""
        for suffix in ("", "-wal", "-shm", "-journal"):
            remove(path.with_name(path.name + suffix))

    def point_to(self, path: Path) -> None:
        """Make a file the one that answers, and remove the others: readers keep theirs open until they look again."""
        beside = self.path / f"{POINTER}.new"
        try:
            with beside.open("w", encoding="ascii") as file:
                file.write(path.name)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self.path / POINTER)
        except OSError as error:
            remove(beside)
            raise IndexReadOnly(f"The folder of the search index cannot be written: {error}.") from error
        self.clean(path)

    def clean(self, kept: Path | None) -> None:
        """Remove every file of an index but one, with what SQLite keeps beside it."""
        for found in self.path.glob(f"*{SUFFIX}*"):
            if kept is None or not found.name.startswith(kept.name):
                remove(found)

    def put_aside(self, damaged: Path) -> None:
        """Stop answering from a file; it is removed by the next rebuild. Another process may have done so already."""
        with suppress(OSError, IndexUnusable):
            if self.current() == damaged:
                (self.path / POINTER).unlink()

    @contextmanager
    def locked(self, patience: float = 0.0) -> Iterator[None]:
        """Alone to rebuild, among all processes; freed by the system when the process dies.

        patience: seconds that another one is waited for. Raises RebuildRunning.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = (self.path / LOCK).open("w")
        except OSError as error:
            raise IndexReadOnly(f"The folder of the search index cannot be written: {error}.") from error
        with file:
            _take(file, time.monotonic() + patience)
            try:
                yield
            finally:  # not left to the closing: a process forked meanwhile holds a copy of the file
                fcntl.flock(file, fcntl.LOCK_UN)


def _take(file: IO[str], until: float) -> None:
    """Take the lock of a file. Looked at again and again: a lock that is waited for has no end."""
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() >= until:
                raise RebuildRunning("The search index is being rebuilt by another process.") from error
        time.sleep(LOOK)


def size_of(path: Path) -> int:
    """Bytes of a file. Raises IndexUnusable when another one has taken its place."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise IndexUnusable(_GONE) from error


def remove(path: Path) -> None:
    """Delete a file that may have gone already."""
    with suppress(OSError):
        path.unlink()


_GONE = "The file of the search index is gone: run `manage.py resource_index rebuild`."
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_NO_WRITING = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR)


def translated(error: sqlite3.Error) -> EngineUnavailable:
    """What an error of SQLite means for a search."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _DAMAGE:
        return IndexDamaged(f"The search index is damaged ({error}): it must be rebuilt.")
    if code == sqlite3.SQLITE_CANTOPEN:
        return IndexUnusable(_GONE)
    if code in _NO_WRITING:
        return IndexReadOnly(f"The search index cannot be written: {error}.")
    return EngineUnavailable(f"The search index does not answer: {error}.")


@contextmanager
def named_errors() -> Iterator[None]:
    """Errors of SQLite come out as the port's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise translated(error) from error
