"""Pairs that may be one: the same name but for accents, spaces and punctuation, or but for one letter.

Names that differ by a letter share what is left of both when one letter is taken out: they meet in a table, without
comparing each name with each other one. Only names of neighbouring lengths meet, and one table a length is held at a
time: the cost grows with the letters of all names, and with the pairs that are found, however many names there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import QuerySet

from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.vocabularies import Concept, ConceptAlias
from resource_centre.contribution.duplicates.apart import Apart
from resource_centre.text.folding import fold

#: Letters of the shortest name in which one may be another.
SHORTEST = 6


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
    for (one, other), is_same in _meeting(_by_key(names)):
        first, second = (one, other) if one.pk < other.pk else (other, one)
        if (first.pk, second.pk) not in found:
            found[first.pk, second.pk] = LikelyPair(first.pk, second.pk, (first.name, second.name), is_same)
    return tuple(
        sorted(found.values(), key=lambda pair: (not pair.is_same, fold(pair.names[0]), pair.first, pair.second))
    )


def _by_key(names: Iterable[Named]) -> Mapping[int, Mapping[str, Sequence[Named]]]:
    """Of each group, the things of each name, once: {0: {"lamednum": [Named(12, "La Mednum")]}}."""
    found: dict[int, dict[str, dict[int, Named]]] = defaultdict(lambda: defaultdict(dict))
    for one in names:
        if key := fold(one.name).replace(" ", ""):
            found[one.group][key].setdefault(one.pk, one)
    return {group: {key: [*things.values()] for key, things in keys.items()} for group, keys in found.items()}


def _meeting(groups: Mapping[int, Mapping[str, Sequence[Named]]]) -> Iterator[tuple[tuple[Named, Named], bool]]:
    """Two things at a time, and whether their names are the same: those whose names are, before all others."""
    for things in groups.values():
        for together in things.values():
            yield from ((two, True) for two in combinations(together, 2))
    for things in groups.values():
        for key, other in _a_letter_apart(things):
            yield from (((one, two), False) for one in things[key] for two in things[other] if one.pk != two.pk)


def _a_letter_apart(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Two names that one letter makes different ("emmaus", "emaus"), or two letters that changed places; some twice."""
    by_length: dict[int, list[str]] = defaultdict(list)
    for key in keys:
        if len(key) >= SHORTEST:
            by_length[len(key)].append(key)
    for length, longer in by_length.items():
        meeting: dict[str, list[str]] = {key: [key] for key in by_length.get(length - 1, ())}
        for key in longer:
            for left in _with_one_out(key):
                together = meeting.setdefault(left, [])
                yield from ((other, key) for other in together)
                together.append(key)


def _with_one_out(key: str) -> Iterator[str]:
    """ "emmaus" gives "mmaus", "emaus", "emmus", "emmas", "emmau": of two letters alike, either leaves the same."""
    for at in range(len(key)):
        if not at or key[at] != key[at - 1]:
            yield key[:at] + key[at + 1 :]


def likely_actors(actors: QuerySet[Any], apart: Apart) -> tuple[LikelyPair, ...]:
    """Pairs among those actors that nobody told apart, in two queries, a published one before one that is not: it
    could not be merged into that. Those of two centres are never one. apart: that of actors."""
    rows = list(actors.filter(merged_into=None).values_list("pk", "title", "path", "live"))
    parents = {pk: path[: -Actor.steplen] for pk, _title, path, _live in rows}
    live = {pk for pk, _title, _path, is_live in rows if is_live}
    groups = {path: rank for rank, path in enumerate(sorted(set(parents.values())))}
    named = [Named(pk, title, groups[parents[pk]]) for pk, title, _path, _live in rows]
    others = ActorName.objects.filter(actor__in=actors.filter(merged_into=None).values("pk"))
    for pk, name in others.values_list("actor_id", "name"):
        if pk in parents:
            named.append(Named(pk, name, groups[parents[pk]]))
    pairs = (one for one in likely_pairs(named) if (one.first, one.second) not in apart.pairs)
    return tuple(one.turned() if one.second in live and one.first not in live else one for one in pairs)


def likely_concepts(apart: Apart) -> tuple[LikelyPair, ...]:
    """Pairs of terms in use, of one vocabulary each, that nobody told apart, in three queries; a term and the one above
    it are two. apart: that of terms."""
    rows = Concept.objects.filter(replaced_by=None).values_list("pk", "label_fr", "label_en", "vocabulary_id")
    groups = {pk: group for pk, _french, _english, group in rows}
    named = [Named(pk, label, group) for pk, *labels, group in rows for label in labels if label]
    for pk, label in ConceptAlias.objects.values_list("concept_id", "label"):
        if pk in groups:
            named.append(Named(pk, label, groups[pk]))
    above = Concept.objects.exclude(parent=None).values_list("pk", "parent_id")
    two = {(min(one), max(one)) for one in above} | apart.pairs
    return tuple(one for one in likely_pairs(named) if (one.first, one.second) not in two)
