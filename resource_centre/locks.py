"""Locks that a fork does not leave taken: the thread that holds one is not in the child, and would not give it back."""

import os
import threading
from types import TracebackType
from weakref import WeakSet


class ForkSafeLock:
    """A `threading.Lock` that is free in a process that was just forked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _locks.add(self)

    def acquire(self, *, blocking: bool = True) -> bool:
        """Take it; False when it is taken and `blocking` is not wanted."""
        return self._lock.acquire(blocking)

    def release(self) -> None:
        """Give it back."""
        self._lock.release()

    def locked(self) -> bool:
        """Whether somebody holds it."""
        return self._lock.locked()

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def free_in_child(self) -> None:
        """Forget whoever held it: that thread is not here."""
        self._lock = threading.Lock()


_locks: WeakSet[ForkSafeLock] = WeakSet()


def _in_child() -> None:
    for lock in tuple(_locks):
        lock.free_in_child()


os.register_at_fork(after_in_child=_in_child)
