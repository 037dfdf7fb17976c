"""What a site that removes the plugin must not keep: Wagtail's tables name our tasks, which would lead nowhere."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Revision, Task, Workflow, WorkflowState

from resource_centre.contribution.models import Proposal
from resource_centre.workflow.tasks import FormReview, OutsideOpinion, SubstanceReview

OURS = (SubstanceReview, FormReview, OutsideOpinion)


@transaction.atomic
def remove_from_workflows() -> int:
    """Delete our tasks with all that happened at them, workflows that they leave empty, and revisions of proposals.

    The number of tasks. A workflow of the host that has other tasks keeps them.
    """
    proposals = ContentType.objects.get_for_model(Proposal)
    WorkflowState.objects.filter(base_content_type=proposals).delete()
    Revision.objects.filter(base_content_type=proposals).delete()
    types = ContentType.objects.get_for_models(*OURS).values()
    tasks = Task.objects.filter(content_type__in=types)
    touched = list(Workflow.objects.filter(workflow_tasks__task__in=tasks).distinct())
    count = tasks.count()
    for model in OURS:
        model._default_manager.all().delete()
    for workflow in touched:
        if not workflow.workflow_tasks.exists():
            workflow.delete()
    return count
