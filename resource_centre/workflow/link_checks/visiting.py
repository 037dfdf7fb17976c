"""Visiting an address outside: what it answers, without ever being led behind our own walls.

Each step resolves the name once, judges every address that it leads to, and connects to one of those very addresses:
a name that changes between the two has nothing to change. Redirects are steps like the first one.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from dataclasses import dataclass
from enum import StrEnum
from http.client import HTTPException
from socket import SOCK_STREAM, gaierror, getaddrinfo
from ssl import SSLCertVerificationError
from time import monotonic
from urllib.parse import quote, urljoin, urlsplit

from resource_centre.workflow.link_checks.models import LinkReason
from resource_centre.workflow.link_checks.pinned import Answer, ask
from resource_centre.workflow.link_checks.rules import PublicOnly, VisitRule, read_address

#: Seconds for a whole visit: name, connection, answers, redirects.
PATIENCE = 5.0
MOST_REDIRECTS = 3
PORTS = {"http": 80, "https": 443}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
#: Codes of a site that answers, and does not say whether the page is there.
SILENT = frozenset({401, 403, 407, 429, 451})

Resolve = Callable[[str, int], Sequence[str]]


class Outcome(StrEnum):
    """What a visit tells."""

    ANSWERED = "answered"
    SILENT = "silent"
    FAILED = "failed"
    REFUSED = "refused"  # not visited: it leads where a check does not go


@dataclass(frozen=True)
class Visit:
    """What came of it. code: of the last answer, None without one. reason: "" when it answered."""

    outcome: Outcome
    code: int | None = None
    reason: LinkReason | str = ""


@dataclass(frozen=True)
class _Step:
    """An address, cut."""

    scheme: str
    host: str
    port: int
    target: str


class _Stop(Exception):
    """The visit ends here."""

    def __init__(self, outcome: Outcome, reason: LinkReason) -> None:
        super().__init__(reason)
        self.visit = Visit(outcome, None, reason)


def resolve_name(host: str, port: int) -> Sequence[str]:
    """Every address of a name, by the system: "localhost", "2130706433" and "0x7f.1" are all 127.0.0.1."""
    return list(dict.fromkeys(str(found[4][0]) for found in getaddrinfo(host, port, type=SOCK_STREAM)))


class Visitor:
    """Visits addresses, one at a time, for whoever names itself `agent`.

    rule: where it may go: the public internet alone, whatever the settings say, unless a test gives another.
    resolve: how names are read.
    """

    def __init__(self, agent: str, rule: VisitRule | None = None, resolve: Resolve = resolve_name) -> None:
        self._agent, self._rule, self._resolve = agent, rule or PublicOnly(), resolve

    def visit(self, url: str) -> Visit:
        """What the address answers within PATIENCE seconds. Never raises: what goes wrong is the reason."""
        deadline = monotonic() + PATIENCE
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                answer = self._answer(_cut(url), deadline)
                if answer.code not in REDIRECTS or not answer.location:
                    return _judge(answer.code)
                url = urljoin(url, answer.location)
            return Visit(Outcome.FAILED, answer.code, LinkReason.REDIRECTS)
        except _Stop as stop:
            return stop.visit
        except (OSError, HTTPException, ValueError) as error:
            is_late = monotonic() >= deadline or isinstance(error, TimeoutError)
            return Visit(Outcome.FAILED, None, LinkReason.LATE if is_late else _reason(error))

    def _answer(self, step: _Step, deadline: float) -> Answer:
        """HEAD; and GET of one byte where HEAD is not answered as GET would be."""
        address = self._address(step, deadline)
        place = (step.scheme, step.host, step.port, address)
        try:
            answer = ask("HEAD", place, step.target, self._agent, deadline)
        except (HTTPException, ConnectionError):
            answer = None  # some sites hang up on what they do not know
        if answer is not None and (answer.code < 400 or answer.code == 429):
            return answer
        return ask("GET", place, step.target, self._agent, deadline)

    def _address(self, step: _Step, deadline: float) -> str:
        """One address of the host; all that it has are allowed, or the visit ends."""
        found = [(text, read_address(text)) for text in self._resolved(step, deadline)]
        if not found:
            raise _Stop(Outcome.FAILED, LinkReason.NOWHERE)
        if any(address is None or not self._rule.allows(address, step.port) for _text, address in found):
            raise _Stop(Outcome.REFUSED, LinkReason.CLOSED)
        return found[0][0]

    def _resolved(self, step: _Step, deadline: float) -> Sequence[str]:
        """The system's resolver knows no time-out: a thread waits in our place."""
        pool = ThreadPoolExecutor(1)
        try:
            return pool.submit(self._resolve, step.host, step.port).result(max(deadline - monotonic(), 0))
        except Late:
            raise TimeoutError from None
        finally:
            pool.shutdown(wait=False)


def _cut(url: str) -> _Step:
    """The parts of an address; whoever sends us elsewhere than to the web is not followed."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise _Stop(Outcome.REFUSED, LinkReason.NOT_WEB)
    port = parts.port if parts.port is not None else PORTS[parts.scheme]
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._") + (
        f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    )
    try:
        host = parts.hostname.encode("ascii").decode()
    except UnicodeEncodeError:
        host = parts.hostname.encode("idna").decode()
    return _Step(parts.scheme, host, port, target)


def _judge(code: int) -> Visit:
    if code in SILENT:
        return Visit(Outcome.SILENT, code, LinkReason.STATUS)
    if code < 400:
        return Visit(Outcome.ANSWERED, code)
    return Visit(Outcome.FAILED, code, LinkReason.STATUS)


def _reason(error: Exception) -> LinkReason:
    """What an error of the network is called."""
    if isinstance(error, (gaierror, UnicodeError)):
        return LinkReason.NOWHERE
    if isinstance(error, ConnectionRefusedError):
        return LinkReason.REFUSED
    return LinkReason.CERTIFICATE if isinstance(error, SSLCertVerificationError) else LinkReason.UNREADABLE
