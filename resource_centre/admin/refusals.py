"""What Wagtail's own buttons answer at a step of ours: a decision on the text that was read, or why there is none.

Wagtail stores the form first and decides on it then: whoever mends a word and approves would have written a part of
what they approve, be refused, and read "you have no permission". So a form that carries another text decides nothing;
it comes back with what was typed.

The form decides on the step at which it was opened: another one may wait since, of which whoever pressed read nothing;
or none, where Wagtail would store a draft and say that all went well.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, WorkflowMenuItem
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.admin.viewsets.pages import base_page_viewset
from wagtail.models import Page, TaskState

from resource_centre.content.keys import key_in
from resource_centre.content.pages.base import Resource
from resource_centre.workflow.deciding import content_refused
from resource_centre.workflow.letters import STEP_URL
from resource_centre.workflow.steps import StepRefused, check_decision, is_of
from resource_centre.workflow.tasks import ReviewTask

_ASKED = "resource_centre_decision_is_asked"
#: What the form of a page posts: the number of the step at which its page waited when it was opened.
OPENED_AT_STEP = "resource_centre_step"


def construct_page_action_menu(
    items: Sequence[ActionMenuItem], _request: HttpRequest, context: Mapping[str, Any]
) -> None:
    """Put the number of the step beside one of the buttons that decide on it, within the form."""
    button = next((item for item in items if isinstance(item, WorkflowMenuItem)), None)
    if button is not None and _is_asked_of_us(context["page"], context["page"].current_workflow_task_state):
        button.template_name = "resource_centre/admin/step_button.html"


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer the form by `DecidingForm` when it is sent by a button of a step of ours, be it decided since."""
    view = request.resolver_match
    if request.method != "POST" or view is None or not request.POST.get("action-workflow-action"):
        return None
    state = page.current_workflow_task_state
    if hasattr(request, _ASKED) or not (_is_asked_of_us(page, state) or request.POST.get(OPENED_AT_STEP)):
        return None
    setattr(request, _ASKED, True)
    answer: HttpResponse = DecidingForm.as_view(state=state)(request, *view.args, **view.kwargs)
    return answer


def _is_asked_of_us(page: Page, state: TaskState | None) -> bool:
    """Whether the buttons of a page that waits at that step, or at none, are ours to answer."""
    return isinstance(page, Resource) if state is None else isinstance(state.task.specific, ReviewTask)


class DecidingForm(EditView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """Wagtail's form of a page, where its buttons decide on a step: nothing is stored, whatever is decided."""

    state: Any = None

    def form_valid(self, form: Any) -> HttpResponse:
        """Decide, or say why not: on the page of the step, or on the form itself where something would be lost."""
        why = self._refusal()
        if form.has_changed() or self.is_reverting:
            other_text = _(
                "This form holds another text than the one that waits: nothing is saved, and nothing is decided. To "
                "decide on the text that waits, go to its review. To change it, save the draft: somebody else decides."
            )
            return self._again(why or other_text)
        if why:
            return self._away(why)
        try:
            with transaction.atomic():
                answer: HttpResponse = super().form_valid(form)
                return answer
        except StepRefused as refused:
            return self._again(str(refused))
        except ValidationError as error:
            return self._again(str(content_refused(self.page, error)))

    def _refusal(self) -> str:
        """Why the step would refuse; "" when it would not."""
        state, action = self.state, self.request.POST.get("workflow-action-name", "")
        if state is None:
            return _(
                "The step at which you opened this form was decided or cancelled meanwhile, and no other one waits: "
                "your click did nothing, and nothing is saved."
            )
        # A form that does not say where it was opened is believed, as `content.newer_versions` does.
        opened = self.request.POST.get(OPENED_AT_STEP, "")
        if opened and key_in(opened) != state.pk:
            return _(
                "The step at which you opened this form was decided meanwhile. Another one waits: read it, then decide."
            )
        try:
            check_decision(state.task.specific, state, self.page, self.request.user, action, state.revision_id)
        except StepRefused as refused:
            return str(refused)
        return ""

    def _away(self, why: str) -> HttpResponse:
        """The page of the step, where there is one."""
        if not self._has_own_page():
            return self._again(why)
        messages.error(self.request, why)
        return redirect(STEP_URL, self.state.pk)

    def _again(self, why: str) -> HttpResponse:
        """The form with what it holds, and the way to the page of the step."""
        buttons = []
        if self._has_own_page():
            buttons = [messages.button(reverse(STEP_URL, args=[self.state.pk]), _("Go to its review"))]
        messages.error(self.request, why, buttons=buttons)
        self.form.restore_required_fields()  # Wagtail takes the form for a draft to be stored, where no step waits
        self.has_unsaved_changes = True
        answer: HttpResponse = self.render_to_response(self.get_context_data())
        return answer

    def _has_own_page(self) -> bool:
        """Whether the step has a page of ours: those of pages of a centre have."""
        return self.state is not None and isinstance(self.page, Resource)


class DecidingFromHome(WorkflowActionView):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The buttons of Wagtail's home, "Awaiting your review": a step of ours says why it refuses."""

    def check_action(self) -> None:
        """Let the step itself refuse its own people, in words. Raises PermissionDenied to anybody else."""
        try:
            super().check_action()
        except PermissionDenied:
            is_posted = self.request.method == "POST" and isinstance(self.task, ReviewTask)
            if not (is_posted and is_of(self.task, self.request.user)):
                raise

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, or go to the page of the step, which says why not."""
        try:
            answer: HttpResponse = super().post(request, *args, **kwargs)
        except StepRefused as refused:
            messages.error(request, str(refused))
            is_of_centre = issubclass(self.object.specific_class or Page, Resource)
            url = reverse(STEP_URL, args=[self.task_state.pk]) if is_of_centre else self.redirect_url
            if request.headers.get("x-requested-with") != "XMLHttpRequest":
                return redirect(url)
            answer = self.render_modal_json(request, {"step": "success", "redirect": url})
        return answer


def guard_buttons_of_home() -> None:
    """Put that view in the place that Wagtail leaves for it: its addresses come before any of ours."""
    base_page_viewset.workflow_action_view_class = DecidingFromHome
