"""Extracts: what of a document's own words answers, marked, and cut between words."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from resource_centre.search.engines.embedded.matching import Matched
from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.writing import BODY, SUMMARY, TITLE
from resource_centre.search.results import Extract

#: Words of an extract, and those shown before the first one that is marked.
LENGTH, BEFORE = 32, 8
#: What an extract does not run across.
BETWEEN_PARAGRAPHS = "\n\n"
#: Words of a text that are looked through: beyond, no reader of a list is helped.
SCANNED = 20_000


@dataclass(frozen=True)
class Marks:
    """What to mark: stems, unstemmed words, and phrases of these.

    together: stems of a synonym of several words, marked in a text that holds every one of them.
    """

    stems: frozenset[str]
    exacts: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    together: tuple[tuple[frozenset[str], ...], ...] = ()

    @classmethod
    def of(cls, matched: Matched) -> "Marks":
        """What the question found. A synonym's own words are marked like the word that it stands for."""
        stems = {stem.term for held in matched.words for stem in held.stems}
        synonyms = {
            tuple(frozenset(stem.term for stem in part) for part in other.parts)
            for held in matched.words
            for other in held.word.alternatives
        }
        stems |= {term for parts in synonyms if len(parts) == 1 for term in parts[0]}
        together = tuple(parts for parts in synonyms if len(parts) > 1)
        exacts = {word for held in matched.words for word in held.meant}
        return cls(frozenset(stems), frozenset(exacts), tuple(phrase.exact for phrase in matched.phrases), together)

    def among(self, text: "ShownText") -> list[int]:
        """Ranks of the words to mark, in order."""
        stems = self.stems
        if self.together:
            stems = stems.union(*self._held_whole(frozenset(text.stems)))
        found = [rank for rank, stem in enumerate(text.stems) if stem in stems]
        if not self.exacts and not self.phrases:
            return found
        others = {rank for rank, word in enumerate(text.exacts) if word in self.exacts}
        for phrase in self.phrases:
            for start in _occurrences(text.exacts, phrase):
                others |= set(range(start, start + len(phrase)))
        return sorted(others.union(found))

    def _held_whole(self, held: frozenset[str]) -> Iterator[frozenset[str]]:
        for parts in self.together:
            if all(part & held for part in parts):
                yield from parts


def _occurrences(words: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    length = len(phrase)
    return (start for start in range(len(words)) if tuple(words[start : start + length]) == phrase)


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
    title = parts.get(TITLE)
    found = marks.among(title) if title else []
    whole = _marked(title, found, 0, title.count, is_whole=True) if title and found else Extract()
    for part in (SUMMARY, BODY):
        text = parts.get(part)
        ranks = marks.among(text) if text else []
        if text and ranks:
            return whole, _passage(text, ranks)
    return whole, Extract()


def _passage(text: ShownText, ranks: Sequence[int]) -> Extract:
    """The stretch of LENGTH words that holds most different marked words, inside the paragraph of the first one."""
    best, start, end, inside = 0, ranks[0], 0, Counter[str]()
    for first in ranks:
        while end < len(ranks) and ranks[end] < first + LENGTH - BEFORE:
            inside[text.stems[ranks[end]]] += 1
            end += 1
        if (different := len(+inside)) > best:
            best, start = different, first
        inside[text.stems[first]] -= 1
    begin, finish = _paragraph(text.text, text.start(start))
    first, last = max(0, start - BEFORE), min(text.count, start + LENGTH - BEFORE)
    while text.start(first) < begin:
        first += 1
    while text.end(last - 1) > finish:
        last -= 1
    return _marked(text, ranks, first, last)


def _paragraph(text: str, place: int) -> tuple[int, int]:
    """Where the paragraph of a place begins and ends."""
    end = text.find(BETWEEN_PARAGRAPHS, place)
    return text.rfind(BETWEEN_PARAGRAPHS, 0, place) + 1, len(text) if end < 0 else end


def _marked(text: ShownText, ranks: Sequence[int], first: int, last: int, *, is_whole: bool = False) -> Extract:
    """Words `first` to `last` of a text, those of these ranks marked; neighbours are marked as one."""
    begin = 0 if is_whole or first == 0 else text.start(first)
    finish = len(text.text) if is_whole or last >= text.count else text.end(last - 1)
    parts: list[tuple[str, bool]] = [("… ", False)] if begin > 0 else []
    place = begin
    for start, end in _runs([rank for rank in ranks if first <= rank < last], text):
        if start > place:
            parts.append((text.text[place:start], False))
        parts.append((text.text[start:end], True))
        place = end
    if finish > place:
        parts.append((text.text[place:finish], False))
    if finish < len(text.text):
        parts.append((" …", False))
    return Extract(tuple(parts))


def _runs(ranks: Iterable[int], text: ShownText) -> Iterator[tuple[int, int]]:
    """Places of marked words, those that follow one another together."""
    for _key, group in groupby(enumerate(ranks), key=lambda pair: pair[1] - pair[0]):
        run = [rank for _place, rank in group]
        yield text.start(run[0]), text.end(run[-1])
