"""A cluster of three nodes of our own, one of which may be killed."""

import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.faults.child import ROOT
from tests.support.faults.clusters import speak

SCRIPT = ROOT / "scripts" / "elasticsearch.sh"
#: Nodes, seconds in which they must answer, and where a run of free ports is looked for.
NODES, PATIENCE, PORTS = 3, 900, range(9_400, 9_900, 10)


class NoCluster(RuntimeError):
    """It cannot be had on this machine; the message says why."""


@dataclass(frozen=True)
class Nodes:
    """Three addresses, and the folder of what they are made of."""

    folder: Path
    port: int

    @property
    def urls(self) -> list[str]:
        """One for each node."""
        return [f"http://127.0.0.1:{self.port + number}" for number in range(NODES)]

    def kill(self, name: str) -> int:
        """kill -9 of one node, by the folder of configuration that only it has; how many processes."""
        mark = f"ES_PATH_CONF={self.folder}/{name}/config".encode()
        found = [number for number in map(int, filter(str.isdigit, os.listdir("/proc"))) if _holds(number, mark)]
        for number in found:
            os.kill(number, signal.SIGKILL)
        return len(found)


def _holds(number: int, mark: bytes) -> bool:
    try:
        return mark in Path(f"/proc/{number}/environ").read_bytes().split(b"\0")
    except OSError:
        return False


@contextmanager
def three_nodes() -> Iterator[Nodes]:
    """Nodes that are stopped at the end. Raises NoCluster."""
    with tempfile.TemporaryDirectory(prefix="faults-nodes-", ignore_cleanup_errors=True) as above:
        Path(above).chmod(0o755)
        nodes = Nodes(Path(above) / "cluster", _free_ports())
        try:
            _run("start", nodes)
            yield nodes
        finally:
            if nodes.folder.exists():
                _run("stop", nodes)


def _run(command: str, nodes: Nodes) -> None:
    variables = {**os.environ, "NODES": str(NODES), "PORT": str(nodes.port)}
    # What it starts keeps its outputs open: nobody waits for their end.
    said = nodes.folder.parent / command
    try:
        with said.open("wb") as output:
            done = subprocess.run(  # noqa: S603 - our own script
                [str(SCRIPT), command, str(nodes.folder)], env=variables, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, timeout=PATIENCE, check=False,
            )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise NoCluster(f"it did not {command} in {PATIENCE} s") from error
    if done.returncode:
        raise NoCluster(said.read_text(errors="replace").strip()[-500:])


def _free_ports() -> int:
    for port in PORTS:
        taken = [number for one in range(NODES) for number in (port + one, port + 100 + one) if _is_taken(number)]
        if not taken:
            return port
    raise NoCluster("no free ports")


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def primary_of(nodes: list[str], prefix: str) -> str:
    """Name of the node that holds the primary of the index of documents: "node-1"."""
    shards = speak(nodes[0], "GET", f"_cat/shards/{prefix}-*?format=json")
    return next(one["node"] for one in shards if one["prirep"] == "p" and "-resources-" in one["index"])
