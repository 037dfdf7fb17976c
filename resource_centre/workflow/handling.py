"""Looking after what waits: taking it, giving it to somebody, putting it off. Each is logged, none decides anything."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from resource_centre.access.contribution import deciders_of, may_decide
from resource_centre.access.membership_models import MembershipRequest, RequestState
from resource_centre.content.days import site_today
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import shown_name
from resource_centre.contribution.decide import TakeUpProposal
from resource_centre.contribution.deciding import decides_on
from resource_centre.contribution.errors import AlreadyDecided, ContributionError, NotAllowed
from resource_centre.contribution.models import WAITING, ProblemReport, Proposal, Status
from resource_centre.contribution.writers import wrote
from resource_centre.workflow.records import Handling, Sort

#: A decision may be put off by so many days, not more.
LONGEST = 365


class HandlingRefused(ContributionError):
    """What was typed makes no sense; the message says why."""


@dataclass(frozen=True)
class Item:
    """One thing that waits, found again: what it is, and the page on which its log is kept."""

    sort: Sort
    pk: int
    page: Page
    thing: Any

    def is_for(self, user: Any) -> bool:
        """Whether that account may decide on it."""
        if user is None or not user.is_active:
            return False
        if self.sort == Sort.STEP:
            return bool(self.thing.task.specific.user_can_access_editor(self.page, user))
        return decides_on(user, self.thing) if self.sort == Sort.PROPOSAL else may_decide(user, self.page)


def find_item(sort: str, pk: int, user: Any) -> Item:
    """One thing that waits for that person. Raises NotAllowed when it is not theirs, or waits no more."""
    finders = {Sort.STEP: _step, Sort.PROPOSAL: _proposal, Sort.REPORT: _report, Sort.MEMBER: _member}
    item = finders[Sort(sort)](pk) if sort in Sort.values else None
    if item is None or not item.is_for(user):
        raise NotAllowed
    return item


def _step(pk: int) -> Item | None:
    waiting = TaskState.objects.filter(pk=pk, status=TaskState.STATUS_IN_PROGRESS).select_related("workflow_state")
    state = waiting.first()
    page = state.workflow_state.content_object if state is not None else None
    return Item(Sort.STEP, pk, page, state) if isinstance(page, Page) else None


def _proposal(pk: int) -> Item | None:
    row = Proposal.objects.filter(pk=pk, status__in=WAITING).select_related("resource", "centre").first()
    return Item(Sort.PROPOSAL, pk, row.place, row) if row is not None else None


def _report(pk: int) -> Item | None:
    row = ProblemReport.objects.filter(pk=pk, closed_at=None).select_related("resource").first()
    return Item(Sort.REPORT, pk, row.resource, row) if row is not None else None


def _member(pk: int) -> Item | None:
    row = MembershipRequest.objects.filter(pk=pk, state=RequestState.WAITING).select_related("actor").first()
    return Item(Sort.MEMBER, pk, row.actor, row) if row is not None else None


class HandleItem:
    """Something that whoever may decide on a thing does about when and by whom."""

    action = ""
    #: The one column that is written: what others put in the rest of the row meanwhile is kept.
    column = ""

    def __init__(self, item: Item, by: Any) -> None:
        self.item, self.by = item, by

    def check(self) -> None:
        """Raise NotAllowed."""
        if not self.item.is_for(self.by):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Handling:
        """Keep it and log it."""
        self.check()
        row, _created = Handling.objects.get_or_create(sort=self.item.sort, item_id=self.item.pk)
        self.change(row)
        row.save(update_fields=[self.column])
        page = Resource.objects.filter(pk=self.item.page.pk).first() or self.item.page
        log(page.specific_deferred, self.action, user=self.by, data={**self.said(row), "sort": str(self.item.sort)})
        return row

    def change(self, row: Handling) -> None:
        """Write it in the row."""
        raise NotImplementedError

    def said(self, row: Handling) -> dict[str, Any]:
        """What the log keeps."""
        return {"to": row.assignee_id}


class AssignItem(HandleItem):
    """Gives it to somebody who may decide on it; to nobody, with None. A proposal that is taken is being read."""

    action, column = "resource_centre.item_assigned", "assignee"

    def __init__(self, item: Item, by: Any, to: Any | None) -> None:
        super().__init__(item, by)
        self.to = to

    def check(self) -> None:
        """Raise NotAllowed; HandlingRefused for somebody who could not decide."""
        super().check()
        if self.to is None:
            return
        if not self.item.is_for(self.to):
            raise _not_theirs()
        written = {Sort.STEP: self.item.page, Sort.PROPOSAL: self.item.thing}.get(self.item.sort)
        if written is not None and wrote(written, self.to):
            raise HandlingRefused(_("This person wrote a part of the change: choose somebody else."))

    def change(self, row: Handling) -> None:
        """The new assignee."""
        row.assignee = self.to
        is_taken = self.to is not None and self.to == self.by
        if is_taken and self.item.sort == Sort.PROPOSAL and self.item.thing.status == Status.SUBMITTED:
            with suppress(AlreadyDecided):  # somebody else began to read it a moment ago
                TakeUpProposal(self.item.thing, self.by).execute()


class PostponeItem(HandleItem):
    """Gives it another day."""

    action, column = "resource_centre.item_postponed", "due_on"

    def __init__(self, item: Item, by: Any, until: date | None) -> None:
        super().__init__(item, by)
        self.until = until

    def check(self) -> None:
        """Raise NotAllowed; HandlingRefused for a day that is past, too far, or none."""
        super().check()
        today = site_today()
        if self.until is None:
            raise HandlingRefused(_("Give a day, such as 2027-01-31."))
        if self.until < today:
            raise HandlingRefused(_("This day is past: give a day to come."))
        if self.until > today + timedelta(days=LONGEST):
            raise HandlingRefused(_("This day is more than a year away: give a nearer one."))

    def change(self, row: Handling) -> None:
        """The new day."""
        row.due_on = self.until

    def said(self, row: Handling) -> dict[str, Any]:
        """The day."""
        return {"until": str(row.due_on)}


def people_for(item: Item) -> list[Any]:
    """Accounts to whom it may be given, by name."""
    if item.sort == Sort.STEP:
        task = item.thing.task.specific
        found = list(task.people()) if hasattr(task, "people") else []
    elif item.sort == Sort.PROPOSAL and item.thing.current_workflow_task is not None:
        found = list(item.thing.current_workflow_task.people())
    else:
        found = list(deciders_of(item.page))
    return sorted(found, key=shown_name)


def person_for(item: Item, key: str) -> Any:
    """One of those, by the key of their account as a form has it. Raises HandlingRefused for anybody else."""
    found = next((one for one in people_for(item) if str(one.pk) == key), None)
    if found is None:
        raise _not_theirs()
    return found


def _not_theirs() -> HandlingRefused:
    return HandlingRefused(_("This person may not decide on it: choose somebody else."))
