"""How fast this machine is at the moment: a bar in seconds means seconds of the machine on which it was set.

Machines that run tests are shared: the same work was seen to take four times as long from one hour to the next. What is
measured is compared with what counting takes in the same run, so that a bar tells of the code alone.
"""

import time

#: Additions that are timed, and seconds that they take on a machine where nobody else works.
ADDITIONS, USUAL_SECONDS = 1_000_000, 0.05
#: The slowest of so many turns counts: a machine that is shared stumbles.
TURNS = 3


def slowness() -> float:
    """How many times slower than usual this machine is, never below 1."""
    return max(1.0, *(_counting() / USUAL_SECONDS for _turn in range(TURNS)))


def is_within(seconds: float, bar: float) -> bool:
    """Whether `seconds` of this thread are fewer than `bar` seconds would be on a usual machine."""
    return seconds < bar or seconds < bar * slowness()


def _counting() -> float:
    started, total = time.thread_time(), 0
    for number in range(ADDITIONS):
        total += number
    return time.thread_time() - started
