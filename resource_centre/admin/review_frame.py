"""What stands around every decision: the steps, the checklist, who looks after it and until when, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.models import TaskState

from resource_centre.admin.queue import HANDLE_URL, QUEUE_URL, item_url
from resource_centre.content.days import site_today
from resource_centre.content.people import shown_name
from resource_centre.contribution.errors import NotAllowed
from resource_centre.persons.person import AccountKey
from resource_centre.workflow.handling import find_item, people_for
from resource_centre.workflow.queue import due_without_its_own, waiting_for
from resource_centre.workflow.records import Handling
from resource_centre.workflow.texts import newest_review


@dataclass(frozen=True)
class StepLine:
    """A step of the review: StepLine("Substance", "approved", "Ada", …, "Well sourced.", "2 / 3")."""

    name: str
    status: str
    who: str
    at: datetime | None
    comment: str
    checked: str
    is_current: bool


@dataclass(frozen=True)
class Point:
    """A point of the checklist."""

    words: str
    is_ticked: bool


@dataclass(frozen=True)
class Person:
    """Somebody to whom it may be given."""

    pk: AccountKey
    name: str
    is_picked: bool


@dataclass(frozen=True)
class ReviewFrame:
    """is_waiting: it can be given, put off and decided. next_url: what comes next in the queue, "" for the last."""

    queue_url: str
    handle_url: str
    is_waiting: bool
    assignee: str
    is_mine: bool
    due_on: date | None
    is_late: bool
    people: tuple[Person, ...]
    steps: tuple[StepLine, ...]
    points: tuple[Point, ...]
    next_url: str
    left: int


@dataclass(frozen=True)
class Following:
    """What comes after a thing in the queue: its address, "" for none, and how much is left."""

    url: str
    left: int


def next_in_queue(user: Any, sort: str, pk: int) -> Following:
    """What this person looks at next, that thing apart."""
    others = [one for one in waiting_for(user) if (one.sort, one.pk) != (str(sort), pk)]
    return Following(item_url(others[0].sort, others[0].pk) if others else "", len(others))


def after_decision(user: Any, sort: str, pk: int) -> HttpResponseRedirect:
    """Lead to what comes next, or to the empty queue."""
    return HttpResponseRedirect(next_in_queue(user, sort, pk).url or reverse(QUEUE_URL))


def present_frame(request: HttpRequest, sort: str, pk: int, thing: Any, since: datetime | None) -> ReviewFrame:
    """For one thing of the queue; `thing` is what goes through the workflow, a page or a proposal."""
    handling = Handling.objects.filter(sort=sort, item_id=pk).select_related("assignee").first()
    due = handling.due_on if handling and handling.due_on else None
    if due is None and since is not None:
        due = due_without_its_own(since)
    assignee = handling.assignee if handling else None
    people = _people(request, sort, pk, assignee)
    following = next_in_queue(request.user, sort, pk)
    return ReviewFrame(
        queue_url=reverse(QUEUE_URL),
        handle_url=reverse(HANDLE_URL, args=[sort, pk]),
        is_waiting=people is not None,
        assignee=shown_name(assignee) if assignee else "",
        is_mine=assignee is not None and assignee == request.user,
        due_on=due,
        is_late=due is not None and due < site_today(),
        people=people or (),
        steps=_steps(thing),
        points=_points(request, thing),
        next_url=following.url,
        left=following.left,
    )


def _people(request: HttpRequest, sort: str, pk: int, assignee: Any) -> tuple[Person, ...] | None:
    """None when it waits no more, or not for this person."""
    try:
        item = find_item(sort, pk, request.user)
    except NotAllowed:
        return None
    return tuple(Person(one.pk, shown_name(one), one == assignee) for one in people_for(item))


def _steps(thing: Any) -> tuple[StepLine, ...]:
    flow = newest_review(thing)
    return tuple(_step(task, flow) for task in flow.all_tasks_with_state()) if flow else ()


def _step(task: Any, flow: Any) -> StepLine:
    state = task.task_state.specific if task.task_state else None
    if state is None:
        return StepLine(task.name, _("to come"), "", None, "", "", is_current=False)
    points, ticked = getattr(task.specific, "points", ()), getattr(state, "checked", [])
    is_waiting = state.status == TaskState.STATUS_IN_PROGRESS
    is_decided = state.status in (TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED)
    return StepLine(
        name=task.name,
        status=_status_words(state),
        who=shown_name(state.finished_by) if state.finished_by else "",
        at=state.finished_at,
        comment=state.comment,
        checked=f"{len(ticked)} / {len(points)}" if points and is_decided else "",
        is_current=is_waiting and flow.current_task_state_id == state.pk,
    )


def _status_words(state: TaskState) -> str:
    """What became of a step: in words of ours, which agree with "step". Those of a status that a host added are its."""
    words = {
        TaskState.STATUS_IN_PROGRESS: pgettext("a step of a review", "waiting"),
        TaskState.STATUS_APPROVED: pgettext("a step of a review", "approved"),
        TaskState.STATUS_REJECTED: pgettext("a step of a review", "sent back"),
        TaskState.STATUS_SKIPPED: pgettext("a step of a review", "skipped"),
        TaskState.STATUS_CANCELLED: pgettext("a step of a review", "cancelled"),
    }
    return words.get(state.status) or str(state.get_status_display())


def _points(request: HttpRequest, thing: Any) -> tuple[Point, ...]:
    ticked = request.POST.getlist("point")
    return tuple(Point(words, words in ticked) for words in getattr(thing.current_workflow_task, "points", ()))
