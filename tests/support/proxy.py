"""A small proxy in front of a node, which can refuse, stay silent, or let through: what networks do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


class Proxy:
    """mode: "through", "silent" (takes what comes and answers nothing), "reset" (breaks off at once)."""

    def __init__(self, target: str) -> None:
        where = urlsplit(target)
        self.target, self.mode = (where.hostname or "127.0.0.1", where.port or 9200), "through"
        self._server = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def turn(self, mode: str) -> None:
        """Change the mode; what is open is broken off."""
        self.mode = mode
        while self._open:
            one = self._open.pop()
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self) -> None:
        """Stop listening."""
        self.turn("reset")
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                visitor, _address = self._server.accept()
                if self.mode == "reset":
                    visitor.close()
                    continue
                self._open.append(visitor)
                if self.mode == "through":
                    node = socket.create_connection(self.target)
                    self._open.append(node)
                    for one, other in ((visitor, node), (node, visitor)):
                        threading.Thread(target=_copy, args=(one, other), daemon=True).start()


def _copy(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    with suppress(OSError):
        other.shutdown(socket.SHUT_WR)


@contextmanager
def proxy_to(target: str) -> Iterator[Proxy]:
    """A proxy, closed at the end."""
    found = Proxy(target)
    try:
        yield found
    finally:
        found.close()
