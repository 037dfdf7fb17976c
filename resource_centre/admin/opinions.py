"""Opinions from outside, in Wagtail's admin: asked for, taken back, read beside the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.models import TaskState

from resource_centre.admin.giving_back import Texts, absent, texts_of
from resource_centre.admin.queue import day_typed, way_back
from resource_centre.content.days import site_today
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.typed import typed
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.workflow.opinion_links import centre_of, is_alive, opinion_url
from resource_centre.workflow.opinions import LONGEST, AskOpinion, OpinionRefused, Question, RevokeOpinion, may_ask
from resource_centre.workflow.records import OpinionRequest
from resource_centre.workflow.texts import newest_review

ASK_URL, REVOKE_URL = "resource_centre_opinion_ask", "resource_centre_opinion_revoke"
#: Days that a link serves unless somebody says otherwise.
DAYS = 21


@dataclass(frozen=True)
class OpinionLine:
    """One that was asked for. link: while it serves, to be given by another way than mail."""

    name: str
    asked_at: datetime
    expires_on: date
    state: str
    verdict: str
    comment: str
    comments: tuple[tuple[str, str], ...]
    openings: int
    link: str
    revoke_url: str


@dataclass(frozen=True)
class AskingForm:
    """Where an opinion is asked for, with what was typed. until, first_day, last_day: "2027-01-31", for the browser."""

    url: str
    until: str
    first_day: str
    last_day: str
    name: str = ""
    email: str = ""
    question: str = ""


@dataclass(frozen=True)
class OpinionPanel:
    """Those of a review, and where one more is asked for; None for who may not."""

    lines: tuple[OpinionLine, ...]
    form: AskingForm | None


def present_opinions(user: Any, thing: Any, labels: Mapping[str, str]) -> OpinionPanel:
    """Those asked for during the newest review of a draft or of a proposal. labels: of sections, by their key."""
    flow = newest_review(thing)
    state = thing.current_workflow_task_state
    asks = state is not None and may_ask(state, user)
    rows = OpinionRequest.objects.filter(step__workflow_state=flow.pk if flow else None)
    rows = rows.select_related("step").prefetch_related("openings", "step__workflow_state__content_object")
    centre = centre_of(thing) if asks else None
    return OpinionPanel(
        lines=tuple(_line(row, labels, centre, asks) for row in rows),
        form=_form(state) if asks else None,
    )


def _form(state: TaskState, posted: QueryDict | None = None) -> AskingForm:
    """The form of a step; with what was posted of it, to be mended."""
    today = site_today()
    first, last = today.isoformat(), (today + timedelta(days=LONGEST)).isoformat()
    url = reverse(ASK_URL, args=[state.pk])
    if posted is None:
        return AskingForm(url, (today + timedelta(days=DAYS)).isoformat(), first, last)
    words = (typed(posted, name) for name in ("name", "email", "question"))
    return AskingForm(url, typed(posted, "until"), first, last, *words)


def _line(row: OpinionRequest, labels: Mapping[str, str], centre: ResourceCentrePage | None, asks: bool) -> OpinionLine:
    alive = is_alive(row)
    return OpinionLine(
        name=row.name,
        asked_at=row.asked_at,
        expires_on=row.expires_on,
        state=_state(row, alive),
        verdict=str(row.get_verdict_display()) if row.verdict else "",
        comment=row.comment,
        comments=tuple((labels.get(key, key), words) for key, words in row.comments.items()),
        openings=len(row.openings.all()),
        link=opinion_url(row, centre) if alive else "",
        revoke_url=reverse(REVOKE_URL, args=[row.pk]) if alive and asks else "",
    )


def _state(row: OpinionRequest, alive: bool) -> str:
    if row.answered_at:
        return _("answered")
    if row.revoked_at:
        return _("taken back")
    if alive:
        return _("waiting")
    return _("expired") if row.expires_on < site_today() else _("void: the text or the step has moved on")


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a link to the text that waits at a step."""
    state = TaskState.objects.filter(pk=pk).select_related("workflow_state").first()
    if state is None:
        return absent(request, _texts(request.POST))
    name, email, words, day = (typed(request.POST, field) for field in ("name", "email", "question", "until"))
    try:
        asked = AskOpinion(state, request.user, Question(name, email, words, day_typed(day))).execute()
    except NotAllowed:
        return absent(request, _texts(request.POST))
    except ContributionError as error:
        return _ask_again(request, state, error)
    said = _("The link is on its way to %(email)s.") if asked.email else _("The link is made: copy it from here.")
    messages.success(request, said % {"email": asked.email})
    return HttpResponseRedirect(way_back(request))


def _texts(posted: QueryDict) -> Texts:
    names = {"name": _("Name"), "email": _("E-mail address"), "question": _("What you ask")}
    return texts_of(posted, names)


def _ask_again(request: HttpRequest, state: TaskState, error: ContributionError) -> HttpResponse:
    """Why no link was made: above the form, where it can be mended; else above what was typed in it."""
    can_mend = isinstance(error, OpinionRefused)
    context = {
        "problem": str(error),
        "form": _form(state, request.POST) if can_mend else None,
        "texts": () if can_mend else _texts(request.POST),
        "here": way_back(request),
    }
    return TemplateResponse(request, "resource_centre/admin/opinion_asked.html", context, status=error.http_status)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a link back."""
    asked = OpinionRequest.objects.filter(pk=pk).select_related("step__workflow_state").first()
    if asked is None:
        raise Http404
    try:
        RevokeOpinion(asked, request.user).execute()
        messages.success(request, _("The link is taken back: it opens nothing any more."))
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(way_back(request))
