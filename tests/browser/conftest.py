"""The demo, made once and served while the browser's tests run."""

from collections.abc import Iterator

import pytest

from tests.support.demo_site import make_demo, served
from tests.support.requirements import chromium


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running demo, without a slash at its end."""
    chromium()
    database = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    make_demo(database)
    with served(database) as address:
        yield address
