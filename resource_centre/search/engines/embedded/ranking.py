"""The order of relevance: complete hits first, then BM25 over the best field, unstemmed words counting for little.

In two steps, so that the cost does not follow the number of hits: sums of class weights order all of them roughly, by
sets; the first ones are then scored exactly, in blocks, so that every page shows one same order. Measured in
docs/explanation/search.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from math import log

from pyroaring import BitMap

from resource_centre.search.engines.embedded.analysed import CLASS_WEIGHTS, TITLE_CLASS_COUNT, norm, weight
from resource_centre.search.engines.embedded.matching import HeldWord, Matched
from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.sliced import SlicedSum
from resource_centre.search.engines.embedded.store import Snapshot
from resource_centre.search.words import COMPLETE_FIRST

#: A word of a title against one of a text; what the lesser field adds; what unstemmed words add.
TITLE_BOOST, TIE, EXACT = 2.0, 0.3, 0.08
#: What a word weighs that is held by a label or a synonym alone, against one that is written.
OTHERWISE = 0.4
#: Beyond COMPLETE_FIRST words, what holding them all adds, of their rarity.
COMPLETE = 0.3
#: Hits that are scored exactly at once, and how fine the rough sums are.
BLOCK, GRAIN = 45, 4

Ranked = tuple[float, int]
_Sought = tuple[float, float, tuple[str, ...]]


@dataclass(frozen=True)
class _Scored:
    """A word for scores: its rarity in titles and in texts, and what to look for in bags."""

    title_idf: float
    body_idf: float
    stems: tuple[str, ...]
    exacts: tuple[str, ...]
    #: Documents that hold it otherwise than by its stems: a synonym, a label.
    otherwise: BitMap

    def sought(self, terms: tuple[str, ...]) -> _Sought:
        """What a whole title and a whole text of it are worth, and by which terms it is found."""
        return TITLE_BOOST * self.title_idf, self.body_idf, terms


class Ranking:
    """Ranks the hits of one question."""

    def __init__(self, snapshot: Snapshot, matched: Matched) -> None:
        self.snapshot, self.matched = snapshot, matched
        self._count, self._averages = snapshot.bitmaps.totals.documents, snapshot.bitmaps.totals.averages
        self._words = [self._scored(held) for held in matched.words]
        self._rarity = sum(max(word.title_idf, word.body_idf) for word in self._words)
        self._stems = [word.sought(word.stems) for word in self._words]
        self._exacts = [word.sought(word.exacts) for word in self._words]
        self._otherwise = [word for word in self._words if word.otherwise]

    def _scored(self, held: HeldWord) -> _Scored:
        titles = sum(map(len, held.classes[:TITLE_CLASS_COUNT]))
        texts = sum(map(len, held.classes[TITLE_CLASS_COUNT:]))
        return _Scored(
            title_idf=self._idf(titles),
            body_idf=self._idf(texts or len(held.documents)),
            stems=tuple(sorted({f" {stem.term}/" for stem in held.stems})),
            exacts=tuple(f" {word}/" for word in held.meant or (held.word.exact,)),
            otherwise=held.documents - BitMap.union(BitMap(), *held.classes),
        )

    def _idf(self, found: int) -> float:
        return log(1 + (self._count - found + 0.5) / (found + 0.5))

    def page(self, documents: BitMap, offset: int, size: int) -> list[Ranked]:
        """Scores and ids of hits `offset` to `offset + size` of those documents, the best first."""
        complete = documents & self.matched.complete
        is_strict = 1 < len(self._words) <= COMPLETE_FIRST
        tiers = [complete, documents - complete] if is_strict else [documents]
        found: list[Ranked] = []
        for tier in tiers:
            wanted = size - len(found)
            if wanted > 0 and offset < len(tier):
                found += self._tier(tier, offset, wanted)
            offset = max(0, offset - len(tier))
        return found

    def _tier(self, tier: BitMap, offset: int, size: int) -> list[Ranked]:
        """Blocks of the rough order, each in its exact order: what page is asked for changes no order."""
        first, last = offset // BLOCK, (offset + size - 1) // BLOCK
        ids = list(islice(self._roughly(tier), (last + 1) * BLOCK))
        ranked = [one for block in range(first, last + 1) for one in self._exactly(ids[block * BLOCK :][:BLOCK])]
        return ranked[offset - first * BLOCK :][:size]

    def _roughly(self, tier: BitMap) -> Iterator[int]:
        if len(tier) <= BLOCK:
            yield from tier
            return
        sums = SlicedSum()
        for word, held in zip(self._words, self.matched.words, strict=True):
            for place, documents in enumerate(held.classes):
                idf = TITLE_BOOST * word.title_idf if place < TITLE_CLASS_COUNT else word.body_idf
                sums.add(documents & tier, max(1, round(GRAIN * idf * CLASS_WEIGHTS[place])))
            sums.add(word.otherwise & tier, max(1, round(GRAIN * OTHERWISE * word.body_idf)))
        if len(self._words) > COMPLETE_FIRST:
            sums.add(self.matched.complete & tier, max(1, round(GRAIN * COMPLETE * self._rarity)))
        for equals in sums.descending(tier):
            yield from equals

    def _exactly(self, ids: Sequence[int]) -> list[Ranked]:
        rows = self.snapshot.db.execute(
            "SELECT bag.id, doc.uuid, title_length, body_length, stems, exacts FROM bag JOIN doc USING (id)"
            f" WHERE bag.id IN ({named(ids)})"
        )
        scored = sorted((-self._score(pk, *row), uuid, pk) for pk, uuid, *row in rows)
        return [(-lost, pk) for lost, _uuid, pk in scored]

    def _score(self, pk: int, title_length: int, body_length: int, stems: str, exacts: str) -> float:
        norms = norm(title_length, self._averages.title), norm(body_length, self._averages.body)
        score = _field_score(stems, *norms, self._stems) + EXACT * _field_score(exacts, *norms, self._exacts)
        for word in self._otherwise:
            if pk in word.otherwise:
                score += OTHERWISE * word.body_idf
        if len(self._words) > COMPLETE_FIRST and pk in self.matched.complete:
            score += COMPLETE * self._rarity
        return score


def _field_score(bag: str, title_norm: float, body_norm: float, sought: Sequence[_Sought]) -> float:
    """The best of the two fields, and a part of the other one. Asked of every hit of a block."""
    title = body = 0.0
    for title_gain, body_gain, terms in sought:
        in_title = in_body = 0.0
        for term in terms:
            place = bag.find(term)
            if place >= 0:
                start = place + len(term)
                titles, _slash, texts = bag[start : bag.index(" ", start)].partition("/")
                in_title = max(in_title, weight(int(titles), title_norm)) if titles != "0" else in_title
                in_body = max(in_body, weight(int(texts), body_norm)) if texts != "0" else in_body
        title += title_gain * in_title
        body += body_gain * in_body
    return max(title, body) + TIE * min(title, body)
