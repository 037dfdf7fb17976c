"""Several processes and one index: rebuilds beside readers and writers, rebuilds that are killed, forks."""

import os
import signal
import sqlite3
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from resource_centre.search.engine import Change, Fate, Written
from resource_centre.search.engines.embedded.engine import FREE_ATTEMPTS, EmbeddedEngine
from resource_centre.search.engines.embedded.files import IndexFolder, translated
from resource_centre.search.engines.embedded.writing import Writer
from resource_centre.search.errors import RebuildRunning, SearchError
from tests.support.faults import samples
from tests.support.faults.child import Child

pytestmark = pytest.mark.faults
ROLES = "tests.support.faults.engine_roles"
ENGINE = "resource_centre.search.engines.embedded"
REBUILDS = 25


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the index of a state."""
    engine = EmbeddedEngine(tmp_path / "index")
    samples.fill(engine, samples.state("alpha"))
    engine.close()
    return tmp_path / "index"


def test_of_two_rebuilds_one_is_told_that_another_runs(folder: Path, engine: EmbeddedEngine) -> None:
    with Child(f"{ROLES}:rebuild_when_told", folder=str(folder), name="beta", version=2) as other:
        assert other.hear() == "begun"
        with pytest.raises(RebuildRunning, match="another process"):
            samples.fill(engine, samples.state("gamma", 3))
        assert samples.state_seen(engine) == "alpha"
        other.tell("swap")
        assert other.hear() == "swapped"
    assert samples.state_seen(engine) == "beta"
    samples.fill(engine, samples.state("gamma", 3))
    assert samples.state_seen(engine) == "gamma"


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        (f"{ENGINE}.files:create before", "alpha"),
        (f"{ENGINE}.files:create after", "alpha"),
        (f"{ENGINE}.writing:Writer.write after", "alpha"),
        (f"{ENGINE}.writing:Writer.flush before", "alpha"),
        (f"{ENGINE}.engine:EmbeddedRebuild.swap before", "alpha"),
        (f"{ENGINE}.files:os.fsync before", "alpha"),
        (f"{ENGINE}.files:os.replace before", "alpha"),
        (f"{ENGINE}.files:os.replace after", "beta"),
        (f"{ENGINE}.files:IndexFolder.clean before", "beta"),
        (f"{ENGINE}.files:remove after", "beta"),
    ],
)
def test_a_rebuild_that_is_killed_leaves_the_old_index_or_the_new_one_and_its_lock(
    point: str, expected: str, folder: Path, engine: EmbeddedEngine
) -> None:
    role = f"{ROLES}:rebuild_when_told"
    with Child(role, folder=str(folder), name="beta", version=2, point=point) as killed:
        killed.tell("swap")
        assert killed.has_died_of(signal.SIGKILL)
    assert samples.state_seen(engine) == expected
    samples.fill(engine, samples.state("gamma", 3))
    assert samples.state_seen(engine) == "gamma"
    assert [path.name for path in folder.glob("*.sqlite3")] == [engine.state().name]
    engine.close()
    assert {path.name for path in folder.iterdir()} == {"current", "rebuild.lock", engine.folder.current().name}


def test_readers_see_the_whole_old_index_or_the_whole_new_one(folder: Path, engine: EmbeddedEngine) -> None:
    """Two processes of readers, and two threads here, while one index takes the place of another again and again."""
    role, here = f"{ROLES}:watch_states", Counter[str]()
    is_over = threading.Event()
    threads = [threading.Thread(target=_watch, args=(engine, here, is_over)) for _number in range(2)]
    with Child(role, folder=str(folder)) as one, Child(role, folder=str(folder)) as other:
        assert (one.hear(), other.hear()) == ("ready", "ready")
        for thread in threads:
            thread.start()
        rebuilder = EmbeddedEngine(folder)
        for version in range(2, REBUILDS):
            samples.fill(rebuilder, samples.state("beta" if version % 2 else "gamma", version))
        rebuilder.close()
        is_over.set()
        for thread in threads:
            thread.join(timeout=30)
        for reader in (one, other):
            reader.tell("stop")
            found = reader.hear()
            assert (found["mixed"], found["errors"]) == (0, {})
            assert set(found["seen"]) == {"alpha", "beta", "gamma"}
    assert set(here) <= {"alpha", "beta", "gamma"}, here


def _watch(engine: EmbeddedEngine, seen: Counter[str], is_over: threading.Event) -> None:
    while not is_over.is_set():
        try:
            seen[samples.state_seen(engine)] += 1
        except (SearchError, AssertionError) as error:
            seen[f"{type(error).__name__}: {error}"] += 1


def test_two_who_rebuild_without_end_never_break_one_another(folder: Path, engine: EmbeddedEngine) -> None:
    """Each is done, or told that the other one is at it; writers are never told that there is no index."""
    rebuilder = f"{ROLES}:rebuild_until_told"
    writer = f"{ROLES}:write_until_told"
    with (
        Child(rebuilder, folder=str(folder)) as one,
        Child(rebuilder, folder=str(folder)) as other,
        Child(writer, folder=str(folder), start=1_000_000 - 100_000, step=2) as writing,
    ):
        for child in (one, other, writing):
            assert child.hear() == "ready"
        seen = {samples.state_seen(engine) for _question in range(300)}
        for child in (one, other, writing):
            child.tell("stop")
        given = [one.hear(), other.hear()]
        written = writing.hear()
    assert seen <= {"alpha", "beta", "gamma"}
    assert set(given[0]) | set(given[1]) == {"swapped", "RebuildRunning"}, given
    assert set(written) == {"written"}, written
    samples.fill(engine, samples.state("alpha", 2_000_000))
    assert [path.name for path in folder.glob("*.sqlite3")] == [engine.state().name]


def test_what_is_written_while_another_index_takes_its_place_is_in_the_new_one(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, write = EmbeddedEngine(folder), Writer.write

    def swapped_meanwhile(writer: Writer, changes: Sequence[Change]) -> tuple[Written, ...]:
        monkeypatch.setattr(Writer, "write", write)
        samples.fill(other, samples.state("beta", 2))
        return write(writer, changes)

    monkeypatch.setattr(Writer, "write", swapped_meanwhile)
    assert {one.fate for one in engine.write(samples.state("gamma", 3))} == {Fate.WRITTEN}
    assert samples.state_seen(engine) == samples.state_seen(other) == "gamma"
    other.close()


def test_a_writer_whose_index_is_replaced_each_time_takes_its_turn(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever replaces it obeys the lock, as every rebuild does."""
    other, write, given = EmbeddedEngine(folder), Writer.write, list[str]()

    def swapped_meanwhile(writer: Writer, changes: Sequence[Change]) -> tuple[Written, ...]:
        monkeypatch.setattr(Writer, "write", write)
        try:
            samples.fill(other, samples.state("beta", 2))
            given.append("swapped")
        except RebuildRunning:
            given.append("told to wait")
        monkeypatch.setattr(Writer, "write", swapped_meanwhile)
        return write(writer, changes)

    monkeypatch.setattr(Writer, "write", swapped_meanwhile)
    assert {one.fate for one in engine.write(samples.state("gamma", 3))} == {Fate.WRITTEN}
    assert given == [*["swapped"] * FREE_ATTEMPTS, "told to wait"]
    assert samples.state_seen(engine) == samples.state_seen(other) == "gamma"
    with other.folder.locked(patience=0):
        pass
    other.close()


