"""What waits at a step where nobody can decide: its groups are empty, its reviewer has gone, it is switched off."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from wagtail.models import Task, TaskState

from resource_centre.workflow.steps import reviewer_of
from resource_centre.workflow.tasks import ReviewTask


@dataclass(frozen=True)
class StuckTask:
    """A step without anybody, and how much waits at it: StuckTask(3, "Substance", 12)."""

    pk: int
    name: str
    waiting: int


def stuck_tasks() -> tuple[StuckTask, ...]:
    """Steps at which something waits and only an administrator could decide."""
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by()
    counts = dict(waiting.values_list("task").annotate(n=Count("pk")))
    tasks = Task.objects.filter(pk__in=counts).specific().order_by("name")
    return tuple(StuckTask(task.pk, task.name, counts[task.pk]) for task in tasks if not _has_people(task))


def _has_people(task: Any) -> bool:
    """Whether some account in use decides there; of tasks that are not ours, nothing is said."""
    if not isinstance(task, ReviewTask):
        return True
    if reviewer_of(task) is not None:
        return True
    return bool(task.groups.filter(user__is_active=True, permissions__codename="access_admin").exists())
