"""One step of a review: who decides, what they may do, one decision."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.models import TaskState, WorkflowState
from wagtail.workflows import publish_workflow_state

from resource_centre.content.days import site_today
from resource_centre.contribution.errors import WhyMissing
from resource_centre.contribution.mail_rows import record_keys
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.writers import wrote
from resource_centre.workflow.records import Act, Handling, Sort, StepDecision

#: The sort of the mails of a step: "step:12:user:7".
STEP_MAIL = "step"
ADMIN = "wagtailadmin.access_admin"


class StepRefused(PermissionDenied):
    """Nothing was decided; `str()` says why. is_conflict: somebody was faster, or the text moved."""

    def __init__(self, message: str, *, is_conflict: bool = False) -> None:
        super().__init__(message)
        self.is_conflict = is_conflict


def check_reviewer(user: Any) -> None:
    """Raise ValidationError at "reviewer" for an account that cannot come into the admin."""
    if user is not None and not can_review(user):
        message = _("This account is closed, or has no access to the administration: name somebody else.")
        raise ValidationError({"reviewer": message})


def can_review(user: Any) -> bool:
    """Whether an account can come in and decide."""
    return bool(user.is_active and user.has_perm(ADMIN))


def reviewer_of(task: Any) -> Any | None:
    """The person named for a step, while they can still come in; None where its groups decide."""
    return task.reviewer if task.reviewer_id and can_review(task.reviewer) else None


def is_ours(task: Any) -> bool:
    """Whether a task is one of ours; a workflow of the host may have Wagtail's own, or the host's."""
    return hasattr(task, "reviewer_id")


def is_of(task: Any, user: Any) -> bool:
    """Whether an account decides at a step: an administrator, the reviewer that it names, or else its groups.

    A task that is not ours says so itself.
    """
    if user is None or not user.is_active:
        return False
    if user.is_superuser:
        return True
    if not is_ours(task):
        return bool(task.get_task_states_user_can_moderate(user=user).exists())
    in_groups = bool(task._user_in_groups(user))
    if not (in_groups or task.reviewer_id == user.pk):
        return False  # whoever is named, and whether they can still come in
    named = reviewer_of(task)
    return bool(named.pk == user.pk) if named is not None else in_groups


def states_for(task: Any, user: Any) -> QuerySet[TaskState]:
    """What waits for an account at a step."""
    waiting: QuerySet[TaskState] = task.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
    return waiting if is_of(task, user) else TaskState.objects.none()


def people_of(task: Any) -> Sequence[Any]:
    """Whom a step tells: its reviewer, or the members of its groups; accounts in use that have an address."""
    named = reviewer_of(task)
    users = get_user_model()._default_manager.filter(is_active=True).exclude(email="")
    found = users.filter(pk=named.pk) if named is not None else users.filter(groups__in=task.groups.all()).distinct()
    return list(found.order_by("pk"))


def actions_of(task: Any, thing: Any, user: Any) -> list[tuple[str, str, bool]]:
    """What Wagtail's screens offer: (name, words, whether a comment is asked for)."""
    if not is_of(task, user) or wrote(thing, user):
        return []
    return [
        ("reject", _("Request changes"), True),
        ("approve", _("Approve"), False),
        ("approve", _("Approve with comment"), True),
    ]


def begin(task: Any, state: Any, user: Any) -> None:
    """Give a step its day, and tell its people of a draft; those of a proposal are told by its own mails."""
    sort, item = item_of(state)
    due = site_today() + timedelta(days=task.days)
    Handling.objects.update_or_create(sort=sort, item_id=item, defaults={"due_on": due, "assignee": None})
    if sort == Sort.STEP:
        record_keys([f"{STEP_MAIL}:{state.pk}:user:{one.pk}" for one in people_of(task) if one != user])


def item_of(state: Any) -> tuple[Sort, int]:
    """What waits in the queue while a step does: the proposal, or the step of a draft."""
    flow = state.workflow_state
    if flow.base_content_type_id == Proposal.get_base_content_type().pk:
        return Sort.PROPOSAL, int(flow.object_id)
    return Sort.STEP, state.pk


def hold(state: TaskState) -> tuple[Any, Any]:
    """A step, and the page or proposal that it is about, held until the transaction ends: neither moves meanwhile.

    The page or proposal first, as a form of Wagtail's does (`admin.held_edits`), so that two never wait for each other.
    Both are read anew: the number of the newest text can be believed. Raises StepRefused when they were deleted
    meanwhile.
    """
    try:
        flow = state.workflow_state
        model: Any = flow.base_content_type.model_class()
        thing = model._base_manager.select_for_update().get(pk=flow.object_id)
        return TaskState.objects.select_for_update().get(pk=state.pk), thing
    except ObjectDoesNotExist:
        said = _("This text was deleted meanwhile: there is nothing to decide any more.")
        raise StepRefused(said, is_conflict=True) from None


@transaction.atomic
def decide(
    task: Any, state: Any, user: Any, action: str, *, comment: str = "", read: Any = None,
    checked: Sequence[str] = (), **_others: Any,
) -> None:  # fmt: skip
    """Decide on a step, once.

    read: the number of the revision that was read; without it, the one that the step began with. An approval of a text
    that moved since is refused, and so is a text that is sent back without a reason. Raises StepRefused, and
    ValidationError for a last approval of a page that is not valid: nothing is done then.
    """
    held, thing = hold(state)
    check_decision(task, held, thing, user, action, held.revision_id if read is None else read)
    if action == Act.REJECT and not comment.strip():
        raise StepRefused(str(WhyMissing()))
    latest = thing.latest_revision_id
    StepDecision.objects.create(task_state=held, act=action, by=user, revision_id=latest)
    _tell_engine(held.specific, user, action, comment.strip(), latest, list(checked))


