"""Everything that waits for one person, in one list: drafts in review, proposals, reported problems, requests to join.

Nothing is stored for the list itself: what waits is read from where it is, so that the queue and the decision can never
disagree. Only keys and dates of all that waits are read, in one query; rows are loaded for what is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from wagtail.models import Page, TaskState

from resource_centre.access.contribution import decided_by
from resource_centre.access.memberships import requests_decided_by
from resource_centre.content.days import site_day, site_today
from resource_centre.content.kinds import kind_model
from resource_centre.content.object_numbers import number_of
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import TerritoryAncestor
from resource_centre.contribution.deciding import active_tasks, proposals_decided_by
from resource_centre.contribution.models import WAITING, ProblemReport
from resource_centre.persons.person import AccountKey
from resource_centre.workflow.records import Handling, Sort

#: Days after which what has no day of its own is late.
DAYS = 14


@dataclass(frozen=True)
class Wanted:
    """What is looked for in the queue: Wanted(sort="proposal", whose="mine", is_late=True). "" is everything.

    whose: "mine", "nobody" or "". territory: the number of one, with all that is inside it. words: in the title.
    """

    sort: str = ""
    kind: str = ""
    significance: str = ""
    whose: str = ""
    is_late: bool = False
    territory: int | None = None
    words: str = ""


@dataclass(frozen=True, order=True)
class Waiting:
    """One thing that waits, ordered as it must be looked at: what is due first, then what waits longest."""

    due_on: date
    since: datetime
    sort: str
    pk: int
    page_id: int | None
    assignee_id: AccountKey | None


def waiting_for(user: Any, wanted: Wanted | None = None) -> list[Waiting]:
    """All that waits for this person, late first, in a fixed number of queries."""
    wanted = wanted or Wanted()
    asked = [sort for sort in _SOURCES if wanted.sort in {"", sort}]
    if not asked:
        return []
    tasks = active_tasks(user) if {Sort.STEP, Sort.PROPOSAL} & {*asked} else ()
    first, *others = (_keys(sort, _SOURCES[sort](user, wanted, tasks), user, wanted) for sort in asked)
    today = site_today()
    found = []
    # In no order: a union would take that of the model of its first rows, by a column that it has not.
    for sort, pk, since, page, due, assignee in first.union(*others, all=True).order_by():
        due = due or due_without_its_own(since)
        if not wanted.is_late or due < today:
            found.append(Waiting(due, since, sort, pk, page, assignee))
    return sorted(found)


def due_without_its_own(since: datetime) -> date:
    """The day of what waits since then, and was given no day."""
    return site_day(since) + timedelta(days=DAYS)


def _keys(sort: Sort, rows: QuerySet[Any], user: Any, wanted: Wanted) -> QuerySet[Any]:
    """Lines of `Waiting` in its own order of columns, the same for every sort, to be put under each other.

    rows bear `since` and `page`; what `Handling` says of them is joined here.
    """
    handled = Handling.objects.filter(sort=sort, item_id=OuterRef("pk"))
    rows = rows.annotate(
        sort=Value(str(sort), CharField()),
        # By its expression: by its name alone it is a link, and of a link SQLite does not read the value as a key.
        handled_by=Subquery(handled.values(key=F("assignee"))[:1]),
        handled_due=Subquery(handled.values("due_on")[:1]),
    ).order_by()
    if wanted.whose == "mine":
        rows = rows.filter(handled_by=user.pk)
    elif wanted.whose == "nobody":
        rows = rows.filter(handled_by=None)
    return rows.values_list("sort", "pk", "since", "page", "handled_due", "handled_by")


def _steps(user: Any, wanted: Wanted, tasks: Sequence[Any]) -> QuerySet[Any]:
    """Drafts of centres' pages, at a step of which this person is."""
    pages = ContentType.objects.get_for_model(Page)
    theirs: QuerySet[TaskState] = TaskState.objects.none()
    for task in tasks:  # as Wagtail's own `reviewable_by`, which reads the tasks again
        theirs |= task.get_task_states_user_can_moderate(user=user)
    rows = theirs.annotate(page=number_of(pages, "workflow_state__"), since=F("started_at"))
    rows = rows.filter(page__in=_pages(wanted).values("pk"))
    return rows.filter(revision__content__significance=wanted.significance) if wanted.significance else rows


def _proposals(user: Any, wanted: Wanted, tasks: Sequence[Any]) -> QuerySet[Any]:
    rows = (
        proposals_decided_by(user, tasks)
        .filter(status__in=WAITING)
        .annotate(page=F("resource"), since=Coalesce("submitted_at", "created_at"))
    )
    if wanted.significance:
        rows = rows.filter(significance=wanted.significance)
    if wanted.kind:
        rows = rows.filter(kind_code=wanted.kind)
    if wanted.territory:
        rows = rows.filter(resource__in=_resources(wanted).values("pk"))
    if wanted.words:
        rows = rows.filter(
            Q(resource__title__icontains=wanted.words)
            | Q(resource=None, content__title__icontains=wanted.words)
            | Q(author_name__icontains=wanted.words)
        )
    return rows


def _reports(user: Any, wanted: Wanted, _tasks: Sequence[Any]) -> QuerySet[Any]:
    rows = ProblemReport.objects.filter(closed_at=None, resource__in=decided_by(user).values("pk"))
    if wanted.significance:
        return rows.none().annotate(page=F("resource"), since=F("created_at"))
    return rows.filter(resource__in=_resources(wanted).values("pk")).annotate(page=F("resource"), since=F("created_at"))


def _members(user: Any, wanted: Wanted, _tasks: Sequence[Any]) -> QuerySet[Any]:
    rows: QuerySet[Any] = requests_decided_by(user).annotate(page=F("actor"), since=F("created_at"))
    if wanted.significance:
        return rows.none()
    return rows.filter(actor__in=_resources(wanted).values("pk"))


_SOURCES: Mapping[Sort, Callable[[Any, Wanted, Sequence[Any]], QuerySet[Any]]] = {
    Sort.STEP: _steps,
    Sort.PROPOSAL: _proposals,
    Sort.REPORT: _reports,
    Sort.MEMBER: _members,
}


def _pages(wanted: Wanted) -> QuerySet[Page]:
    """Those resources; where neither kind nor place is asked for, also lists and centres, read in the same steps."""
    found = Q(pk__in=_resources(wanted).values("pk"))
    if not (wanted.kind or wanted.territory):
        others = Q(pk__in=KindIndexPage.objects.values("pk")) | Q(pk__in=ResourceCentrePage.objects.values("pk"))
        found |= others & _has_words(wanted.words)
    return Page.objects.filter(found)


def _has_words(words: str) -> Q:
    return Q(title__icontains=words) | Q(draft_title__icontains=words) if words else Q()


def _resources(wanted: Wanted) -> QuerySet[Resource]:
    """The resources of that kind, at that place, with those words in their title."""
    rows = Resource.objects.all()
    if wanted.kind:
        rows = rows.filter(content_type=ContentType.objects.get_for_model(kind_model(wanted.kind)))
    rows = rows.filter(_has_words(wanted.words))
    if wanted.territory:
        inside = TerritoryAncestor.objects.filter(ancestor=wanted.territory, territory=OuterRef("territory"))
        placed = ResourceTerritory.objects.filter(Q(territory=wanted.territory) | Exists(inside))
        rows = rows.filter(pk__in=placed.values("resource"))
    return rows
