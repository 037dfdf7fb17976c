"""The decision on a draft in review, in Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState

from resource_centre.access.contribution import may_decide
from resource_centre.admin.giving_back import Texts, given_back_if_absent, texts_of
from resource_centre.admin.opinions import present_opinions
from resource_centre.admin.review_frame import after_decision, present_frame
from resource_centre.admin.step_view import present_step
from resource_centre.content.pages.base import Resource
from resource_centre.content.typed import typed
from resource_centre.contribution.errors import ContributionError
from resource_centre.workflow.deciding import DecideStep
from resource_centre.workflow.records import Sort


def step_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One draft at one step. Whoever neither decides nor publishes here is answered as if nothing were there; what they
    had typed is given back."""
    return given_back_if_absent(request, lambda: _answer(request, pk), lambda: _texts(request))


def _answer(request: HttpRequest, pk: int) -> HttpResponse:
    state = _state(request.user, pk)
    page = Resource.objects.filter(pk=state.workflow_state.object_id).first()
    if page is None:  # a centre, or one of its lists: Wagtail's own form has the buttons of the step
        return redirect("wagtailadmin_pages:edit", state.workflow_state.object_id)
    if page.latest_revision_id is None:
        raise Http404
    if request.method != "POST":
        return _page(request, state, page.specific)
    try:
        DecideStep(
            state,
            request.user,
            request.POST.get("act", ""),
            read=request.POST.get("read", ""),
            why=typed(request.POST, "why"),
            checked=request.POST.getlist("point"),
        ).execute()
    except ContributionError as error:
        state = _state(request.user, pk)
        response = _page(request, state, Resource.objects.get(pk=page.pk).specific, str(error))
        response.status_code = error.http_status
        return response
    messages.success(request, _("Done: the history of “%(title)s” says so.") % {"title": page.draft_title})
    return after_decision(request.user, Sort.STEP, pk)


def _texts(request: HttpRequest) -> Texts:
    return texts_of(request.POST, {"why": _("A word to the author (needed to send it back)")})


def _state(user: Any, pk: int) -> TaskState:
    """The step, for its people and for who publishes the page. Raises Http404."""
    rows = TaskState.objects.filter(pk=pk).select_related(
        "task", "workflow_state__workflow", "workflow_state__requested_by"
    )
    state = rows.first()
    page = state.workflow_state.content_object if state is not None else None
    if state is None or not isinstance(page, Page):
        raise Http404
    if not (state.task.specific.user_can_access_editor(page, user) or may_decide(user, page)):
        raise Http404
    return state


def _page(request: HttpRequest, state: TaskState, page: Any, problem: str = "") -> HttpResponse:
    """The page; after a post with what was typed in it, or beside the form that closed meanwhile."""
    view = present_step(request, state, page)
    context = {
        "view": view,
        "frame": present_frame(request, Sort.STEP, state.pk, page, state.started_at),
        "opinions": present_opinions(request.user, page, {one.key: one.label for one in view.fields}),
        "problem": problem,
        "texts": () if view.may_decide else _texts(request),
        "is_typed": request.method == "POST",
        "here": request.path,
    }
    return TemplateResponse(request, "resource_centre/admin/step.html", context)
