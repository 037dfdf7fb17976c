"""Two that are not one, though their names resemble each other: said once, so that no list offers them again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import models, transaction
from wagtail.log_actions import log
from wagtail.models import Page

from resource_centre.access.contribution import may_decide
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.centre import centre_above
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.concepts import may_merge_concepts
from resource_centre.contribution.duplicates.errors import AlreadyMerged, NotTwo
from resource_centre.contribution.duplicates.log_actions import PUT_BACK, TOLD_APART
from resource_centre.contribution.duplicates.models import MergeKind, ToldApart
from resource_centre.contribution.errors import NotAllowed


class _OfTwo:
    """Something about two actors, or two terms, by whoever may merge them; which comes first changes nothing."""

    def __init__(self, first: Actor | Concept, second: Actor | Concept, by: Any) -> None:
        self.first, self.second, self.by = first, second, by

    def check(self) -> None:
        """Raise NotAllowed, NotTwo."""
        if not self._may():
            raise NotAllowed
        if self.first.pk == self.second.pk:
            raise NotTwo

    def _may(self) -> bool:
        if isinstance(self.first, Actor) and isinstance(self.second, Actor):
            return may_decide(self.by, self.first) and may_decide(self.by, self.second)
        return type(self.first) is type(self.second) and may_merge_concepts(self.by)

    @property
    def sides(self) -> Mapping[str, int]:
        """The columns of their row: {"first_actor_id": 3, "second_actor_id": 7}."""
        name = MergeKind.ACTOR if isinstance(self.first, Actor) else MergeKind.CONCEPT
        low, high = sorted((self.first.pk, self.second.pk))
        return {f"first_{name}_id": low, f"second_{name}_id": high}

    def lock(self) -> None:
        """Hold both, in the order of their keys, and read them again. Raises NotAllowed if one is gone."""
        keys = {self.first.pk, self.second.pk}
        held: Any = Page if isinstance(self.first, Actor) else Concept
        list(held.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
        model: Any = type(self.first)
        found = model.objects.in_bulk(keys)
        if len(found) != len(keys):
            raise NotAllowed
        self.first, self.second = found[self.first.pk], found[self.second.pk]

    def tell(self, action: str) -> None:
        """Write it in the log of both, each entry with a number of its own: a history shows one entry for each."""
        data = {"first": str(self.first), "second": str(self.second)}
        for thing in (self.first, self.second):
            log(thing, action, user=self.by, uuid=uuid4(), data=data)


class TellApart(_OfTwo):
    """They are two: their pair is not offered any more. They can be merged nonetheless."""

    def check(self) -> None:
        """Raise NotAllowed, also for two that no list offers together; NotTwo, AlreadyMerged."""
        super().check()
        if not self._are_of_one_place():
            raise NotAllowed
        if any(_successor(one) is not None for one in (self.first, self.second)):
            raise AlreadyMerged

    @transaction.atomic
    def execute(self) -> ToldApart:
        """The row; the one that was there, as it was, if somebody was faster. Raises what `check` does."""
        self.lock()
        self.check()
        row, is_new = ToldApart.objects.get_or_create(**self.sides, defaults={"by": self.by})
        if is_new:
            self.tell(TOLD_APART)
        return row

    def _are_of_one_place(self) -> bool:
        if isinstance(self.first, Concept) and isinstance(self.second, Concept):
            return self.first.vocabulary_id == self.second.vocabulary_id
        return centre_above(self.first) == centre_above(self.second)


class PutBack(_OfTwo):
    """Nobody says any more that they are two: their pair is offered as long as their names resemble each other."""

    @transaction.atomic
    def execute(self) -> None:
        """Nothing is done where they were not told apart. Raises what `check` does."""
        self.lock()
        self.check()
        gone, _by_model = ToldApart.objects.filter(**self.sides).delete()
        if gone:
            self.tell(PUT_BACK)


def _successor(thing: Actor | Concept) -> int | None:
    return thing.merged_into_id if isinstance(thing, Actor) else thing.replaced_by_id


@dataclass(frozen=True)
class Apart:
    """What is told apart, of actors or of terms, as the things are today.

    pairs: keys, the lower one first, each of what its thing has become: whatever was told apart from one that was
    merged since is apart from the one that it became, until that merge is undone. ones: rows whose two are one now.
    """

    pairs: frozenset[tuple[int, int]]
    ones: frozenset[int]

    @classmethod
    def of(cls, kind: MergeKind) -> "Apart":
        """All of it, in two queries."""
        became = _became(kind)
        rows = ToldApart.objects.values_list("pk", f"first_{kind}_id", f"second_{kind}_id")
        ends = {pk: sorted((_end(low, became), _end(high, became))) for pk, low, high in rows.filter(_is_of(kind))}
        return cls(
            frozenset((low, high) for low, high in ends.values() if low != high),
            frozenset(pk for pk, (low, high) in ends.items() if low == high),
        )


def rows_told_apart(kind: MergeKind, apart: Apart) -> models.QuerySet[ToldApart]:
    """Those of actors or of terms whose two are two still, the newest first, with what a list says of them.

    apart: `Apart.of(kind)`, which whoever lists pairs too asks for once.
    """
    rows = ToldApart.objects.filter(_is_of(kind)).exclude(pk__in=apart.ones)
    below = "__vocabulary" if kind == MergeKind.CONCEPT else ""
    return rows.select_related("by", f"first_{kind}{below}", f"second_{kind}{below}").order_by("-at", "-pk")


def _is_of(kind: MergeKind) -> models.Q:
    return models.Q(**{f"first_{kind}__isnull": False})


def _became(kind: MergeKind) -> Mapping[int, int]:
    """What each thing that was merged, or retired by hand, leads to: {7: 3}."""
    if kind == MergeKind.ACTOR:
        return dict(Actor.objects.exclude(merged_into=None).values_list("pk", "merged_into_id"))
    return dict(Concept.objects.exclude(replaced_by=None).order_by().values_list("pk", "replaced_by_id"))


def _end(key: int, became: Mapping[int, int]) -> int:
    """Where a chain of merges ends; a loop, which nothing makes, ends somewhere."""
    seen: set[int] = set()
    while key in became and key not in seen:
        seen.add(key)
        key = became[key]
    return key
