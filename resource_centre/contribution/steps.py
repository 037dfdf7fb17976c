"""A proposal in the workflow of its centre: it enters it, is read again when its text changes, leaves it.

The engine is Wagtail's. A workflow that stands above the centre (Wagtail puts one on the root of every site, often with
nobody in its group) is the business of other pages, and a task that cannot read proposals would strand them: in both
cases whoever may publish the page decides at once.
"""

from enum import Enum
from typing import Any

from wagtail.models import Page, Task, Workflow, WorkflowPage, WorkflowState


def workflow_for(place: Page, centre: Page) -> Workflow | None:
    """The active workflow of a page, or of the nearest page above it inside the centre; None without one for us."""
    above = place.get_ancestors(inclusive=True).filter(depth__gte=centre.depth)
    row = (
        WorkflowPage.objects.filter(page__in=above, workflow__active=True)
        .select_related("workflow")
        .order_by("-page__depth")
        .first()
    )
    if row is None:
        return None
    tasks = Task.objects.filter(workflow_tasks__workflow=row.workflow, active=True).specific()
    return row.workflow if tasks and all(takes_proposals(task) for task in tasks) else None


def takes_proposals(task: Any) -> bool:
    """Whether people at that task can read and decide on a proposal."""
    return bool(getattr(task, "takes_proposals", False))


def begin_review(proposal: Any, by: Any) -> None:
    """Send a proposal that was just received to the first step, if its centre has steps.

    Without the signal by which Wagtail would write to every superuser, in its own words and in the request.
    """
    workflow = proposal.get_workflow()
    if workflow is None:
        return
    proposal.save_revision(user=by, clean=False)
    state = WorkflowState(
        content_type=proposal.get_content_type(),
        base_content_type=proposal.get_base_content_type(),
        object_id=str(proposal.pk),
        workflow=workflow,
    )
    state.save()
    state.update(user=by)


def read_again(proposal: Any, by: Any) -> None:
    """Its text has changed: whoever reads it now starts again on the new one; one that was sent back comes back."""
    state = proposal.current_workflow_state
    if state is None:
        begin_review(proposal, by)
        return
    proposal.save_revision(user=by, clean=False)
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume(user=by)
    elif state.current_task_state is not None:
        state.current_task_state.specific.cancel(user=by, resume=True)


def leave_review(proposal: Any, by: Any) -> None:
    """It is decided otherwise, or taken back: no step waits for it any more."""
    state = proposal.current_workflow_state
    if state is not None:
        state.cancel(user=by)


class Stage(Enum):
    """What an approval would be now."""

    DIRECT = "direct"  #: no steps here: it is the acceptance
    STEP = "step"  #: another step follows
    LAST = "last"  #: it is the acceptance
    SENT_BACK = "sent_back"  #: its author has it: there is nothing to approve


def stage_of(proposal: Any) -> Stage:
    """Where a proposal is in the workflow of its centre."""
    state = proposal.current_workflow_state
    if state is None:
        return Stage.DIRECT
    if state.status != WorkflowState.STATUS_IN_PROGRESS:
        return Stage.SENT_BACK
    return Stage.LAST if state.is_at_final_task else Stage.STEP


def step_number(proposal: Any) -> int:
    """The number of the step that waits, 0 for none: a decision says which one was read."""
    state = proposal.current_workflow_state
    is_going = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    return (state.current_task_state_id or 0) if is_going else 0
