"""Fewer points for the same line, by Visvalingam and Whyatt's method, on the whole units of the view.

Whole numbers make it exact: the same line gives the same points on any machine.
"""

import heapq
from collections.abc import Sequence

#: A point of the view in whole units, to the right and down.
GridPoint = tuple[int, int]
#: A closed line keeps three points and its return, however small.
LEAST_CLOSED = 4


def simplified(line: Sequence[GridPoint], doubled_area: int) -> tuple[GridPoint, ...]:
    """The line without the points whose triangle with their neighbours has less than half this area.

    The smallest triangle goes first, and both ends stay: two lines that meet still do. A point that lies between
    its neighbours has a triangle of 0, and goes if doubled_area is at least 1.
    """
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))
    left = len(line)
    least = LEAST_CLOSED if line[0] == line[-1] else 2
    sizes = {place: _doubled_area(*line[place - 1 : place + 2]) for place in range(1, len(line) - 1)}
    heap = [(size, place) for place, size in sizes.items()]
    heapq.heapify(heap)
    while heap and heap[0][0] < doubled_area and left > least:
        size, place = heapq.heappop(heap)
        if sizes.get(place) != size:
            continue  # measured again since, or gone
        del sizes[place]
        left -= 1
        one, other = before[place], after[place]
        after[one], before[other] = other, one
        for near in (one, other):
            if near in sizes:
                sizes[near] = _doubled_area(line[before[near]], line[near], line[after[near]])
                heapq.heappush(heap, (sizes[near], near))
    return (line[0], *(line[place] for place in sorted(sizes)), line[-1])


def _doubled_area(one: GridPoint, middle: GridPoint, other: GridPoint) -> int:
    return abs((middle[0] - one[0]) * (other[1] - one[1]) - (other[0] - one[0]) * (middle[1] - one[1]))
