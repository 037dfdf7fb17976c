"""Disks that are full and folders that may only be read: what is there answers, and whoever writes is told why not."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import IndexReadOnly
from tests.support.faults import samples
from tests.support.faults.child import Child
from tests.support.faults.places import only_root, open_folder, small_disk

pytestmark = pytest.mark.faults
ROLES = "tests.support.faults.engine_roles"
#: Bytes beyond which no file may grow: from none at all, to where a few changes still pass.
LIMITS = [1, 20_000, 40_000, 70_000, 110_000, 150_000, 200_000]
TIMES = 40
#: Kilobytes of a real disk, and those that are left of it.
DISK, LEFT = 4_000, [0, 60, 150, 400]


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder with the index of a state, that other accounts may read."""
    with open_folder() as home:
        engine = EmbeddedEngine(home / "index")
        samples.fill(engine, samples.state("alpha"))
        engine.close()
        yield home / "index"


@pytest.mark.parametrize("limit", LIMITS)
def test_a_full_disk_is_said_and_nothing_is_half_written(limit: int, shared: Path) -> None:
    with Child(f"{ROLES}:write_on_a_full_disk", folder=str(shared), limit=limit) as writer:
        found = writer.hear()
    written = found["written"]
    assert "IndexReadOnly" in written
    assert written == sorted(written, key=lambda one: one == "IndexReadOnly")
    expected = "beta" if written[0] == "written" else "alpha"
    assert (found["before"], found["after writing"]) == ("alpha", expected)
    assert (found["rebuilt"], found["after rebuilding"], found["new files"]) == ("IndexReadOnly", expected, [])
    assert (found["with room"], found["rebuilt with room"]) == ("delta", "epsilon")


@pytest.mark.parametrize("left", LEFT)
def test_a_disk_without_room_leaves_the_index_as_it_was(left: int) -> None:
    """A real disk: the system itself says that there is no room, at another moment for each size."""
    with small_disk(DISK) as disk:
        engine = EmbeddedEngine(disk / "index")
        samples.fill(engine, samples.state("alpha"))
        _fill_up(disk / "filler", left)
        with pytest.raises(IndexReadOnly):
            samples.fill(engine, samples.state("beta", 2))
        assert samples.state_seen(engine) == "alpha"
        with pytest.raises(IndexReadOnly):
            _write_until_refused(engine)
        assert samples.state_seen(engine) in {"alpha", "gamma"}
        assert [found.name for found in (disk / "index").glob("*.sqlite3")] == [engine.state().name]
        assert not (disk / "index" / "current.new").exists()
        (disk / "filler").unlink()
        engine.write(samples.state("delta", 60))
        assert samples.state_seen(engine) == "delta"
        engine.close()


def _write_until_refused(engine: EmbeddedEngine) -> None:
    for version in range(3, 50):
        engine.write(samples.state("gamma", version))


def _fill_up(path: Path, left: int) -> None:
    """Leave so many kilobytes of room."""
    with path.open("wb", buffering=0) as file:
        for _block in range(DISK):
            try:
                file.write(bytes(1_024))
            except OSError:
                break
        file.truncate(max(0, file.tell() - left * 1_024))


def test_an_account_that_may_only_read_searches_and_is_told_that_it_cannot_write(shared: Path) -> None:
    only_root()
    owner = EmbeddedEngine(shared)
    for is_written_too in (False, True):
        if is_written_too:  # the owner has it open, and has written what no file but the log holds yet
            owner.write(samples.state("alpha", 2))
        with Child(f"{ROLES}:try_as_nobody", folder=str(shared)) as reader:
            found = reader.hear()
        assert (found["asked"], found["asked again"], found["is_ready"]) == ("alpha", "alpha", True)
        assert (found["written"], found["rebuilt"]) == ("IndexReadOnly", "IndexReadOnly")
        assert "cannot be written" in found["reason"]
    assert sorted(path.name for path in shared.glob("*.sqlite3")) == [owner.state().name]
    owner.close()


@pytest.mark.parametrize("way", ["written", "written and left each time", "rebuilt"])
def test_an_account_that_may_only_read_never_sees_half_of_a_change(way: str, shared: Path) -> None:
    """SQLite cannot lock where it cannot write: what was read of a file that changed meanwhile is not answered."""
    only_root()
    owner = EmbeddedEngine(shared)
    with Child(f"{ROLES}:watch_states", folder=str(shared), as_nobody=True) as reader:
        assert reader.hear() == "ready"
        for version in range(2, TIMES):
            whole = samples.state("beta" if version % 2 else "gamma", version)
            owner.write(whole) if way != "rebuilt" else samples.fill(owner, whole)
            if way != "written":
                owner.close()
        reader.tell("stop")
        found = reader.hear()
    owner.close()
    assert found["mixed"] == 0
    assert set(found["errors"]) <= {"EngineUnavailable", "IndexUnusable"}
    assert sum(found["seen"].values()) > 0
    assert set(found["seen"]) <= {"alpha", "beta", "gamma"}


def test_a_folder_without_the_right_to_write_is_searched_and_said(shared: Path) -> None:
    """The same for one's own account, where it is not root, which no right stops."""
    if not os.geteuid():
        pytest.skip("root may write everywhere; the tests above take another account")
    shared.chmod(0o555)
    try:
        engine = EmbeddedEngine(shared)
        assert samples.state_seen(engine) == "alpha"
        with pytest.raises(IndexReadOnly):
            engine.write(samples.state("beta", 2))
        with pytest.raises(IndexReadOnly):
            samples.fill(engine, samples.state("beta", 2))
        assert (samples.state_seen(engine), engine.state().is_ready) == ("alpha", True)
        engine.close()
    finally:
        shared.chmod(0o755)
