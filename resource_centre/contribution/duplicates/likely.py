"""Pairs that may be one: the same name but for accents, spaces and punctuation, or but for one letter.

Names that differ by a letter share what is left of both when one letter is taken out: they meet in a table, without
comparing each name with each other one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.vocabularies import Concept, ConceptAlias
from resource_centre.text.folding import fold

#: Names compared at most, and letters of the shortest name in which one may be another.
MOST_COMPARED, SHORTEST = 20_000, 6


@dataclass(frozen=True)
class Named:
    """A name of something: Named(12, "La Mednum", 0). Only things of one `group` can be one."""

    pk: int
    name: str
    group: int = 0


@dataclass(frozen=True)
class LikelyPair:
    """Two things that may be one, the first to be kept, and the names that resemble each other."""

    first: int
    second: int
    names: tuple[str, str]
    is_same: bool

    def turned(self) -> "LikelyPair":
        """The same, the other way round."""
        return LikelyPair(self.second, self.first, self.names[::-1], self.is_same)


def likely_pairs(names: Iterable[Named]) -> tuple[LikelyPair, ...]:
    """The same names first, then those that differ by one letter; each pair of things once, the elder first."""
    found: dict[tuple[int, int], LikelyPair] = {}
    keyed = [(one, fold(one.name).replace(" ", "")) for one in names]
    for is_same, keys in ((True, _whole), (False, _with_one_out)):
        meeting: dict[tuple[int, str], list[Named]] = defaultdict(list)
        for one, key in keyed:
            for text in keys(key):
                meeting[one.group, text].append(one)
        for together in meeting.values():
            for first, second in _two_of(together):
                pair = LikelyPair(first.pk, second.pk, (first.name, second.name), is_same)
                found.setdefault((first.pk, second.pk), pair)
    return tuple(
        sorted(found.values(), key=lambda pair: (not pair.is_same, fold(pair.names[0]), pair.first, pair.second))
    )


def _whole(key: str) -> Iterator[str]:
    if key:
        yield key


def _with_one_out(key: str) -> Iterator[str]:
    """ "emaus" gives itself, "maus", "eaus", "emus", "emas", "emau"; nothing where one letter makes another word."""
    if len(key) >= SHORTEST:
        yield key
        yield from {key[:at] + key[at + 1 :] for at in range(len(key))}


def _two_of(together: list[Named]) -> Iterator[tuple[Named, Named]]:
    by_thing = {one.pk: one for one in reversed(together)}
    ordered = [by_thing[pk] for pk in sorted(by_thing)]
    for rank, first in enumerate(ordered):
        for second in ordered[rank + 1 :]:
            yield first, second


def likely_actors(actors: QuerySet[Any]) -> tuple[LikelyPair, ...]:
    """Pairs among those actors, in two queries, a published one before one that is not: it could not be merged into
    that. Those of two centres are never one."""
    rows = actors.filter(merged_into=None).values_list("pk", "title", "path", "live")[:MOST_COMPARED]
    parents = {pk: path[: -Actor.steplen] for pk, _title, path, _live in rows}
    live = {pk for pk, _title, _path, is_live in rows if is_live}
    groups = {path: rank for rank, path in enumerate(sorted(set(parents.values())))}
    named = [Named(pk, title, groups[parents[pk]]) for pk, title, _path, _live in rows]
    others = ActorName.objects.filter(actor__in=actors.filter(merged_into=None).values("pk"))
    for pk, name in others.values_list("actor_id", "name")[:MOST_COMPARED]:
        if pk in parents:
            named.append(Named(pk, name, groups[parents[pk]]))
    pairs = likely_pairs(named)
    return tuple(one.turned() if one.second in live and one.first not in live else one for one in pairs)


def likely_concepts() -> tuple[LikelyPair, ...]:
    """Pairs of terms in use, of one vocabulary each, in three queries; a term and the one above it are two."""
    rows = Concept.objects.filter(replaced_by=None).values_list("pk", "label_fr", "label_en", "vocabulary_id")
    groups = {pk: group for pk, _french, _english, group in rows}
    parents = set(Concept.objects.exclude(parent=None).values_list("pk", "parent_id"))
    named = [Named(pk, label, group) for pk, *labels, group in rows for label in labels if label]
    for pk, label in ConceptAlias.objects.values_list("concept_id", "label"):
        if pk in groups:
            named.append(Named(pk, label, groups[pk]))
    found = likely_pairs(named)
    return tuple(one for one in found if not {(one.first, one.second), (one.second, one.first)} & parents)
