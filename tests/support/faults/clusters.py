"""A node as an operator speaks with it: straight, whatever stands between it and the site."""

import json
import urllib.request
from typing import Any

#: Seconds that a node may take.
PATIENCE = 60


def speak(node: str, method: str, path: str, body: Any = None) -> Any:
    """What the node answers to one request. Raises HTTPError."""
    request = urllib.request.Request(f"{node}/{path}", method=method)  # noqa: S310 - 127.0.0.1
    if body is not None:
        request.data = json.dumps(body).encode()
        request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request, timeout=PATIENCE) as reply:  # noqa: S310
        text = reply.read()
    return json.loads(text) if text else None


def indices_of(node: str, prefix: str) -> list[str]:
    """Names of the indices of documents that begin so: locks are none."""
    found = speak(node, "GET", f"_cat/indices/{prefix}-*?format=json&expand_wildcards=all&h=index")
    return sorted(one["index"] for one in found if "-resources-" in one["index"])


def remove_indices(node: str, prefix: str) -> None:
    """All that begins so."""
    for one in speak(node, "GET", f"_cat/indices/{prefix}-*?format=json&expand_wildcards=all&h=index"):
        speak(node, "DELETE", one["index"])


def block_writes(node: str, prefix: str, *, is_full: bool) -> None:
    """As a node does to its indices when its disk is nearly full, and when there is room again."""
    settings = {"index.blocks.read_only_allow_delete": True if is_full else None}
    for name in indices_of(node, prefix):
        speak(node, "PUT", f"{name}/_settings", settings)
