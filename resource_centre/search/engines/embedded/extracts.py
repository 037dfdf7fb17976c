"""Extracts: what of a document's own words answers, marked, and cut between words."""

import sqlite3
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.writing import BODY, SUMMARY, TITLE
from resource_centre.search.marking import Marks, best_passage, whole
from resource_centre.search.results import Extract

#: Words of a text that are looked through: beyond, no reader of a list is helped.
SCANNED = 20_000


@dataclass(frozen=True)
class ShownText:
    """A text with its words and their places. What an extract does not need is not cut: texts are long, extracts short.

    packed_exacts, packed_stems: words between single spaces. places: starts, then ends, as integers of four bytes.
    """

    text: str
    packed_exacts: str
    packed_stems: str
    places: bytes

    @cached_property
    def exacts(self) -> Sequence[str]:
        """Unstemmed words, in order."""
        return self.packed_exacts.split(" ", SCANNED)

    @cached_property
    def stems(self) -> Sequence[str]:
        """Their stems."""
        return self.packed_stems.split(" ", SCANNED)

    @cached_property
    def _bounds(self) -> Sequence[int]:
        flat = array("I")
        flat.frombytes(self.places)
        return flat

    @property
    def count(self) -> int:
        """How many words there are."""
        return len(self._bounds) // 2

    def start(self, rank: int) -> int:
        """Where a word begins in the text."""
        return self._bounds[rank]

    def end(self, rank: int) -> int:
        """Where a word ends in the text."""
        return self._bounds[self.count + rank]


def read_shown(db: sqlite3.Connection, ids: Sequence[int], parts: Sequence[int]) -> dict[int, dict[int, ShownText]]:
    """Texts of documents, by document and part."""
    rows = db.execute(
        f"SELECT id, part, text, exacts, stems, places FROM shown WHERE id IN ({named(ids)})"
        f" AND part IN ({named(parts)}) ORDER BY id, part"
    )
    return {
        pk: {part: ShownText(*shown) for _pk, part, *shown in found}
        for pk, found in groupby(rows, key=lambda row: row[0])
    }


def read_extracts(db: sqlite3.Connection, ids: Sequence[int], marks: Marks) -> dict[int, tuple[Extract, Extract]]:
    """Extracts of documents. The body, which is long, is read of those whose summary holds nothing to mark."""
    shown = read_shown(db, ids, (TITLE, SUMMARY))
    found = {pk: extracts(shown.get(pk, {}), marks) for pk in ids}
    bodies = read_shown(db, [pk for pk, (_title, text) in found.items() if not text.parts], (BODY,))
    return found | {pk: (found[pk][0], extracts(parts, marks)[1]) for pk, parts in bodies.items()}


def extracts(parts: dict[int, ShownText], marks: Marks) -> tuple[Extract, Extract]:
    """The title, when it holds something to mark, and the best passage of the summary or of the body."""
    title = whole(parts[TITLE], marks) if TITLE in parts else Extract()
    for part in (SUMMARY, BODY):
        found = best_passage(parts[part], marks) if part in parts else Extract()
        if found.parts:
            return title, found
    return title, Extract()
