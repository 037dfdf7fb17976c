"""What Wagtail's own buttons answer when a step refuses a decision: the reason, not "you have no permission"."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from resource_centre.admin.queue import STEP_URL
from resource_centre.workflow.steps import StepRefused, check_decision
from resource_centre.workflow.tasks import ReviewTask


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A decision that would be refused is stopped before anything is saved, and its reader is led to the page of it."""
    if request.method != "POST" or not request.POST.get("action-workflow-action"):
        return None
    state = page.current_workflow_task_state
    if state is None or not isinstance(state.task.specific, ReviewTask):
        return None
    try:
        action = request.POST.get("workflow-action-name", "")
        check_decision(state.task.specific, state, page, request.user, action, state.revision_id)
    except StepRefused as refused:
        messages.error(request, str(refused))
        return redirect(STEP_URL, state.pk)
    return None
