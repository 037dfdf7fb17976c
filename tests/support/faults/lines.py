"""Two ends of a conversation between processes: lines of JSON over pipes."""

import json
import os
import select
import time
from typing import Any

#: Seconds that a process may take to say something.
PATIENCE = 120.0


class Silent(RuntimeError):
    """Nothing was said in time."""


class Ended(RuntimeError):
    """The other side is gone."""


class Ear:
    """Hears what is said at the other end of a pipe."""

    def __init__(self, source: int) -> None:
        self.source, self._heard = source, b""

    def hear(self, seconds: float = PATIENCE) -> Any:
        """The next line. Raises Silent, Ended."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._heard:
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self.source], [], [], left)[0]:
                raise Silent(f"nothing was said for {seconds} s")
            piece = os.read(self.source, 65_536)
            if not piece:
                raise Ended("the other side is gone")
            self._heard += piece
        line, _newline, self._heard = self._heard.partition(b"\n")
        return json.loads(line)

    def has_news(self, seconds: float = 0.0) -> bool:
        """Whether something was said, or the other side is gone."""
        return b"\n" in self._heard or bool(select.select([self.source], [], [], seconds)[0])


def say(target: int, what: Any) -> None:
    """Say one line, whole. Raises BrokenPipeError."""
    left = json.dumps(what).encode() + b"\n"
    while left:
        left = left[os.write(target, left) :]


class Line:
    """What a role has to speak with whoever started it."""

    def __init__(self, source: int, target: int) -> None:
        self._ear, self._target = Ear(source), target

    def say(self, what: Any) -> None:
        """A line of JSON, at once."""
        say(self._target, what)

    def hear(self) -> Any:
        """Wait for a word; None when nobody is there any more, or says nothing for long."""
        try:
            return self._ear.hear()
        except (Ended, Silent):
            return None

    def hear_for_ever(self) -> Any:
        """Wait for a word, however long; None when nobody is there any more."""
        while not self._ear.has_news(PATIENCE):
            continue
        return self.hear()

    def is_told(self, seconds: float = 0.0) -> bool:
        """Whether a word waits, or the other side is gone."""
        return self._ear.has_news(seconds)
