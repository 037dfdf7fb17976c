"""PostgreSQL for faults: the server that DATABASE_URL names, or one of our own, and databases on it."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

BINARIES = "/usr/lib/postgresql"
ACCOUNT = "postgres"
#: Seconds for a step of the server.
PATIENCE = 60
_numbers = count(1)


class NoServer(RuntimeError):
    """PostgreSQL cannot be had on this machine; the message says what is missing."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a server: the one of DATABASE_URL, or one that is started here and ends with the block.

    Raises NoServer.
    """
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="faults-pg-") as folder, _started(Path(folder)) as address:
        yield address


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    binaries = _binaries()
    folder.chmod(0o711)
    data, port = folder / "data", _free_port()
    data.mkdir(mode=0o700)
    if not os.geteuid():
        shutil.chown(data, ACCOUNT)
    control = str(binaries / "pg_ctl")
    _run([str(binaries / "initdb"), "-D", str(data), "-U", ACCOUNT, "--auth=trust", "--encoding=UTF8", "--no-sync"])
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    _run([control, "-D", str(data), "-w", "-l", str(data / "log"), "-o", options, "start"])
    try:
        yield f"postgres://{ACCOUNT}@127.0.0.1:{port}/postgres"
    finally:
        _run([control, "-D", str(data), "-m", "immediate", "stop"])


def _binaries() -> Path:
    found = sorted(Path(BINARIES).glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0]))
    if not found:
        raise NoServer("no PostgreSQL server is installed here")
    if not os.geteuid():
        try:
            pwd.getpwnam(ACCOUNT)
        except KeyError as error:
            raise NoServer(f"root may not run a server, and there is no account {ACCOUNT}") from error
    return found[-1].parent


def _run(command: Sequence[str]) -> None:
    """As the account of the server, where we are root: a server refuses to be."""
    as_account = [] if os.geteuid() else ["runuser", "-u", ACCOUNT, "--"]
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own tools
        [*as_account, *command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NoServer(f"{Path(command[0]).name} failed: {done.stderr.decode(errors='replace').strip()[-500:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_database(server: str, template: str = "") -> str:
    """Make a database on a server, empty or as another one that nobody uses; its address."""
    name = f"faults_{os.getpid()}_{next(_numbers)}"
    like = f' TEMPLATE "{_name(template)}"' if template else ""
    _execute(server, f'CREATE DATABASE "{name}"{like}')
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def drop_database(server: str, address: str) -> None:
    """Remove it, whoever still holds it."""
    _execute(server, f'DROP DATABASE IF EXISTS "{_name(address)}" WITH (FORCE)')


def _name(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _execute(server: str, statement: str) -> None:
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(statement)
