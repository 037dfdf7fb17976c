"""Resources that a new one may already be: the same title but for accents and spelling, another name of an actor."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import QuerySet

from resource_centre.content.pages.actor import ActorName
from resource_centre.content.pages.base import title_key

#: What two titles share to be offered as one (of 1); how many are offered; how many are compared.
ALIKE, MOST_OFFERED, MOST_COMPARED = 0.84, 5, 20_000


@dataclass(frozen=True)
class Twin:
    """A resource of much the same name: Twin(12, "La Mednum", "Mednum"). `name` is the one that resembles."""

    pk: int
    title: str
    name: str
    is_same: bool


def find_twins(title: str, resources: QuerySet[Any]) -> tuple[Twin, ...]:
    """Resources of those that may be this one, the likeliest first; two queries.

    Their titles and, for actors, their official, short and former names are compared without accents or punctuation.
    """
    wanted = title_key(title)
    if not wanted:
        return ()
    titled = _keys(resources)
    titles = {pk: own for pk, own, _key in titled}
    found: dict[int, tuple[float, str]] = {}
    for pk, name, key in (*titled, *_names(resources)):
        likeness = _likeness(wanted, key)
        if likeness > found.get(pk, (0.0, ""))[0]:
            found[pk] = (likeness, name)
    best = sorted(found.items(), key=lambda one: (-one[1][0], titles.get(one[0], "")))[:MOST_OFFERED]
    return tuple(Twin(pk, titles.get(pk, name), name, likeness == 1) for pk, (likeness, name) in best)


def _keys(resources: QuerySet[Any]) -> list[tuple[int, str, str]]:
    return list(resources.values_list("pk", "title", "title_key")[:MOST_COMPARED])


def _names(resources: QuerySet[Any]) -> list[tuple[int, str, str]]:
    rows = ActorName.objects.filter(actor__in=resources.values("pk")).values_list("actor", "name")[:MOST_COMPARED]
    return [(pk, name, title_key(name)) for pk, name in rows]


def _likeness(one: str, other: str) -> float:
    """1 for the same, 0 for what is not worth a look: "emmaus connect" and "emaus connect" give .96."""
    if one == other:
        return 1.0
    if len(one) > 3 and (f" {one} " in f" {other} " or f" {other} " in f" {one} ") and len(other) > 3:
        return 0.95
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0
