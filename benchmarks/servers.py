"""What is measured on a database server, where one can be had."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.faults.databases import NoServer
from tests.support.requirements import required


@contextmanager
def skipped_without_server(engine: str) -> Iterator[None]:
    """Say that what follows is skipped on that database when its server cannot be had. Raises NoServer where REQUIRE
    names postgresql-server."""
    try:
        yield
    except NoServer as error:
        if "postgresql-server" in required():
            raise
        print(f"Skipped on {engine}: {error}", file=sys.stderr)
