"""Times of many small things: medians over rounds, so that what else the machine does at one moment counts little."""

import time
from collections.abc import Callable, Sequence
from math import ceil, log10
from statistics import median

Work = Callable[[], object]


def milliseconds(work: Work) -> float:
    """How long it takes, once."""
    start = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - start) / 1e6


def percentile(values: Sequence[float], share: float) -> float:
    """The least value that a share of all of them does not exceed: percentile([1, 2, 3, 4], 0.5) == 2."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def typical(works: Sequence[Work], rounds: int) -> list[float]:
    """Median milliseconds of each. Every round goes through all of them, so that none follows itself."""
    times = [[milliseconds(work) for work in works] for _round in range(rounds)]
    return [median(column) for column in zip(*times, strict=True)]


def alternated(sides: Sequence[Sequence[Work]], rounds: int, before: Work | None = None) -> list[list[float]]:
    """Median milliseconds of each work of each side. The sides do the same work one after the other, each first in
    turn, so that a slow moment of the machine is slow for all. before: done before each, and not timed."""
    times: list[list[list[float]]] = [[[] for _work in side] for side in sides]
    order = list(range(len(sides)))
    for number in range(rounds):
        for place in range(len(sides[0])):
            turn = (number + place) % len(order)
            for side in order[turn:] + order[:turn]:
                if before is not None:
                    before()
                times[side][place].append(milliseconds(sides[side][place]))
    return [[median(values) for values in side] for side in times]


def growth_exponent(small: float, large: float, times_larger: float) -> float:
    """The power of the size that the time follows: growth_exponent(2, 20, 100) == 0.5."""
    return log10(large / small) / log10(times_larger)