@transaction.atomic
def decide_elsewhere(task: Any, state: Any, user: Any, action: str, *, comment: str, read: Any) -> None:
    """The same at a task that is not ours, which keeps no list of what was checked. Raises StepRefused."""
    held, thing = hold(state)
    check_decision(task, held, thing, user, action, read)
    try:
        task.on_action(held.specific, user, action, comment=comment)
    except PublishPermissionError as error:
        raise _may_not_publish() from error
    except StepRefused:
        raise
    except PermissionDenied as error:  # the task's own, which Wagtail would answer with its home page
        raise StepRefused(str(error) or _closed_here(task)) from error


def check_decision(task: Any, state: Any, thing: Any, user: Any, action: str, read: Any) -> None:
    """Raise StepRefused for what is no decision, a step that is decided, who may not, and a text that moved."""
    if action not in Act.values:
        raise StepRefused(_("A step is approved or sent back; this is neither."))
    check_waits(state)
    check_may_decide(task, thing, user)
    if action == Act.APPROVE and str(read) != str(thing.latest_revision_id):
        raise StepRefused(_("The text has changed since: read it again, then decide."), is_conflict=True)


@transaction.atomic
def conclude_from_outside(state: Any, act: str, comment: str) -> None:
    """The decision of a step by the opinion that it waits for: `by` is nobody's account, the comment says whose.

    Raises StepRefused for a step that is decided, ValidationError for a last approval of a page that is not valid.
    """
    held, thing = hold(state)
    check_waits(held)
    latest = thing.latest_revision_id
    StepDecision.objects.create(task_state=held, act=act, revision_id=latest)
    _tell_engine(held.specific, None, act, comment, latest, [])


def check_waits(state: Any) -> None:
    """Raise StepRefused for a step that is decided, or cancelled."""
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise StepRefused(how_it_ended(state), is_conflict=True)


def how_it_ended(state: Any) -> str:
    """What is said of a step that does not wait any more; of one that was cancelled, that nobody decided, and why."""
    if state.status != TaskState.STATUS_CANCELLED:
        return _("This step is already decided.")
    if not state.task.active:
        return _("This step was cancelled, because it was switched off: nobody has decided.")
    if state.workflow_state.status == WorkflowState.STATUS_CANCELLED:
        return _("This step was cancelled with the whole review: nobody has decided.")
    return _("This step was cancelled, because the text was handed in anew: nobody has decided.")


def check_may_decide(task: Any, thing: Any, user: Any) -> None:
    """Raise StepRefused to others than the people of a step, and to whoever wrote a part of the change.

    A task that is not ours offers what may be done at it, as on Wagtail's screens: to administrators too.
    """
    if not is_ours(task) and not task.get_actions(thing, user):
        raise StepRefused(_closed_here(task))
    if not is_of(task, user):
        raise StepRefused(_("You are not among those who decide at this step."))
    if wrote(thing, user):
        raise StepRefused(_("You wrote a part of this change: somebody else decides on it."))


def why_not(task: Any, thing: Any, user: Any) -> str:
    """Why that account decides on nothing at a step; "" when it may."""
    try:
        check_may_decide(task, thing, user)
    except StepRefused as refused:
        return str(refused)
    return ""


def _closed_here(task: Any) -> str:
    words = _(
        "The step “%(name)s” is of a sort that this site added (%(sort)s), and it offers you no decision. Ask an "
        "administrator: the step can be given to other people, or switched off, in Settings > Workflow tasks."
    )
    return words % {"name": task.name, "sort": task.get_verbose_name()}


def _tell_engine(state: Any, user: Any, action: str, comment: str, latest: int, checked: list[str]) -> None:
    state.revision_id, state.checked = latest, checked  # the engine stores them with its own fields
    if action == Act.APPROVE:
        with _published_by_review(state.workflow_state):
            state.approve(user=user, comment=comment)
    else:
        state.reject(user=user, comment=comment)


@contextmanager
def _published_by_review(flow: Any) -> Iterator[None]:
    """The last approval publishes, whoever the people of the step are: Wagtail asks them for the right to publish too,
    and a reviewer who is named for that step alone has it not. What a site does at the end instead is left to it."""
    if type(flow).on_finish is not publish_workflow_state:
        yield
        return
    flow.on_finish = partial(_publish, flow)
    try:
        yield
    finally:
        del flow.on_finish


def _publish(flow: Any, user: Any = None) -> None:
    """A page that was moved meanwhile is under a workflow that has not read it: there the right is asked for."""
    thing = flow.content_object
    is_of_the_place = thing.get_workflow() == flow.workflow
    try:
        thing.get_latest_revision().publish(user=user, skip_permission_checks=is_of_the_place)
    except PublishPermissionError as error:
        raise _may_not_publish() from error


def _may_not_publish() -> StepRefused:
    return StepRefused(_("This is the last step, and you may not publish this page: ask somebody who may."))
