"""Requests to join organisations, in Wagtail's admin: who asks, what they say, one answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from resource_centre.access.contribution import may_decide
from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState, Role
from resource_centre.access.memberships import requests_decided_by
from resource_centre.admin.giving_back import Texts, given_back_if_absent, texts_of
from resource_centre.content.people import shown_name
from resource_centre.content.typed import typed
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.contribution.joining import AcceptMembership, RefuseMembership

LIST_URL, DETAIL_URL = "resource_centre_member_requests", "resource_centre_member_request"
EACH_PAGE = 30


@dataclass(frozen=True)
class RequestLine:
    """A request in the list."""

    url: str
    name: str
    organisation: str
    at: datetime


@dataclass(frozen=True)
class RequestView:
    """The page of an answer. team: who is in it, as (name, role)."""

    name: str
    email: str
    since: datetime | None
    organisation: str
    page_url: str
    team_url: str
    message: str
    at: datetime
    state: str
    reason: str
    is_waiting: bool
    is_own: bool
    team: tuple[tuple[str, str], ...]


def request_list(request: HttpRequest) -> HttpResponse:
    """What waits for an answer."""
    shown = Paginator(requests_decided_by(request.user), EACH_PAGE).get_page(request.GET.get("p"))
    lines = [
        RequestLine(reverse(DETAIL_URL, args=[one.pk]), shown_name(one.user), one.actor.title, one.created_at)
        for one in shown
    ]
    return TemplateResponse(request, "resource_centre/admin/member_requests.html", {"lines": lines, "shown": shown})


def request_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and its answer. Whoever may not decide here is answered as if nothing were there; what they had
    typed is given back."""
    asked = MembershipRequest.objects.filter(pk=pk).select_related("actor", "user").first()
    return given_back_if_absent(request, lambda: _decided(request, asked), lambda: _texts(request))


def _decided(request: HttpRequest, asked: MembershipRequest | None) -> HttpResponse:
    if asked is None or asked.state == RequestState.WITHDRAWN or not may_decide(request.user, asked.actor):
        raise Http404
    if request.method != "POST":
        return _page(request, asked)
    try:
        _answer(request, asked).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        asked.refresh_from_db()
        response = _page(request, asked, str(error))
        response.status_code = error.http_status
        return response
    messages.success(request, _("Done: the person is told."))
    return HttpResponseRedirect(reverse(LIST_URL))


def _texts(request: HttpRequest) -> Texts:
    return texts_of(request.POST, {"why": _("Why, if you refuse (the person reads it)")})


def _answer(request: HttpRequest, asked: MembershipRequest) -> AcceptMembership | RefuseMembership:
    act, role = request.POST.get("act", ""), request.POST.get("role", "")
    if act == "refuse":
        return RefuseMembership(asked, request.user, typed(request.POST, "why"))
    if act != "accept" or role not in Role.values:
        raise Http404
    return AcceptMembership(asked, request.user, Role(role))


def _page(request: HttpRequest, asked: MembershipRequest, problem: str = "") -> HttpResponse:
    """The page; after a post with what was typed in it, or beside the form that closed meanwhile."""
    view, posted = present_request(request.user, asked), request.POST
    first = Role.CONTRIBUTOR if view.team else Role.LEAD
    context = {
        "view": view,
        "problem": problem,
        "texts": () if view.is_waiting and not view.is_own else _texts(request),
        "why": typed(posted, "why"),
        "role": posted.get("role", "") or first,
        "roles": Role.choices,
        "list_url": reverse(LIST_URL),
    }
    return TemplateResponse(request, "resource_centre/admin/member_request.html", context)


def present_request(user: Any, asked: MembershipRequest) -> RequestView:
    """Who asks for what, and who is there already."""
    seats = Membership.objects.filter(actor=asked.actor).select_related("user")
    return RequestView(
        name=shown_name(asked.user),
        email=asked.user.email,
        since=getattr(asked.user, "date_joined", None),
        organisation=asked.actor.title,
        page_url=asked.actor.url or "",
        team_url=_team_url(asked),
        message=asked.message,
        at=asked.created_at,
        state=asked.get_state_display(),
        reason=asked.reason,
        is_waiting=asked.state == RequestState.WAITING,
        is_own=asked.user_id == user.pk,
        team=tuple((shown_name(seat.user), seat.get_role_display()) for seat in seats),
    )


def _team_url(asked: MembershipRequest) -> str:
    """A host may have no workspace: requests are made there, so this one was."""
    try:
        return reverse("resource_centre_team", args=[asked.actor.uuid])
    except NoReverseMatch:
        return ""
