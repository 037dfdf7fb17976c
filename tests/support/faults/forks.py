"""Processes forked from one that has loaded everything and opened nothing: a site that restarts in milliseconds.

writer = Fork(write, journal=path)
writer.hear(); writer.kill()
found = ask(compare)
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connections

from tests.support.faults.lines import PATIENCE, Ear, Ended, Line, say


class ForkFailed(RuntimeError):
    """The process ended with an error; the message is its trace."""


class Fork:
    """One process that runs `role(line, **arguments)`; what it returns is its last line."""

    def __init__(self, role: Callable[..., Any], **arguments: Any) -> None:
        heard, theirs = os.pipe()
        ours, said = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(heard)
            os.close(said)
            _run(role, Line(ours, theirs), theirs, arguments)
        os.close(theirs)
        os.close(ours)
        self._ear, self._said, self._status = Ear(heard), said, None

    def hear(self, seconds: float = PATIENCE) -> Any:
        """The next line that it says. Raises ForkFailed for the trace of an error, Ended, Silent."""
        found = self._ear.hear(seconds)
        if isinstance(found, dict) and "trace" in found:
            raise ForkFailed(found["trace"])
        return found

    def has_news(self, seconds: float = 0.0) -> bool:
        """Whether it has said something, or is gone."""
        return self._ear.has_news(seconds)

    def tell(self, word: Any) -> None:
        """Say something to it; one that is gone has said why, and is heard."""
        with suppress(BrokenPipeError):
            say(self._said, word)

    def signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """kill -9, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self.wait()

    def wait(self) -> int:
        """Wait for its end, and close what led to it; the number of the signal that ended it, 0 for none."""
        _pid, status = os.waitpid(self.pid, 0)
        os.close(self._ear.source)
        os.close(self._said)
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0

    def rest_of_words(self) -> list[Any]:
        """All that it still says, until it is gone."""
        words = []
        while True:
            try:
                words.append(self.hear())
            except Ended:
                return words


def _run(role: Callable[..., Any], line: Line, target: int, arguments: dict[str, Any]) -> None:
    """In the child: never returns."""
    status = 1
    try:
        line.say(role(line, **arguments))
        status = 0
    except BrokenPipeError:
        pass
    except BaseException:
        say(target, {"trace": traceback.format_exc()})
    finally:
        connections.close_all()
        os._exit(status)


def ask(role: Callable[..., Any], **arguments: Any) -> Any:
    """What a role answers, in a process of its own."""
    fork = Fork(role, **arguments)
    try:
        return fork.hear()
    finally:
        fork.wait()
