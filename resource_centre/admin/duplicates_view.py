"""What an editor reads of a merge, before it and after: what moves, what is there twice, what stays, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.pages.actor import Actor
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.duplicates.contents import REVISION
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.duplicates.plans import End, Plan

#: Pages named in one group; the others are counted.
SHOWN = 20
Recorded = Mapping[str, Any]


@dataclass(frozen=True)
class NamedPage:
    """A page, and where it is edited."""

    title: str
    url: str


@dataclass(frozen=True)
class Group:
    """Rows of one sort. pages: those that hold them; others: how many more there are."""

    label: str
    count: int
    pages: tuple[NamedPage, ...]
    others: int


@dataclass(frozen=True)
class Moves:
    """What a merge does, or did: groups of rows, and what the host's own rows are."""

    moved: tuple[Group, ...]
    twice: tuple[Group, ...]
    itself: tuple[Group, ...]
    changed: tuple[Group, ...]
    stays: tuple[Group, ...]
    texts: Group | None
    drafts: Group | None
    proposals: int
    foreign: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing names the merged one."""
        rows = self.moved or self.twice or self.itself or self.changed
        return not (rows or self.texts or self.drafts or self.proposals)


@dataclass(frozen=True)
class MergeLine:
    """A merge in the list."""

    url: str
    kind: str
    kept: str
    merged: str
    by: str
    at: datetime
    undone_at: datetime | None


def present_plan(plan: Plan, user: Any) -> Moves:
    """A plan in words; titles of pages that this user does not meet in the admin are counted."""
    record = plan.to_json()
    stays = [{"model": one.model, "page": one.page, "end": one.end.value} for one in plan.rows if one.end is End.STAYS]
    foreign = tuple(f"{_plural(name.rpartition('.')[0])} ({count})" for name, count in plan.foreign)
    return _present([*record["rows"], *stays], record["texts"], record["contents"], foreign, user)


def present_record(merge: Merge, user: Any) -> Moves:
    """The same of a merge that was made."""
    moved = merge.moved
    return _present(moved["rows"], moved["texts"], moved["contents"], (), user)


def _present(
    rows: Sequence[Recorded], texts: Sequence[Recorded], contents: Sequence[Recorded], foreign: tuple[str, ...],
    user: Any,
) -> Moves:  # fmt: skip
    drafts = {one["page"] for one in contents if one["holder"] == REVISION}
    keys = {one["page"] for one in (*rows, *texts)} | drafts
    names = _names(keys, user)
    by_end = {end: [one for one in rows if one["end"] == end] for end in End}
    written = {one["page"] for one in texts}
    return Moves(
        moved=_groups(by_end[End.MOVED], names),
        twice=_groups(by_end[End.DUPLICATE], names),
        itself=_groups(by_end[End.ITSELF], names),
        changed=_groups(by_end[End.CHANGED], names),
        stays=_groups(by_end[End.STAYS], names),
        texts=_group(_("Links in texts"), len(written), written, names) if written else None,
        drafts=_group(_("Drafts and versions to come"), len(drafts), drafts, names) if drafts else None,
        proposals=len({one["pk"] for one in contents if one["holder"] != REVISION}),
        foreign=foreign,
    )


def _names(keys: Iterable[int | None], user: Any) -> dict[int, NamedPage]:
    """Titles and addresses of those that the user meets in the admin (two queries)."""
    pages = Page.objects.filter(pk__in={key for key in keys if key is not None})
    seen = [page for page in without_others_pages(user, pages) if isinstance(page, Page)]
    return {page.pk: NamedPage(page.title, reverse("wagtailadmin_pages:edit", args=[page.pk])) for page in seen}


def _groups(rows: Iterable[Recorded], names: Mapping[int, NamedPage]) -> tuple[Group, ...]:
    by_model: dict[str, list[Recorded]] = {}
    for one in rows:
        by_model.setdefault(one["model"], []).append(one)
    found = [
        _group(_plural(model), len(some), {one["page"] for one in some}, names) for model, some in by_model.items()
    ]
    return tuple(sorted(found, key=lambda group: group.label))


def _group(label: str, count: int, keys: set[int | None], names: Mapping[int, NamedPage]) -> Group:
    pages = {key for key in keys if key is not None}
    known = sorted((names[key] for key in pages if key in names), key=lambda one: one.title)
    return Group(label, count, tuple(known[:SHOWN]), len(pages) - len(known[:SHOWN]))


def _plural(label: str) -> str:
    return str(capfirst(apps.get_model(label)._meta.verbose_name_plural))


def what_was_left(merge: Merge, user: Any) -> tuple[str, ...]:
    """What an undoing could not put back: "Involvements: “Étude”"."""
    names = _names([one["page"] for one in merge.left], user)
    found = []
    for one in merge.left:
        model, _dot, field = one["what"].rpartition(".")
        label = _plural(model) if model else str(field)
        page = names.get(one["page"])
        words = _("%(what)s: “%(title)s”")
        found.append(words % {"what": label, "title": page.title} if page is not None else label)
    return tuple(dict.fromkeys(found))


def title_of(thing: Model) -> str:
    """What an actor or a term is called, a term with its vocabulary."""
    if isinstance(thing, Concept):
        return f"{thing} ({thing.vocabulary})"
    return thing.title if isinstance(thing, Actor) else str(thing)
