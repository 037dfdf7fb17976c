"""Doing what a plan says: rows, texts, contents, then what follows from them (references, documents, stamps)."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import transaction
from modelcluster.models import get_serializable_data_for_fields
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Revision

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.duplicates.contents import REVISION, current_revisions
from resource_centre.contribution.duplicates.models import Merge
from resource_centre.contribution.duplicates.plans import ContentChange, End, Plan, RowChange, TextChange
from resource_centre.contribution.models import Proposal
from resource_centre.discovery.changes import record_resources
from resource_centre.discovery.indexer import wake


def hold(pages: Collection[int], contents: Iterable[tuple[str, int]]) -> None:
    """Hold all that a merge, or its undoing, changes: pages, then proposals, each in the order of their keys.

    An acceptance holds its page before its proposal too: two never wait for each other, nor change what the other read.

    contents: holders and keys, those of revisions included: {("revision", 55), ("content", 7)}.
    """
    proposals = {pk for holder, pk in contents if holder != REVISION}
    for model, keys in ((Page, pages), (Proposal, proposals)):
        rows: Any = model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")
        list(rows.values_list("pk"))


def hold_plan(plan: Plan, *pages: int) -> None:
    """The same for a plan, with these pages."""
    drafts = {one.page for one in plan.contents if one.page is not None}
    hold({*plan.pages, *drafts, *pages}, {(one.holder, one.pk) for one in plan.contents})


def apply_rows(rows: Iterable[RowChange]) -> None:
    """Take away what is there twice, then move the others: a unique constraint never sees both."""
    found = list(rows)
    for change in found:
        if change.is_taken_away:
            apps.get_model(change.model)._base_manager.filter(pk=change.pk).delete()
    for change in found:
        if change.changes:
            apps.get_model(change.model)._base_manager.filter(pk=change.pk).update(**change.changes)


def apply_texts(texts: Iterable[TextChange]) -> None:
    """Write the texts as they become, in the tables."""
    for change in texts:
        write_text(change.model, change.page, change.field, change.after)


def write_text(label: str, page: int, name: str, value: str) -> None:
    """Write one text of a page in its table, without a publication."""
    model: Any = apps.get_model(label)
    field = model._meta.get_field(name)
    model._base_manager.filter(pk=page).update(**{name: field.to_python(value)})


def apply_contents(contents: Iterable[ContentChange]) -> None:
    """Write the fields of revisions and proposals as they become."""
    for (holder, pk), changed in _by_holder(contents).items():
        write_content(holder, pk, changed)


def _by_holder(contents: Iterable[ContentChange]) -> Mapping[tuple[str, int], dict[str, Any]]:
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for change in contents:
        found.setdefault((change.holder, change.pk), {})[change.field] = change.after
    return found


def write_content(holder: str, pk: int, changed: Mapping[str, Any]) -> None:
    """Put fields in place of those of a revision, or of one of a proposal's two contents."""
    column, model = ("content", Revision) if holder == REVISION else (holder, Proposal)
    manager: Any = model._base_manager
    found = manager.select_for_update().get(pk=pk)
    manager.filter(pk=pk).update(**{column: {**getattr(found, column), **changed}})


def own_rows(rows: Iterable[RowChange]) -> Iterable[tuple[str, dict[str, Any]]]:
    """Rows that became part of the kept page, as its revisions hold them: ("sources", {"pk": 5, …})."""
    for change in rows:
        model: Any = apps.get_model(change.model)
        if change.end is End.MOVED and change.is_own and change.rows:
            row = model._base_manager.filter(pk=change.pk).first()
            if row is not None:
                yield change.rows, get_serializable_data_for_fields(row)


def add_to_revisions(page: int, rows: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """Put rows at the end of their lists in the page's revisions that may be published yet."""
    added = list(rows)
    for revision in current_revisions(of=[page]) if added else ():
        changed: dict[str, list[Any]] = {}
        for name, row in added:
            there = changed.setdefault(name, list(revision.content.get(name) or []))
            if all(known.get("pk") != row["pk"] for known in there):
                there.append(row)
        write_content(REVISION, revision.pk, changed)


def refresh(pages: Iterable[int], merge: Merge, by: Any, action: str) -> None:
    """Tell the references of Wagtail, the search and the log that these pages have changed."""
    keys = set(pages)
    record_resources(Resource.objects.filter(pk__in=keys).values_list("uuid", flat=True))
    for page in Page.objects.filter(pk__in=keys).order_by("pk").specific():
        ReferenceIndex.create_or_update_for_object(page)
        tell(page, merge, by, action)
    transaction.on_commit(wake, robust=True)


def tell(thing: Any, merge: Merge, by: Any, action: str) -> None:
    """Write it in the log of one page or term. A history shows one entry for each action of one request, whichever page
    it is of: each entry is given a number of its own."""
    data = {"merge": merge.pk, "kept": merge.kept_name, "merged": merge.merged_name}
    log(thing, action, user=by, uuid=uuid4(), data=data)


def apply(plan: Plan) -> None:
    """Do all that a plan says of rows, texts and contents."""
    apply_rows(plan.rows)
    apply_texts(plan.texts)
    apply_contents(plan.contents)
