"""The two steps that a new centre begins with: the substance, then the form."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page, Workflow, WorkflowPage, WorkflowTask

from resource_centre import conf
from resource_centre.workflow.tasks import FormReview, ReviewTask, SubstanceReview


@dataclass(frozen=True)
class WorkflowReport:
    """What was done for one centre: WorkflowReport("Centre", "Review in two steps", created=True)."""

    centre: str
    workflow: str
    created: bool


@transaction.atomic
def ensure_workflow(centre: Page) -> WorkflowReport:
    """Give a centre the review in two steps, unless it has a workflow of its own. The second time changes nothing.

    Its words are in the language of the centre. The substance is for the reviewers, the form for the editors: both
    groups must exist (access.groups). Centres share one workflow; an administrator gives a centre another in Settings >
    Workflows.
    """
    own = WorkflowPage.objects.filter(page=centre).select_related("workflow").first()
    if own is not None:
        return WorkflowReport(centre.title, own.workflow.name, created=False)
    with override(centre.locale.language_code):
        workflow = _two_steps()
    # Another setup may have given it one since.
    own, created = WorkflowPage.objects.get_or_create(page_id=centre.pk, defaults={"workflow": workflow})
    return WorkflowReport(centre.title, own.workflow.name, created)


def _two_steps() -> Workflow:
    name = _("Review in two steps")
    found = Workflow.objects.filter(name=name, active=True).first()
    if found is not None:
        return found
    workflow = Workflow.objects.create(name=name)
    steps = (
        _task(SubstanceReview, _("Substance"), conf.reviewers_group(), _substance_points()),
        _task(FormReview, _("Form"), conf.editors_group(), _form_points()),
    )
    for order, task in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
    return workflow


def _task(model: type[ReviewTask], name: str, group: str, points: str) -> Any:
    task = model._default_manager.create(name=name, checklist=points)
    task.groups.set(Group.objects.filter(name=group))
    return task


def _substance_points() -> str:
    return "\n".join(
        (
            _("Each fact has a source that says it"),
            _("Actors, roles and territories are right"),
            _("It is not on another page already"),
        )
    )


def _form_points() -> str:
    return "\n".join(
        (
            _("The title and the summary say what it is, and for whom"),
            _("Headings are in order, and links say where they lead"),
            _("Images have their text, documents their accessible version"),
        )
    )
