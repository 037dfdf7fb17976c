"""The tables of the tests as the migrations leave them, kept from one run to the next: making them takes longer than
most files of tests. On SQLite in memory alone; they are made again when a migration or Django changes."""

import hashlib
import inspect
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import django
from coverage import Coverage
from django.db import connection
from django.db.migrations.loader import MigrationLoader


class KeptTables:
    """Call `fill` before Django makes the test database, which then finds every migration applied, and `keep` after."""

    def __init__(self, folder: Path) -> None:
        self._kept = folder / f"{_fingerprint()}.sqlite3"
        self._counting = Coverage.current()
        self._memory: sqlite3.Connection | None = None

    def fill(self) -> None:
        """Until `keep`, nobody counts which lines of ours the migrations walk."""
        if self._counting is not None:
            self._counting.stop()
        name = connection.creation._get_test_db_name()
        if connection.vendor == "sqlite" and connection.creation.is_in_memory_db(name):
            self._memory = sqlite3.connect(name, uri=True)  # open until Django is there: it goes with its last reader
            if self._kept.exists():
                with closing(sqlite3.connect(self._kept)) as stored:
                    stored.backup(self._memory)

    def keep(self) -> None:
        """Store what was made, whole or not at all: others may be reading it, or storing the same."""
        if self._memory is not None:
            if not self._kept.exists():
                for former in self._kept.parent.glob("*.sqlite3"):
                    with suppress(FileNotFoundError):
                        former.unlink()
                part = self._kept.with_suffix(f".{os.getpid()}")
                with closing(sqlite3.connect(part)) as stored:
                    self._memory.backup(stored)
                part.replace(self._kept)
            self._memory.close()
        if self._counting is not None:
            self._counting.start()


def _fingerprint() -> str:
    """Of every migration's text, and of the Django that applies them."""
    told = hashlib.sha256(f"{django.__version__} {sqlite3.sqlite_version}".encode())
    for name, migration in sorted(MigrationLoader(None, ignore_no_migrations=True).disk_migrations.items()):
        told.update(repr(name).encode())
        told.update(Path(inspect.getfile(type(migration))).read_bytes())
    return told.hexdigest()
