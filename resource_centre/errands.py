"""Work that a thread of this process does beside requests, one thread at a time."""

import math
import threading
import time
from collections.abc import Callable

from django.db import connections

from resource_centre.locks import ForkSafeLock


class Errand:
    """Does `work` whenever it is asked to. Whoever asks during the last look of a thread is heard after it.

    asked: set by whoever asks; `work` clears it before it looks. name: of the thread.
    """

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self.name, self._work = name, work
        self.asked, self._busy = threading.Event(), ForkSafeLock()
        self._asked_at = -math.inf

    def ask(self) -> None:
        """Start a thread, if none is at work."""
        self.asked.set()
        if not self._busy.locked():
            threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def ask_once_in(self, seconds: float) -> None:
        """As `ask`, for those who may be many: they are heard once in so much time."""
        now = time.monotonic()
        if now - self._asked_at >= seconds:
            self._asked_at = now
            self.ask()

    def rest(self, seconds: float) -> None:
        """Wait, without any connection, until it is asked again or so much time has passed."""
        connections.close_all()
        self.asked.wait(seconds)

    def _run(self) -> None:
        while self.asked.is_set() and self._busy.acquire(blocking=False):
            try:
                self._work()
            finally:
                self._busy.release()
                connections.close_all()
