"""What resembles a document: rare words that it shares, and what it is filed under."""

from array import array
from collections.abc import Iterable
from math import log

from pyroaring import BitMap

from resource_centre.search.engines.embedded.bitmaps import own, union, within
from resource_centre.search.engines.embedded.matching import Matcher
from resource_centre.search.engines.embedded.schema import named
from resource_centre.search.engines.embedded.sliced import SlicedSum
from resource_centre.search.query import SimilarQuery
from resource_centre.search.results import Similar
from resource_centre.search.words import Stem

#: Words looked up to find the rarest, words then compared, and how many documents a word may be in to say anything.
LOOKED_UP, COMPARED, MOST_COMMON = 24, 8, 0.2
#: What a shared value weighs beside a word, in the first facet asked for; half as much in each next one.
VALUE_WEIGHT = 3.0
GRAIN = 4


def similar(matcher: Matcher, query: SimilarQuery) -> tuple[Similar, ...]:
    """The documents in view that share most, the best first; equals in order of their public id."""
    db, bitmaps = matcher.snapshot.db, matcher.snapshot.bitmaps
    visible = matcher.visible(query.scope)
    row = db.execute("SELECT id, language, carried FROM doc WHERE uuid = ?", (query.id,)).fetchone()
    if row is None or row[0] not in visible:
        return ()
    pk, language, carried = row
    others = visible - BitMap([pk])
    words = _rare_words(matcher, pk, language, len(visible))
    values = _values(bitmaps.keys, carried, query.facets)
    sums = SlicedSum()
    for _word, documents, rarity in words:
        sums.add(documents & others, max(1, round(GRAIN * rarity)))
    for (facet, key), value_weight in values.items():
        carriers = bitmaps.of(own(facet), key)
        sums.add(carriers & others, max(1, round(GRAIN * value_weight * _rarity(len(carriers), len(visible)))))
    related = union(documents for _word, documents, _rarity in words) & others
    related |= union(bitmaps.of(own(facet), key) for facet, key in values) & others
    chosen: list[int] = []
    for equals in sums.descending(related):
        chosen += _by_uuid(matcher, equals)
        if len(chosen) >= query.size:
            break
    uuids: dict[int, str] = dict(db.execute(f"SELECT id, uuid FROM doc WHERE id IN ({named(chosen[: query.size])})"))
    return tuple(
        Similar(
            id=uuids[other],
            score=float(len(chosen) - place),
            values=tuple(value for value in values if other in bitmaps.of(own(value[0]), value[1])),
            words=tuple(word for word, documents, _rarity in words if other in documents),
        )
        for place, other in enumerate(chosen[: query.size])
    )


def _rare_words(matcher: Matcher, pk: int, language: str, visible: int) -> list[tuple[str, BitMap, float]]:
    """The stems of a document that say most of it: frequent here, rare elsewhere; those of the title first."""
    (packed,) = matcher.snapshot.db.execute("SELECT stems FROM bag WHERE id = ?", (pk,)).fetchone()
    counts = [entry.rsplit("/", 2) for entry in packed.split()]
    weighed = sorted(counts, key=lambda entry: (-(3 * int(entry[1]) + int(entry[2])), entry[0]))
    found: list[tuple[str, BitMap, float]] = []
    for term, _title, _body in weighed[:LOOKED_UP]:
        documents = matcher.documents_of(frozenset({Stem(language, term)}))
        if 1 < len(documents) <= max(2, MOST_COMMON * visible):
            found.append((term, documents, _rarity(len(documents), visible)))
    return sorted(found, key=lambda one: (-one[2], one[0]))[:COMPARED]


def _values(keys: object, carried: bytes, facets: Iterable[str]) -> dict[tuple[str, str], float]:
    """What the document is filed under in those facets, with its weight; not what it says that it lacks."""
    ids = array("I")
    ids.frombytes(carried)
    held = {keys[value] for value in ids}  # type: ignore[index]
    weights = {facet: VALUE_WEIGHT / 2**rank for rank, facet in enumerate(facets)}
    return {
        (facet, key): weight
        for facet, weight in weights.items()
        for field_name, key in sorted(held)
        if field_name == own(facet) and (within(facet), key) in held
    }


def _rarity(count: int, of: int) -> float:
    return log(1 + max(0, of - count) / (count + 1))


def _by_uuid(matcher: Matcher, documents: BitMap) -> list[int]:
    rows = matcher.snapshot.db.execute(f"SELECT id FROM doc WHERE id IN ({named(documents)}) ORDER BY uuid")
    return [pk for (pk,) in rows]
