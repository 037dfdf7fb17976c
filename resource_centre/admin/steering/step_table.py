"""The pages behind a figure of the steps of workflows, as a list."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, Task, TaskState

from resource_centre.admin.steering.delays import step_states, step_states_ever
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table
from resource_centre.content.keys import key_in
from resource_centre.workflow.letters import STEP_URL


@dataclass(frozen=True)
class StepSelection:
    """What a figure counts: the step, and a status of Wagtail's; name: of the step."""

    task: int
    name: str
    status: str

    def as_parameters(self) -> dict[str, str]:
        """As the address writes it."""
        return {"task": str(self.task), "status": self.status}

    @property
    def is_waiting(self) -> bool:
        """Whether it counts what waits now: of no period, and decided on no day."""
        return self.status == TaskState.STATUS_IN_PROGRESS

    @property
    def title(self) -> str:
        """ "Approved at “Substance”"."""
        titles = {
            TaskState.STATUS_IN_PROGRESS: _("Waiting at “%(step)s”"),
            TaskState.STATUS_APPROVED: _("Approved at “%(step)s”"),
            TaskState.STATUS_REJECTED: _("Sent back at “%(step)s”"),
        }
        return titles[self.status] % {"step": self.name}


def read_step_selection(parameters: Mapping[str, str], scope: Scope) -> StepSelection | None:
    """From an address, "?task=3&status=approved". What waits, unless it says so.

    None for a step that there is not, and for one to which no page of the reader's ever came, in whichever centre: its
    name is the business of others.
    """
    met = step_states_ever(replace(scope, centre=None)).values("task")
    task = Task.objects.filter(pk=key_in(parameters.get("task", "")), pk__in=met).first()
    if task is None:
        return None
    asked, known = parameters.get("status", ""), {TaskState.STATUS_APPROVED, TaskState.STATUS_REJECTED}
    return StepSelection(task.pk, task.name, asked if asked in known else TaskState.STATUS_IN_PROGRESS)


def step_table(selection: StepSelection, scope: Scope) -> Table:
    """One line for each time that a page came to the step, the oldest first, leading to where it is decided."""
    rows = step_states(scope).filter(task=selection.task, status=selection.status).order_by("started_at", "pk")
    states = rows.values_list("pk", "workflow_state__object_id", "started_at", "finished_at")
    found = [(pk, int(page), begun, ended) for pk, page, begun, ended in states]
    titles = dict(Page.objects.filter(pk__in={page for _pk, page, *_moments in found}).values_list("pk", "draft_title"))
    return Table(
        "list",
        _("Pages"),
        (_("Page"), _("Since"), *([] if selection.is_waiting else [_("Decided on")])),
        tuple(
            Row((Cell(titles.get(page, ""), reverse(STEP_URL, args=[pk])), Cell(begun), *ends))
            for pk, page, begun, ended in found
            for ends in [() if selection.is_waiting else (Cell(ended),)]
        ),
        is_list=True,
        empty=_("No page waited at any step, or left one, in this period."),
    )