def test_a_file_that_goes_while_it_is_opened_is_an_error_to_nobody(
    folder: Path, engine: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls that an error of the disk when it meets its files half removed; a real error is still told."""
    other, opened = EmbeddedEngine(folder), IndexFolder.open
    gone = sqlite3.OperationalError("disk I/O error")
    gone.sqlite_errorcode = sqlite3.SQLITE_IOERR

    def gone_meanwhile(here: IndexFolder, path: Path, *, frozen: bool = False) -> sqlite3.Connection:
        monkeypatch.setattr(IndexFolder, "open", opened)
        samples.fill(other, samples.state("beta", 2))
        raise translated(gone)

    monkeypatch.setattr(IndexFolder, "open", gone_meanwhile)
    assert samples.state_seen(engine) == "beta"
    engine.close()
    monkeypatch.setattr(IndexFolder, "open", gone_meanwhile)
    assert {one.fate for one in engine.write(samples.state("gamma", 3))} == {Fate.WRITTEN}
    other.close()


def test_a_process_that_was_forked_during_a_rebuild_keeps_nobody_from_the_next(engine: EmbeddedEngine) -> None:
    heard, told = os.pipe()
    with engine.folder.locked():
        pid = os.fork()
        if pid == 0:  # holds a copy of the lock's file until it is told that the rebuild is over
            os.close(told)
            os.read(heard, 1)
            os._exit(0)
    try:
        with engine.folder.locked():
            pass
    finally:
        os.close(told)
        os.close(heard)
        os.waitpid(pid, 0)


@pytest.mark.parametrize("parent", ["stays", "closes", "is killed"])
def test_a_process_that_was_forked_has_an_engine_of_its_own(parent: str, folder: Path, engine: EmbeddedEngine) -> None:
    """SQLite's locks do not follow a fork: whoever comes after must still see what the child writes.

    The one who comes and leaves is last to close the file as far as the locks tell, and would take the log away.
    """
    with Child(f"{ROLES}:fork_after_use", folder=str(folder), parent=parent) as child:
        assert child.hear() == "forked"
        _come_and_leave(folder)
        child.tell("write")
        assert child.hear() == "written"
        _come_and_leave(folder)
        child.tell("write again")
        assert child.hear() == {"child": ["alpha", "beta", "gamma"]}
        if parent != "is killed":
            assert child.hear() == {"parent": ["alpha", "gamma"]}
    assert samples.state_seen(engine) == "gamma"


def _come_and_leave(folder: Path) -> None:
    visitor = EmbeddedEngine(folder)
    samples.state_seen(visitor)
    visitor.close()
