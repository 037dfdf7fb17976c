"""Versions of a page while it is under review: each has a number of its own, by which what was read is known."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Task, Workflow


def steps_in_use(workflow: Workflow) -> QuerySet[Task]:
    """Its steps that are not switched off in Settings > Workflow tasks."""
    found: QuerySet[Task] = Task.objects.filter(workflow_tasks__workflow=workflow, active=True)
    return found


class ReviewedVersions:
    """Put before the bases of a page."""

    @property
    def has_workflow(self) -> bool:
        """Whether it can be handed in. A workflow without a step in use would publish it, read by nobody."""
        workflow = self.get_workflow()  # type: ignore[attr-defined]  # Wagtail's page, which comes after
        return workflow is not None and steps_in_use(workflow).exists()

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail does; what its autosaving would write over the version that waits becomes a new one.

        Reviewers, and experts with a link, approve a number: under the same one, another text would be approved.
        Source: wagtail.models.Page.save_revision, `overwrite_revision`.
        """
        page: Any = super()
        if kwargs.get("overwrite_revision") is not None and self.current_workflow_state is not None:  # type: ignore[attr-defined]
            kwargs = {**kwargs, "overwrite_revision": None}
        return page.save_revision(*args, **kwargs)
