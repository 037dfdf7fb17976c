"""The sets of documents that carry each value, in memory and in the file.

In the file a set is cut in chunks of 65,536 documents, so that changing one document rewrites little; each chunk says
at which generation of the index it changed, so that another process reads only what it does not know yet.
"""

import sqlite3
import zlib
from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from sys import intern

from pyroaring import BitMap

from resource_centre.search.engines.embedded.analysed import Totals
from resource_centre.search.engines.embedded.remembered import Changed, Remembered, read_changed
from resource_centre.search.engines.embedded.schema import CHUNK
from resource_centre.search.errors import IndexDamaged

#: Changes that are remembered: a word that was read before them is read again.
CHANGES = 100
#: Documents of a set that is compared with others when it is read.
MOST_ALIKE = 1_000

#: What a set is of: ("access", "public"), ("within:theme", "bien-vieillir").
ValueKey = tuple[str, str]
NOTHING = BitMap()
#: A value among those of its field: ("bien-vieillir", its documents, 12).
Ranked = tuple[str, BitMap, int]


def within(facet: str) -> str:
    """The field of values at any level."""
    return f"within:{facet}"


def own(facet: str) -> str:
    """The field of values that documents are filed under."""
    return f"own:{facet}"


@dataclass(frozen=True)
class Bitmaps:
    """Every set at one generation. Never changed: a newer generation is another object that shares what is the same."""

    generation: int
    totals: Totals
    keys: dict[int, ValueKey]
    sets: Mapping[ValueKey, BitMap]
    by_field: Mapping[str, tuple[str, ...]]
    #: Sets of stems that were read at this generation or before, and what has changed since the oldest that count.
    remembered: Remembered = field(default_factory=Remembered)
    changes: tuple[Changed, ...] = ()
    ranks: dict[str, tuple[Ranked, ...]] = field(default_factory=dict)
    filings: dict[ValueKey, BitMap] = field(default_factory=dict)

    def of(self, field_name: str, key: str) -> BitMap:
        """Documents that carry a value; nobody changes the set that is returned."""
        return self.sets.get((field_name, key), NOTHING)

    def filed(self, facet: str, key: str) -> BitMap:
        """Documents filed under a value, which is not what they say that they lack."""
        if (facet, key) not in self.filings:
            own_set, within_set = self.of(own(facet), key), self.of(within(facet), key)
            self.filings[(facet, key)] = own_set if own_set.issubset(within_set) else own_set & within_set
        return self.filings[(facet, key)]

    def ranked(self, field_name: str) -> tuple[Ranked, ...]:
        """Values of a field, those of most documents first: keys, documents, and how many these are."""
        if field_name not in self.ranks:
            sets = ((key, self.sets[(field_name, key)]) for key in self.by_field.get(field_name, ()))
            ranked = ((key, documents, len(documents)) for key, documents in sets)
            self.ranks[field_name] = tuple(sorted(ranked, key=_by_count))
        return self.ranks[field_name]

    def inherit(self, before: "Bitmaps", changed: Sequence[ValueKey]) -> None:
        """Take over what an older generation has worked out, and work out again only what has changed since."""
        by_field: dict[str, set[str]] = defaultdict(set)
        for field_name, key in changed:
            by_field[field_name].add(key)
        for field_name, ranked in tuple(before.ranks.items()):
            others = by_field.get(field_name)
            self.ranks[field_name] = self._ranked_again(field_name, ranked, others) if others else ranked
        self.filings.update(before.filings)
        for field_name, key in changed:
            self.filings.pop((field_name.partition(":")[2], key), None)

    def _ranked_again(self, field_name: str, ranked: Sequence[Ranked], changed: Collection[str]) -> tuple[Ranked, ...]:
        kept = [one for one in ranked if one[0] not in changed]
        for key in changed:
            documents = self.sets[(field_name, key)]
            insort(kept, (key, documents, len(documents)), key=_by_count)
        return tuple(kept)


def _by_count(ranked: Ranked) -> int:
    return -ranked[2]


def union(sets: Iterable[BitMap]) -> BitMap:
    """What is in any of the sets; nothing for none."""
    found = tuple(sets)
    return BitMap.union(*found) if found else BitMap()


def load(db: sqlite3.Connection, generation: int, known: Bitmaps | None = None) -> Bitmaps:
    """Read the sets, or only what has changed since `known`. Raises IndexDamaged for a chunk that is not as written."""
    before = known or Bitmaps(-1, Totals(), {}, {}, {})
    newest = next(reversed(before.keys), 0)
    added = db.execute("SELECT id, field, key FROM value WHERE id > ? ORDER BY id", (newest,)).fetchall()
    names = {pk: (intern(field_name), intern(key)) for pk, field_name, key in added}
    keys = {**before.keys, **names} if names else before.keys
    sets, changed, alike = dict(before.sets), list[ValueKey](), dict[bytes, BitMap]()
    # Told which index to use: SQLite would walk the whole table in the order that is asked for.
    rows = db.execute(
        "SELECT value, chunk, sum, ids FROM bitmap INDEXED BY bitmap_changed WHERE changed > ? ORDER BY value, chunk",
        (before.generation,),
    )
    for pk, chunks in groupby(rows, key=lambda row: row[0]):
        merged = _merged(sets.get(keys[pk]), chunks)
        # Most values are filed under themselves alone, or on one document with others: equal sets are one object.
        sets[keys[pk]] = alike.setdefault(merged.serialize(), merged) if len(merged) <= MOST_ALIKE else merged
        changed.append(keys[pk])
    newer = Bitmaps(
        generation,
        Totals.read(db),
        keys,
        sets,
        _by_field(known, sets),
        before.remembered,
        (*before.changes, read_changed(db, before.generation, generation))[-CHANGES:],
    )
    newer.inherit(before, changed)
    return newer


def _merged(before: BitMap | None, chunks: Iterable[tuple[int, int, int, bytes]]) -> BitMap:
    documents = BitMap() if before is None else before.copy()
    for _value, chunk, total, ids in chunks:
        if zlib.crc32(ids) != total:
            raise IndexDamaged("A set of documents of the search index is not as it was written.")
        if before is not None:
            documents.remove_range(chunk * CHUNK, (chunk + 1) * CHUNK)
        documents |= BitMap.deserialize(ids)
    return documents


def _by_field(known: Bitmaps | None, sets: Mapping[ValueKey, BitMap]) -> Mapping[str, tuple[str, ...]]:
    if known is not None and len(known.sets) == len(sets):
        return known.by_field
    found: dict[str, list[str]] = defaultdict(list)
    for field_name, key in sets:
        found[field_name].append(key)
    return {name: tuple(values) for name, values in found.items()}
