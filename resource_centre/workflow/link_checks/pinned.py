"""One request to one address: the name of the host is told to the site, and never resolved again."""

import socket
import ssl
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Timer
from time import monotonic

#: Scheme, name of the host, port, and the address to connect to.
Place = tuple[str, str, int, str]


@dataclass(frozen=True)
class Answer:
    """The status of an answer and where it leads; nothing of its body is read."""

    code: int
    location: str


class _Pinned(HTTPConnection):
    """A connection to the given address, under the name of its host: Host header, SNI and certificate."""

    def __init__(self, place: Place, deadline: float) -> None:
        self._scheme, host, port, self._address = place
        self._deadline = deadline
        super().__init__(host, port, timeout=_left(deadline))
        # As the header must read: the port of the scheme is left out.
        self.default_port = 443 if self._scheme == "https" else 80
        self._watched: socket.socket | None = None

    def connect(self) -> None:
        """Connect, then let nothing last longer than the deadline: a site that sends one byte at a time included."""
        plain = socket.create_connection((self._address, self.port), _left(self._deadline))
        self._watched = plain.dup()
        self._timer = Timer(_left(self._deadline), _cut_off, [self._watched])
        self._timer.daemon = True
        self._timer.start()
        self.sock = plain
        if self._scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host)

    def close(self) -> None:
        """Close, and stop watching."""
        super().close()
        if self._watched is not None:
            self._timer.cancel()
            self._watched.close()
            self._watched = None


def ask(method: str, place: Place, target: str, agent: str, deadline: float) -> Answer:
    """Send one request; a GET asks for one byte. deadline: of `time.monotonic`.

    Raises OSError, HTTPException or ValueError when there is no answer that can be read before the deadline.
    """
    headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
    if method == "GET":
        headers["Range"] = "bytes=0-0"
    with closing(_Pinned(place, deadline)) as connection:
        connection.request(method, target, headers=headers)
        response = connection.getresponse()
        return Answer(response.status, response.getheader("Location") or "")


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _cut_off(watched: socket.socket) -> None:
    """Whoever reads the socket, in whatever layer, reads its end."""
    try:
        watched.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
