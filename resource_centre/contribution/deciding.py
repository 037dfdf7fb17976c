"""Who decides on a proposal now: the people of its step, or, without steps, whoever may publish the page."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.models import AbstractGroupApprovalTask, Task, TaskState, WorkflowState
from wagtail.workflows import get_task_types

from resource_centre.access.contribution import decided_by, deciders_of, may_decide
from resource_centre.content.object_numbers import number_of
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.steps import takes_proposals

#: Where Wagtail keeps, on an account, what its steps have asked of its groups.
_CHECKS = "_group_approval_task_checks"


def decides_on(user: Any, proposal: Proposal) -> bool:
    """Whether that account decides on it now, four eyes apart. An inactive account decides on nothing."""
    return _is_of(proposal.current_workflow_task, user, proposal)


def reads_decisions_on(user: Any, proposal: Proposal) -> bool:
    """Whether that account may open the page of the decision: who decides on it now, who asked its author for
    something and waits for the answer, and who publishes its page."""
    return _is_of(_task_of(proposal), user, proposal) or may_decide(user, proposal.place)


def _is_of(task: Any, user: Any, proposal: Proposal) -> bool:
    """Whether that account is of a step; without one, whether it publishes the page."""
    if task is None:
        return may_decide(user, proposal.place)
    return bool(user is not None and user.is_active and task.user_can_access_editor(proposal, user))


def people_who_decide(proposal: Proposal) -> Iterable[Any]:
    """Active accounts that decide on it now, or will once its author has answered them, and can be written to."""
    task = _task_of(proposal)
    return deciders_of(proposal.place) if task is None else task.people()


def _task_of(proposal: Proposal) -> Any:
    """The step at which it is, or from which it was sent back to its author; None without steps.

    Wagtail knows no step while a text is with its author.
    """
    flow = proposal.current_workflow_state
    state = None if flow is None else flow.current_task_state
    return None if state is None else state.task.specific


def active_tasks(user: Any) -> Sequence[Task]:
    """The steps that workflows may have, each as what it is: one query for each sort of step, however many there are.

    Whether one of its groups is that account's is read with each, and left where Wagtail keeps it
    (`AbstractGroupApprovalTask._user_in_groups`): else each step would ask for itself. To be asked once where several
    questions follow.
    """
    known: dict[int, bool] = {}
    found: list[Task] = []
    for model in get_task_types():
        rows = model.objects.filter(active=True, content_type=ContentType.objects.get_for_model(model))
        if issubclass(model, AbstractGroupApprovalTask):
            rows = list(rows.annotate(is_in_groups=_is_in_groups(model, user)))
            known |= {task.pk: task.is_in_groups for task in rows}
        found.extend(rows)
    setattr(user, _CHECKS, {**getattr(user, _CHECKS, {}), **known})
    return sorted(found, key=lambda task: task.pk)


def _is_in_groups(model: Any, user: Any) -> Exists:
    """Whether an account is in a group of a step of that model."""
    groups = model._meta.get_field("groups")
    named = {groups.m2m_field_name(): OuterRef("pk"), f"{groups.m2m_reverse_field_name()}__in": user.groups.all()}
    return Exists(groups.remote_field.through._default_manager.filter(**named))


def proposals_decided_by(user: Any, tasks: Iterable[Task] | None = None) -> QuerySet[Proposal]:
    """All proposals on which that account decides now, whatever their state.

    One in a step is for the people of the step, whoever may publish its page. tasks: the active ones, where they are
    known already.
    """
    pages = decided_by(user).values("pk")
    ours = Proposal.get_base_content_type()
    in_steps = WorkflowState.objects.filter(base_content_type=ours, status=WorkflowState.STATUS_IN_PROGRESS)
    mine = _steps_of(user, active_tasks(user) if tasks is None else tasks).filter(workflow_state__in=in_steps)
    held = in_steps.annotate(number=number_of(ours)).values("number")
    theirs = mine.annotate(number=number_of(ours, "workflow_state__")).values("number")
    direct = (Q(resource__in=pages) | Q(resource=None, centre__in=pages)) & ~Q(pk__in=held)
    return Proposal.objects.filter(direct | Q(pk__in=theirs))


def _steps_of(user: Any, tasks: Iterable[Any]) -> QuerySet[TaskState]:
    """Steps of proposals that wait for that account, asked of each task that takes them."""
    found: QuerySet[TaskState] = TaskState.objects.none()
    for task in tasks:
        if takes_proposals(task):
            found |= task.proposal_states(user)
    return found
