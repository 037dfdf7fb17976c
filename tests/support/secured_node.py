"""A node with TLS and passwords, started for the tests that need one and stopped after them."""

import base64
import json
import os
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

SCRIPT = Path(__file__).parents[2] / "scripts" / "elasticsearch.sh"


@dataclass(frozen=True)
class SecuredNode:
    """Where it is, the file of the authority that it shows, and the password of its user `elastic`."""

    url: str
    ca_certs: str
    password: str

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What it answers to its superuser."""
        signed = base64.b64encode(f"elastic:{self.password}".encode()).decode()
        headers = {"Authorization": f"Basic {signed}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}{path}", data, headers, method=method)  # noqa: S310 - our own node
        trusted = ssl.create_default_context(cafile=self.ca_certs)
        with urlopen(request, timeout=30, context=trusted) as reply:  # noqa: S310 - our own node
            return json.load(reply)


@contextmanager
def secured_node(folder: Path) -> Iterator[SecuredNode]:
    """A node in that empty folder, on a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "SECURITY": "1", "NODES": "1", "HEAP": "512m", "PORT": str(port)}
    # Its output goes on in a file: what it inherits must not keep this process waiting for the end of a pipe.
    with (folder.parent / "start.txt").open("w") as said:
        started = subprocess.run(  # noqa: S603 - our own script
            [SCRIPT, "start", folder], env=environment, stdout=said, stderr=said, timeout=300
        )
    assert started.returncode == 0, (folder.parent / "start.txt").read_text()
    try:
        url, password = ((folder / name).read_text().strip() for name in ("url", "password"))
        yield SecuredNode(url, str(folder / "ca.pem"), password)
    finally:
        subprocess.run([SCRIPT, "stop", folder], check=True, capture_output=True, timeout=60)  # noqa: S603 - our own
