"""Which documents hold a stem: what was read is remembered, and mended when documents change.

A common word is in half of the documents: reading it again after each change of one of them would cost a page what its
answer costs. Each generation of the index names the documents that it wrote; a set read before is right for all others.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from resource_centre.search.engines.embedded.analysed import classed_word
from resource_centre.search.engines.embedded.schema import ALL, CHUNK, GENERATIONS, MOST_NAMED, named
from resource_centre.search.words import Stem

#: Bytes of a full chunk in memory, and of a set whatever it holds.
CHUNK_BYTES, OBJECT = 8_192, 150
#: Bytes of the sets of words that are kept from one question to the next.
WORDS_KEPT = 8_000_000

Classes = tuple[BitMap, ...]


@dataclass(frozen=True)
class Changed:
    """Documents written after generation `since`, `until` included; None when they are too many to be named."""

    since: int
    until: int
    documents: BitMap | None


class Remembered:
    """Sets of stems, by class of weight, shared by the generations of one index in this process."""

    def __init__(self) -> None:
        self._stems: dict[Stem, tuple[int, Classes]] = {}
        self._bytes = 0

    def of(self, stem: Stem, generation: int, changes: Sequence[Changed], texts: "Texts") -> Classes | None:
        """What is known of a stem at a generation, reached by those changes; None when it must be read."""
        found = self._stems.get(stem)  # once: another thread may forget it
        if found is None:
            return None
        known, classes = found
        if known == generation:
            return classes
        touched = _between(known, generation, changes)
        if touched is None:
            return None
        mended = tuple(
            (documents - touched) | BitMap(texts.holding(touched, classed_word(place, stem.language, stem.term)))
            for place, documents in enumerate(classes)
        )
        self._stems[stem] = generation, mended
        return mended

    def keep(self, stem: Stem, generation: int, classes: Classes) -> Classes:
        """Remember what was read; when too much is kept, begin again."""
        size = sum(OBJECT + min(2 * len(one), CHUNK_BYTES * (1 + one.max() // CHUNK)) for one in classes if one)
        if self._bytes + size > WORDS_KEPT:
            self._stems.clear()
            self._bytes = 0
        self._bytes += size
        self._stems[stem] = generation, classes
        return classes


def _between(known: int, generation: int, changes: Sequence[Changed]) -> BitMap | None:
    """Documents that may differ between two generations; None when that is not known, or too many."""
    if not changes or not changes[0].since <= known < generation:
        return None
    touched = BitMap()
    for change in changes:
        if change.until > known:
            if change.documents is None:
                return None
            touched |= change.documents
    return touched if len(touched) <= MOST_NAMED else None


def read_changed(db: sqlite3.Connection, since: int, until: int) -> Changed:
    """What the last generations wrote, as they tell; nothing is known of those that are too old to be told of."""
    if until - since > GENERATIONS:
        return Changed(since, until, None)
    ids = [
        pk for (pk,) in db.execute("SELECT id FROM touched WHERE generation > ? AND generation <= ?", (since, until))
    ]
    return Changed(since, until, None if ALL in ids else BitMap(ids))


class Texts:
    """The classed words of a few documents, as one generation has them, read once."""

    def __init__(self, read: Callable[[Iterable[int]], dict[int, str]]) -> None:
        self._read, self._known = read, dict[int, str]()

    def holding(self, documents: BitMap, word: str) -> list[int]:
        """Those of the documents that hold a word."""
        if missing := [pk for pk in documents if pk not in self._known]:
            found = self._read(missing)
            self._known |= {pk: f" {found.get(pk, '')} " for pk in missing}
        sought = f" {word} "
        return [pk for pk in documents if sought in self._known[pk]]


def texts_in(db: sqlite3.Connection) -> Texts:
    """Read from the table of what the tables of words were given."""
    return Texts(lambda ids: dict(db.execute(f"SELECT id, stems FROM posted WHERE id IN ({named(ids)})")))
