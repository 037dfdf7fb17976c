"""Which rows of tables a merge moves, takes away or leaves: a constant number of queries for each relation."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import models
from django.db.models import Max
from modelcluster.models import get_all_child_relations
from wagtail.models import Page

from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import Vocabulary
from resource_centre.contribution.duplicates.plans import End, RowChange, values_of
from resource_centre.contribution.duplicates.relations import Decision, Fate, Relation, relations_to

#: Columns that make no difference between two rows of one page.
_UNREAD = frozenset({"id", "sort_order"})


@dataclass(frozen=True)
class Pair:
    """Two things of one class: `before` is the key of the merged one, `after` that of the kept one."""

    target: type[models.Model]
    before: int
    after: int

    @property
    def ends(self) -> frozenset[int]:
        """Both."""
        return frozenset({self.before, self.after})


def plan_rows(pair: Pair) -> tuple[RowChange, ...]:
    """Every row that names the merged one or is part of it, with what becomes of it."""
    found: dict[tuple[str, int], RowChange] = {}
    for relation in sorted(relations_to(pair.target), key=lambda one: one.name):
        if relation.decision is None or relation.decision.fate is Fate.STAYS:
            continue
        for change in _RowsOf(pair, relation, relation.decision).plan():
            known = found.get((change.model, change.pk))
            found[change.model, change.pk] = change if known is None else _both(known, change)
    return tuple(found.values())


def _both(one: RowChange, other: RowChange) -> RowChange:
    """A row that two relations lead to the merged one is moved at both ends, or taken away by either."""
    if other.is_taken_away or one.is_taken_away:
        return one if one.is_taken_away else other
    return replace(one, changes={**one.changes, **other.changes})


class _RowsOf:
    """The rows of one relation."""

    def __init__(self, pair: Pair, relation: Relation, decision: Decision) -> None:
        self.pair, self.relation, self.decision = pair, relation, decision
        self.model, self.column = relation.model, relation.key.attname
        self.parent, self.list_name = parent_of(self.model)

    def plan(self) -> Sequence[RowChange]:
        """What becomes of each, in the order of their keys."""
        rows = [values_of(row) for row in self._rows(self.pair.before)]
        if not rows:
            return ()
        peers = {self._key(values): values for values in self._peers(rows) if self._clashes(values)}
        there = set(peers)
        changes = []
        for values in rows:
            key = self._key(values)
            is_there = key in there and self._clashes(values)
            changes.append(self._change(values, is_there=is_there))
            if changes[-1].end is End.DUPLICATE and key in peers:
                changes += self._taken_over(peers[key], values)
            there |= {key} if self._clashes(values) else set()
        return self._continued(changes)

    def _taken_over(self, stays: dict[str, Any], goes: Mapping[str, Any]) -> Sequence[RowChange]:
        """What the row of the kept one takes over from the same one that is taken away, if anything."""
        taken = {name: value for name, value in self.decision.takes.items() if goes[name] == value != stays[name]}
        if not taken:
            return ()
        return (replace(self._change(stays, is_there=False), end=End.CHANGED, changes=taken),)

    def _rows(self, key: int) -> models.QuerySet[Any]:
        return self.model._base_manager.filter(**{self.column: key}).order_by("pk")

    def _peers(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
        """Rows of the kept one that may be the same: those on the same pages, for rows that pages hold."""
        peers = self._rows(self.pair.after)
        if self.decision.fate is Fate.FOLLOWS and self.parent:
            peers = peers.filter(**{f"{self.parent}__in": {values[self.parent] for values in rows}})
        return [values_of(row) for row in peers]

    def _key(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        names = self.decision.same or tuple(name for name in values if name not in _UNREAD and name != self.column)
        return tuple(
            str(values[name]).lower() if isinstance(values[name], str) else repr(values[name]) for name in names
        )

    def _clashes(self, values: Mapping[str, Any]) -> bool:
        return all(values[name] == value for name, value in self.decision.only.items())

    def _change(self, values: dict[str, Any], *, is_there: bool) -> RowChange:
        change = RowChange(
            relation=self.relation.name,
            model=self.model._meta.label_lower,
            pk=values["id"],
            end=End.MOVED,
            values=values,
            changes={self.column: self.pair.after},
            page=self._page(values),
            rows=self.list_name,
            is_own=self.decision.fate is Fate.OWN,
        )
        if self.model is self.pair.target and values["id"] in self.pair.ends:
            return replace(change, end=End.STAYS, changes={})  # never taken away: it is one of the two
        if self._links_to_itself(values):
            return replace(change, end=End.ITSELF, changes={})
        if is_there and self.decision.ends:
            return replace(change, end=End.CHANGED, changes=self.decision.ends)
        if is_there:
            return replace(change, end=End.STAYS if self.decision.keeps_both else End.DUPLICATE, changes={})
        return change

    def _page(self, values: Mapping[str, Any]) -> int | None:
        """The page whose content holds the row in the end, or held it if the row is taken away."""
        if not self.list_name:
            return None
        return self.pair.after if self.decision.fate is Fate.OWN else values[self.parent]

    def _links_to_itself(self, values: Mapping[str, Any]) -> bool:
        """Whether the row is a link between two pages, and both would be the kept one."""
        if not self.list_name or self.model is self.pair.target:
            return False
        ends = [field.attname for field in self.model._meta.fields if leads_to(field, self.pair.target)]
        return len(ends) > 1 and all(values[name] in self.pair.ends for name in ends)

    def _continued(self, changes: list[RowChange]) -> Sequence[RowChange]:
        """Numbers and places in a list go on after those that are there."""
        column = self.decision.numbered or ("sort_order" if self.decision.fate is Fate.OWN else "")
        if not column or not any(field.attname == column for field in self.model._meta.fields):
            return changes
        last = self._rows(self.pair.after).aggregate(last=Max(column))["last"]
        number = -1 if last is None and column == "sort_order" else last or 0
        numbered = []
        for change in changes:
            if change.end is End.MOVED:
                number += 1
                change = replace(change, changes={**change.changes, column: number})
            numbered.append(change)
        return _subjects(numbered, self.pair.after) if self.model is ResourceConcept else numbered


def _subjects(changes: Sequence[RowChange], page: int) -> Sequence[RowChange]:
    """A page has one main term of a vocabulary, and one term of those that allow one: those of the kept page stay."""
    mine = ResourceConcept.objects.filter(resource=page).values_list("concept__vocabulary", "is_main")
    mains = {vocabulary for vocabulary, is_main in mine if is_main}
    taken = {vocabulary for vocabulary, _is_main in mine}
    concepts = [change.values["concept_id"] for change in changes]
    vocabularies = Vocabulary.objects.filter(concepts__in=concepts)
    of = {pk: (key, multiple) for pk, key, multiple in vocabularies.values_list("concepts", "pk", "multiple")}
    found = []
    for change in changes:
        vocabulary, is_multiple = of[change.values["concept_id"]]
        if change.end is End.MOVED and not is_multiple and vocabulary in taken:
            found.append(replace(change, end=End.STAYS, changes={}))
        elif change.end is End.MOVED and change.values["is_main"] and vocabulary in mains:
            found.append(replace(change, changes={**change.changes, "is_main": False}))
        else:
            found.append(change)
    return found


def parent_of(model: type[models.Model]) -> tuple[str, str]:
    """For rows that a page's content holds, the column that leads to it and the name of the list: ("resource_id",
    "involvements"); ("", "") for others."""
    for field in model._meta.fields:
        page: Any = field.remote_field.model if field.remote_field else None
        if isinstance(page, type) and issubclass(page, Page):
            for one in get_all_child_relations(page):
                if one.related_model is model and one.field is field:
                    return field.attname, str(one.get_accessor_name())
    return "", ""


def leads_to(field: Any, target: type[models.Model]) -> bool:
    """Whether a foreign key may hold the key of such a thing: one to a resource or a page may hold an actor's."""
    remote = field.remote_field.model if field.remote_field else None
    if not isinstance(remote, type) or getattr(field.remote_field, "parent_link", False):
        return False
    return issubclass(target, remote) and issubclass(remote, Page) if issubclass(target, Resource) else remote is target
