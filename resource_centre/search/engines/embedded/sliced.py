"""Sums over sets of documents, by bits: each slice is the set of documents whose sum has that bit.

Adding a weight to a set costs a few operations on bitmaps, however many documents it holds; the greatest sums are
read from the highest slice down. Source: P. O'Neil and D. Quass, "Improved query performance with variant indexes",
SIGMOD 1997.
"""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap


class SlicedSum:
    """A sum of whole weights for each document."""

    def __init__(self) -> None:
        self._slices: list[BitMap] = []

    def add(self, documents: BitMap, weight: int) -> None:
        """Add a weight to the sum of each of the documents."""
        place = 0
        while weight:
            if weight & 1:
                self._carry(documents, place)
            weight >>= 1
            place += 1

    def _carry(self, documents: BitMap, place: int) -> None:
        while documents:
            while len(self._slices) <= place:
                self._slices.append(BitMap())
            both = self._slices[place] & documents
            self._slices[place] = self._slices[place] ^ documents
            documents, place = both, place + 1

    def descending(self, documents: BitMap) -> Iterator[BitMap]:
        """The documents in sets of equal sums, the greatest sum first, those without any last."""
        waiting = [(len(self._slices) - 1, documents)]
        while waiting:
            place, rest = waiting.pop()
            if not rest:
                continue
            if place < 0:
                yield rest
                continue
            with_bit = rest & self._slices[place]
            waiting.append((place - 1, rest - with_bit))
            waiting.append((place - 1, with_bit))


def at_least(sets: Sequence[BitMap], count: int) -> BitMap:
    """The documents that are in at least `count` of the sets."""
    if count <= 1:
        return BitMap.union(*sets) if sets else BitMap()
    if count >= len(sets):
        return BitMap.intersection(*sorted(sets, key=len)) if count == len(sets) else BitMap()
    in_so_many = [BitMap() for _count in range(count)]
    for documents in sets:
        for place in range(count - 1, 0, -1):
            in_so_many[place] = in_so_many[place] | (in_so_many[place - 1] & documents)
        in_so_many[0] = in_so_many[0] | documents
    return in_so_many[-1]
