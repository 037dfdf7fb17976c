"""Outlines read back: the pieces of an SVG path of our own making, "M1 2l3 0 0 4zM…"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from resource_centre.content.outlines.map_file import OutlineMap

Corner = tuple[int, int]


def paths(level: str, maps: dict[str, OutlineMap]) -> dict[str, str]:
    """Paths of a level by key: {"region:53": "M…"}."""
    return {outline.key: outline.path for outline in maps[level].outlines}


def rings(path: str) -> Iterator[list[Corner]]:
    """Corners of each piece of a path, in the units of the view."""
    for x, y, steps in re.findall(r"M(\d+) (\d+)l([^z]+)z", path):
        here = (int(x), int(y))
        numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
        ring = [here]
        for across, down in zip(numbers[::2], numbers[1::2], strict=True):
            here = (here[0] + across, here[1] + down)
            ring.append(here)
        yield ring


def sides(ring: Sequence[Corner]) -> set[frozenset[Corner]]:
    """Straight lines of a ring, each as its two ends."""
    return {frozenset(pair) for pair in pairwise([*ring, ring[0]])}


def edges(path: str) -> set[frozenset[Corner]]:
    """Straight lines of every piece of a path."""
    return {side for ring in rings(path) for side in sides(ring)}


def area(ring: Sequence[Corner]) -> float:
    """Area inside a ring, negative when it turns the other way."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]])) / 2
