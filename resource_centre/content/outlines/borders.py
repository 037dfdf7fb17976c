"""Shared borders: rings are cut where lines meet, and each line between two meetings is simplified once.

Two neighbours then keep the same line, without sliver or overlap, and the union of several is made of the lines that
only one of them follows. The idea is TopoJSON's.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from resource_centre.content.outlines.projection import Point
from resource_centre.content.outlines.simplifying import GridPoint, simplified

#: Points from one meeting to the next, both included; a line that meets nothing returns to its first point.
Line = tuple[Point, ...]


class Borders:
    """The lines of a set of rings: Borders(rings, doubled_area=6).drawn([ring, ring])."""

    def __init__(self, rings: Iterable[Sequence[Point]], doubled_area: int) -> None:
        """Find the meetings: points that two rings leave by different ways."""
        self._doubled_area = doubled_area
        self._kept: dict[Line, tuple[GridPoint, ...]] = {}
        ways: dict[Point, set[frozenset[Point]]] = defaultdict(set)
        for ring in rings:
            for place, point in enumerate(ring):
                ways[point].add(frozenset((ring[place - 1], ring[(place + 1) % len(ring)])))
        self._meetings = {point for point, found in ways.items() if len(found) > 1}

    def drawn(self, rings: Iterable[Sequence[Point]]) -> list[tuple[GridPoint, ...]]:
        """Union of these rings, in whole units: closed lines, the first point not repeated.

        Rings of neighbours must turn the same way: their common lines, followed in both directions, go.
        """
        lines = Counter(line for ring in rings for line in self._lines(ring))
        outer = [line for line, count in lines.items() for _ in range(count - lines[line[::-1]])]
        return [self._joined(closed) for closed in _closed(outer)]

    def _lines(self, ring: Sequence[Point]) -> Iterable[Line]:
        starts = [place for place, point in enumerate(ring) if point in self._meetings]
        # A ring that meets nothing starts at its least point: its neighbour, if it fills a hole, starts there too.
        starts = starts or [min(range(len(ring)), key=ring.__getitem__)]
        turned = (*ring[starts[0] :], *ring[: starts[0]], ring[starts[0]])
        cuts = [start - starts[0] for start in starts] + [len(ring)]
        return [turned[start : end + 1] for start, end in zip(cuts, cuts[1:], strict=False)]

    def _joined(self, lines: Sequence[Line]) -> tuple[GridPoint, ...]:
        points = [point for line in lines for point in self._simplified(line)]
        return tuple(here for before, here in zip([points[-1], *points], points, strict=False) if here != before)

    def _simplified(self, line: Line) -> tuple[GridPoint, ...]:
        """The line in whole units with fewer points: the same ones in both directions."""
        backwards = line[::-1]
        if backwards < line:
            return self._simplified(backwards)[::-1]
        if line not in self._kept:
            self._kept[line] = simplified([(round(x), round(y)) for x, y in line], self._doubled_area)
        return self._kept[line]


def _closed(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines put end to end until they come back to a point where they have been. As many arrive there as leave.

    A loop that touches the rest by one point is thus apart, and may be dropped if nobody would see it.
    """
    waiting: dict[Point, list[Line]] = defaultdict(list)
    for line in lines:
        waiting[line[0]].append(line)
    for start in list(waiting):
        while waiting[start]:
            walk = [waiting[start].pop()]
            while walk:
                here = walk[-1][-1]
                passed = [line[0] for line in walk]
                if here in passed:
                    yield walk[passed.index(here) :]
                    del walk[passed.index(here) :]
                else:
                    walk.append(waiting[here].pop())
