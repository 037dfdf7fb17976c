"""A review that would end without a reader: all the steps of its workflow are switched off, or it never had one.

Wagtail takes such a review for approved, and publishes. Source: wagtail.models.WorkflowState.update, Task.deactivate.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Task, TaskState, WorkflowState

from resource_centre.content.reviewed_versions import ReviewedVersions, steps_in_use
from resource_centre.contribution.models import Proposal
from resource_centre.workflow.steps import StepRefused

_PASSED = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)


def refuse_unread(flow: WorkflowState) -> None:
    """Raise StepRefused for a review of ours that is about to be stored as approved, and whose text passed no step."""
    if flow.status != WorkflowState.STATUS_APPROVED or not _is_ours(flow):
        return
    if not _has_passed(flow):
        raise StepRefused(_("No step of this review is in use: nobody has read the text, and it is not published."))


def release_unread(task: Task, user: Any = None) -> None:
    """A step is about to be switched off: what no other step would read leaves its review, and stays a draft.

    Reviews that go on at another step, or were read at one, are left to Wagtail.
    """
    waiting = TaskState.objects.filter(task=task.pk, status=TaskState.STATUS_IN_PROGRESS)
    for flow in WorkflowState.objects.filter(pk__in=waiting.values("workflow_state")).select_related("workflow"):
        if _is_ours(flow) and not (_has_passed(flow) or steps_in_use(flow.workflow).exclude(pk=task.pk).exists()):
            flow.cancel(user=user)


def _has_passed(flow: Any) -> bool:
    return bool(flow.task_states.filter(status__in=_PASSED).exists())


def _is_ours(flow: Any) -> bool:
    model = flow.content_type.model_class()
    return model is not None and issubclass(model, ReviewedVersions | Proposal)
