"""The demo as a newcomer gets it: made from nothing by the commands of `make demo`, and served on this machine."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.support.requirements import chromium

ROOT = Path(__file__).parents[2]
#: Seconds that the server may take to answer first.
PATIENCE = 30


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the running demo, without a slash at its end."""
    chromium()
    database = tmp_path_factory.mktemp("demo") / "demo.sqlite3"
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{database}",
        "DJANGO_SETTINGS_MODULE": "home.settings.dev",
        "PYTHONWARNINGS": "",
    }
    for command in (["migrate", "--verbosity", "0"], ["load_territories"], ["load_demo"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, timeout=300)  # noqa: S603
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    # Without DEBUG, as a public site answers: Django would show its own page instead of our 404.
    environment["DEBUG"] = "false"
    serve = [sys.executable, "manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
    with (database.parent / "server.log").open("wb") as log:
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=log, stderr=log)  # noqa: S603
        try:
            _wait_for(f"{address}/sante/", server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - 127.0.0.1
                return
        except (URLError, OSError):
            if server.poll() is not None:
                break
            time.sleep(0.2)
    raise RuntimeError(f"the demo did not answer on {url}")
