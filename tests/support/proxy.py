"""A small proxy in front of a node, which can refuse, stay silent, be slow, break off, answer otherwise, or let
through: what networks and clusters do."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import urlsplit

#: Seconds that the node may take to answer through us.
PATIENCE = 60


@dataclass(frozen=True)
class Reply:
    """What a node answers to one request."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Mode:
    """name: "through"; "silent" (takes what comes and answers nothing); "reset" (breaks off at once); "slow" (each
    answer begins `seconds` later); "cut request" and "cut reply" (break off after `after` bytes, counted from the first
    request of which the address holds `word`); "narrow" (refuses what is larger than `after` bytes); "answers" (each
    reply is what `answer`, one of ANSWERS, makes of it)."""

    name: str = "through"
    seconds: float = 0.0
    after: int = 0
    word: str = ""
    answer: str = ""


class Proxy:
    """Listens on a port of its own until it is closed."""

    def __init__(self, target: str) -> None:
        where = urlsplit(target)
        self.target, self.how = (where.hostname or "127.0.0.1", where.port or 9200), Mode()
        #: Connections that were broken off at their byte.
        self.cuts = 0
        #: Bytes of each request that was refused as too large.
        self.refused: list[int] = []
        self._server = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def turn(self, mode: str, **how: Any) -> None:
        """Change the mode; what is open is broken off."""
        self.how = Mode(mode, **how)
        while self._open:
            _break_off(self._open.pop())

    def close(self) -> None:
        """Stop listening."""
        self.turn("reset")
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, address = self._server.accept()
                how = self.how
                if how.name == "reset":
                    visitor.close()
                    continue
                self._open.append(visitor)
                if how.name in ("answers", "narrow"):
                    threading.Thread(target=self._answer, args=(visitor, address, how), daemon=True).start()
                elif how.name != "silent":
                    self._let_through(visitor, how)

    def _let_through(self, visitor: socket.socket, how: Mode) -> None:
        try:
            node = socket.create_connection(self.target)
        except OSError:
            visitor.close()
            return
        self._open.append(node)
        both = _Both(self, how, visitor, node)
        for work in (both.ask, both.answer):
            threading.Thread(target=work, daemon=True).start()

    def _answer(self, visitor: socket.socket, address: Any, how: Mode) -> None:
        with suppress(OSError, http.client.HTTPException):
            own = {"target": self.target, "change": ANSWERS[how.answer], "refused": self.refused}
            most = how.after if how.name == "narrow" else None
            type("Handler", (_Handler,), {**own, "most": most})(visitor, address, None)  # type: ignore[arg-type]
        _break_off(visitor)


def _break_off(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()


class _Both:
    """A visitor and the node, and the bytes that may still pass between them."""

    def __init__(self, proxy: Proxy, how: Mode, visitor: socket.socket, node: socket.socket) -> None:
        self.proxy, self.how, self.visitor, self.node = proxy, how, visitor, node
        self._is_counting, self._passed = not how.word, 0

    def ask(self) -> None:
        """From the visitor to the node."""
        self._copy(self.visitor, self.node, "cut request")

    def answer(self) -> None:
        """From the node to the visitor."""
        self._copy(self.node, self.visitor, "cut reply")

    def _copy(self, one: socket.socket, other: socket.socket, cut: str) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                if one is self.visitor and self.how.word.encode() in data:
                    self._is_counting = True
                if one is self.node and self.how.seconds:
                    time.sleep(self.how.seconds)
                if self.how.name == cut and self._is_counting:
                    data = data[: self.how.after - self._passed]
                    self._passed += len(data)
                other.sendall(data)
                if self.how.name == cut and self._passed >= self.how.after:
                    self.proxy.cuts += 1
                    _break_off(self.visitor)
                    _break_off(self.node)
                    return
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)


class _Handler(BaseHTTPRequestHandler):
    """Answers what a function makes of the reply of the node, or in its place."""

    protocol_version = "HTTP/1.1"
    target: tuple[str, int]
    change: Callable[[str, Callable[[], Reply]], Reply]
    most: int | None
    refused: list[int]

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        reply = type(self).change(self.path, lambda: self._asked(body))
        self.send_response_only(reply.status)
        for name, value in reply.headers.items():
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(b"" if self.command == "HEAD" else reply.body)

    def _asked(self, body: bytes) -> Reply:
        if self.most is not None and len(body) > self.most:
            self.refused.append(len(body))
            return Reply(413, {"Content-Type": "text/html"}, b"<h1>413 Request Entity Too Large</h1>")
        node = http.client.HTTPConnection(*self.target, timeout=PATIENCE)
        kept = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "accept-encoding")}
        node.request(self.command, self.path, body or None, kept)
        found = node.getresponse()
        reply = Reply(found.status, dict(found.getheaders()), found.read())
        node.close()
        return reply

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass_on


Ask = Callable[[], Reply]
_OURS = {"X-elastic-product": "Elasticsearch", "Content-Type": "application/vnd.elasticsearch+json;compatible-with=8"}


def _as_it_is(_path: str, ask: Ask) -> Reply:
    return ask()


def _busy(_path: str, _ask: Ask) -> Reply:
    """Too much to do: nothing of what was asked is done."""
    error = {"type": "es_rejected_execution_exception", "reason": "rejected execution"}
    return Reply(429, _OURS, json.dumps({"error": error, "status": 429}).encode())


def _in_part(path: str, ask: Ask) -> Reply:
    """A search of which one shard failed: half of the hits are not there."""
    reply = ask()
    if "search" not in path or "json" not in reply.headers.get("content-type", ""):
        return reply
    told = json.loads(reply.body)
    for one in told.get("responses", [told]):
        if "_shards" in one and "hits" in one:
            one["_shards"] = {**one["_shards"], "total": 2, "failed": 1}
            one["hits"]["hits"] = one["hits"]["hits"][::2]
    return replace(reply, body=json.dumps(told).encode())


def _page(_path: str, _ask: Ask) -> Reply:
    """A page of some other server that stands between us."""
    return Reply(200, {"Content-Type": "text/html"}, b"<html><h1>It works!</h1></html>")


def _broken(_path: str, ask: Ask) -> Reply:
    """JSON that ends too soon."""
    reply = ask()
    return replace(reply, body=reply.body[: len(reply.body) // 2])


def _empty(_path: str, _ask: Ask) -> Reply:
    """JSON that says nothing of what was asked."""
    return Reply(200, _OURS, b"{}")


def _another_product(_path: str, ask: Ask) -> Reply:
    """A server that speaks alike, and does not say that it is Elasticsearch."""
    reply = ask()
    return replace(reply, headers={name: value for name, value in reply.headers.items() if name.lower() not in _NAME})


_NAME = ("x-elastic-product",)
#: What may be answered in place of a reply, by name.
ANSWERS: dict[str, Callable[[str, Ask], Reply]] = {
    "": _as_it_is,
    "busy": _busy,
    "in part": _in_part,
    "page": _page,
    "broken": _broken,
    "empty": _empty,
    "another product": _another_product,
}


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    """A proxy, closed at the end."""
    found = Proxy(target)
    try:
        yield found
    finally:
        found.close()
