"""What the queue shows of each thing that waits, loaded for one screen of it: a fixed number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Page, Revision, TaskState

from resource_centre.access.contribution import is_by
from resource_centre.access.membership_models import MembershipRequest
from resource_centre.content.days import site_today
from resource_centre.content.kinds import kind_by_code
from resource_centre.content.pages.base import Resource, Significance
from resource_centre.content.people import shown_name
from resource_centre.content.relations import ResourceTerritory
from resource_centre.contribution.models import ProblemReport, Proposal
from resource_centre.persons.person import AccountKey
from resource_centre.workflow.queue import Waiting
from resource_centre.workflow.records import Sort

#: Places named beside a title; the others are counted.
PLACES = 2


@dataclass(frozen=True)
class QueueItem:
    """One line: QueueItem("proposal", 12, "Prato", "Practice", "minor: spelling, layout", "Ada", …).

    step: where it is in the review, "" where nobody reads in steps. can_bulk: a minor change that may be decided from
    the list; `read` is what a decision from there says that it read.
    """

    sort: str
    pk: int
    title: str
    kind: str
    significance: str
    author: str
    step: str
    places: tuple[str, ...]
    more_places: int
    since: datetime
    due_on: date
    is_late: bool
    assignee: str
    is_mine: bool
    is_own: bool
    can_bulk: bool = False
    read: str = ""

    @property
    def sort_label(self) -> str:
        """What it is, in words."""
        return str(Sort(self.sort).label)


@dataclass(frozen=True)
class _Facts:
    """What its own table says of an item."""

    title: str
    kind: str = ""
    significance: str = ""
    author: str = ""
    step: str = ""
    is_own: bool = False
    can_bulk: bool = False
    read: str = ""


def load_items(user: Any, waiting: Sequence[Waiting]) -> tuple[QueueItem, ...]:
    """The lines of these, in their order. What ended since it was listed is left out."""
    by_sort: dict[str, list[Waiting]] = defaultdict(list)
    for one in waiting:
        by_sort[one.sort].append(one)
    pages = _pages(user, {one.page_id for one in waiting if one.page_id})
    facts: dict[tuple[str, int], _Facts] = {}
    for sort, keys in by_sort.items():
        facts |= {(sort, pk): found for pk, found in _LOADERS[Sort(sort)](user, keys, pages)}
    people = {
        one.pk: shown_name(one)
        for one in get_user_model()._default_manager.filter(pk__in={w.assignee_id for w in waiting if w.assignee_id})
    }
    places = _places(pages)
    return tuple(
        _line(user, one, facts[one.sort, one.pk], people, places.get(one.page_id or 0, ()))
        for one in waiting
        if (one.sort, one.pk) in facts
    )


def _pages(user: Any, keys: set[int]) -> Mapping[int, Any]:
    """Resources without their body, and other pages of centres; `is_touched`: this person saved a revision since the
    live one.

    That is the mark of a list; the rule is `wrote`.
    """
    saved = Revision.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id=Cast(OuterRef("pk"), CharField()),
        pk__gt=Coalesce(OuterRef("live_revision_id"), 0),
        user=user,
    )
    found: dict[int, Any] = {}
    for rows in (Resource.objects.defer("body"), Page.objects.all()):
        wanted = rows.filter(pk__in=keys - found.keys())
        found |= {page.pk: page for page in wanted.annotate(is_touched=Exists(saved))}
    return found


def _line(user: Any, one: Waiting, facts: _Facts, people: Mapping[AccountKey, str], places: Sequence[str]) -> QueueItem:
    return QueueItem(
        sort=one.sort,
        pk=one.pk,
        title=facts.title,
        kind=facts.kind,
        significance=facts.significance,
        author=facts.author,
        step=facts.step,
        places=tuple(places[:PLACES]),
        more_places=max(0, len(places) - PLACES),
        since=one.since,
        due_on=one.due_on,
        is_late=one.due_on < site_today(),
        assignee=people.get(one.assignee_id, ""),
        is_mine=one.assignee_id == user.pk,
        is_own=facts.is_own,
        can_bulk=facts.can_bulk,
        read=facts.read,
    )


def _places(pages: Iterable[int]) -> Mapping[int, tuple[str, ...]]:
    rows = ResourceTerritory.objects.filter(resource__in=list(pages)).order_by("resource", "sort_order", "pk")
    found: dict[int, list[str]] = defaultdict(list)
    for resource, name in rows.values_list("resource", "territory__name"):
        if name:
            found[resource].append(name)
    return {pk: tuple(dict.fromkeys(names)) for pk, names in found.items()}


_Loaded = Iterable[tuple[int, _Facts]]


def _steps(user: Any, keys: Sequence[Waiting], pages: Mapping[int, Any]) -> _Loaded:
    states = TaskState.objects.filter(pk__in=[one.pk for one in keys]).select_related("task", "revision__user")
    found = {state.pk: state for state in states}
    for one in keys:
        state, page = found.get(one.pk), pages.get(one.page_id or 0)
        if state is None or page is None:
            continue
        content = state.revision.content if state.revision else {}
        yield (
            one.pk,
            _Facts(
                title=str(content.get("title") or page.title),
                kind=_kind(page),
                significance=significance_words(str(content.get("significance") or "")),
                author=shown_name(state.revision.user) if state.revision and state.revision.user else "",
                step=state.task.name,
                is_own=page.is_touched,
            ),
        )


def _proposals(user: Any, keys: Sequence[Waiting], pages: Mapping[int, Any]) -> _Loaded:
    written = Proposal.objects.filter(pk=OuterRef("pk"), writers=user)
    at = _steps_at(OuterRef("pk"))
    rows = (
        Proposal.objects.filter(pk__in=[one.pk for one in keys])
        .annotate(
            is_written=Exists(written), step=Subquery(at.values("task__name")[:1]), number=Subquery(at.values("pk")[:1])
        )
        .select_related("resource")
        .defer("typed")
    )
    for row in rows:
        is_own = is_by(user, row.author_id, row.author_email) or row.is_written
        live = row.resource.live_revision_id if row.resource else None
        yield (
            row.pk,
            _Facts(
                title=row.title,
                kind=_name(row.kind_code),
                significance=significance_words(row.significance),
                author=row.author_name,
                step=row.step or "",
                is_own=is_own,
                can_bulk=not (is_own or row.is_reworked)
                and row.significance == Significance.MINOR
                and row.resource is not None,
                read=f"{row.digest}:{live or ''}:{row.number or 0}",
            ),
        )


def _steps_at(proposal: OuterRef) -> QuerySet[TaskState]:
    """The step at which a proposal is."""
    return TaskState.objects.filter(
        workflow_state__base_content_type=Proposal.get_base_content_type(),
        workflow_state__object_id=Cast(proposal, CharField()),
        status=TaskState.STATUS_IN_PROGRESS,
    )


def _reports(_user: Any, keys: Sequence[Waiting], pages: Mapping[int, Any]) -> _Loaded:
    rows = ProblemReport.objects.filter(pk__in=[one.pk for one in keys])
    for row in rows:
        page = pages.get(row.resource_id)
        if page is not None:
            yield row.pk, _Facts(title=page.title, kind=_kind(page), significance=row.get_reason_display())


def _members(user: Any, keys: Sequence[Waiting], pages: Mapping[int, Any]) -> _Loaded:
    rows = MembershipRequest.objects.filter(pk__in=[one.pk for one in keys]).select_related("user")
    for row in rows:
        page = pages.get(row.actor_id)
        if page is not None:
            name = shown_name(row.user)
            yield row.pk, _Facts(title=page.title, kind=_kind(page), author=name, is_own=row.user_id == user.pk)


_LOADERS: Mapping[Sort, Callable[[Any, Sequence[Waiting], Mapping[int, Any]], _Loaded]] = {
    Sort.STEP: _steps,
    Sort.PROPOSAL: _proposals,
    Sort.REPORT: _reports,
    Sort.MEMBER: _members,
}


def _kind(page: Any) -> str:
    """Of a resource its kind; of another page of a centre what sort of page it is."""
    model: Any = page.specific_class
    is_resource = model is not None and issubclass(model, Resource)
    return str(model.kind.label if is_resource else page.page_type_display_name)


def _name(code: str) -> str:
    kind = kind_by_code(code)
    return str(kind.label) if kind else ""


def significance_words(code: str) -> str:
    """What a change means, in words; "" when nobody said."""
    return str(Significance(code).label) if code in Significance.values else ""
