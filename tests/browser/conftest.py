"""The demo, made once and served while the browser's tests run, and fresh visitors to look at it."""

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import Visitors
from tests.support.demo_site import copied, copied_demo, make_demo, served
from tests.support.requirements import chromium


@pytest.fixture(scope="session")
def untouched_demo(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """SQLite file of the demo as its commands make it, to be copied: nobody visits it, no test changes it.

    Tests that run side by side make it once: those that come second wait for it. DEMO_DATABASE names one that is made
    already, as `make demo-data` does, its media beside it.
    """
    chromium()
    if made_already := os.environ.get("DEMO_DATABASE"):
        return Path(made_already)
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "untouched-demo"
    folder.mkdir(exist_ok=True)
    database, made = folder / "demo.sqlite3", folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            database.unlink(missing_ok=True)
            make_demo(database)
            made.touch()
    return database


@pytest.fixture(scope="session")
def demo_database(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """SQLite file of the demo that the tests share, and may change; its index is beside it."""
    return copied_demo(untouched_demo, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def demo(demo_database: Path) -> Iterator[str]:
    """Address of the running demo, without a slash at its end."""
    with served(demo_database) as address:
        yield address


@pytest.fixture(scope="session")
def demo_without_engine(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the same site where no search can answer: the folder of its index is inside a regular file."""
    folder = tmp_path_factory.mktemp("away")
    regular_file = folder / "not-a-folder"
    regular_file.touch()
    with served(copied(untouched_demo, folder), search_dir=regular_file / "search") as address:
        yield address


@pytest.fixture
def visitors(browser: Any) -> Iterator[Visitors]:
    """Fresh browsers, as many as a test wants."""
    made = Visitors(browser)
    yield made
    made.leave()
