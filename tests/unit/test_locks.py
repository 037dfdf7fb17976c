"""Locks and forks."""

import os

from resource_centre.locks import ForkSafeLock


def test_a_lock_that_another_thread_holds_is_free_in_a_child() -> None:
    lock = ForkSafeLock()
    with lock:
        assert lock.locked()
        assert not lock.acquire(blocking=False)
        pid = os.fork()
        if pid == 0:
            os._exit(0 if lock.acquire(blocking=False) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert not lock.locked()
