"""What the link of an invitation opens: a button, since programs that read mail follow links too."""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.access.membership_models import Invitation
from resource_centre.content.people import shown_name
from resource_centre.contribution.errors import ForeignInvitation, InvitationUnusable
from resource_centre.contribution.invitation_links import invitation_of
from resource_centre.contribution.inviting import AcceptInvitation
from resource_centre.web.contributing.guard import is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.frame import WORKSPACE, Fault, crumbs, expired, open_to_all, page


@open_to_all
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites to which team; signed in with the invited address, one press takes the seat."""
    try:
        found = invitation_of(token)
    except InvitationUnusable:
        return _away(request)
    if not request.user.is_authenticated:
        return _welcome(request, found)
    try:
        AcceptInvitation(found, request.user).check()
        if request.method != "POST":
            return _welcome(request, found)
        if not is_genuine(request):
            return _welcome(request, found, expired())
        AcceptInvitation(found, request.user).execute()
    except ForeignInvitation:
        return _foreign(request)
    except InvitationUnusable:
        return _away(request)
    return see_other(f"{reverse(WORKSPACE)}?done=joined")


def _crumbs(request: HttpRequest) -> tuple[Link, ...]:
    return crumbs(request, Link(_("Invitation"), ""))


def _welcome(request: HttpRequest, found: Invitation, fault: Fault | None = None) -> HttpResponse:
    """To the signed-out, the two ways in, both of which lead back here."""
    return page(
        request,
        "invitation",
        fault,
        breadcrumb=_crumbs(request),
        name=found.actor.title,
        sender=shown_name(found.by) if found.by is not None else "",
        role=found.get_role_display(),
        is_lead=found.role == "lead",
        expires_at=found.expires_at,
        login_url=_and_back(request, resolve_url(settings.LOGIN_URL)),
        signup_url=_and_back(request, conf.signup_url()) if conf.signup_url() else "",
    )


def _and_back(request: HttpRequest, address: str) -> str:
    return redirect_to_login(request.get_full_path(), address).headers["Location"]


def _foreign(request: HttpRequest) -> HttpResponse:
    """Nothing of the invitation is said to an account that it was not sent to."""
    context = {"email": getattr(request.user, "email", ""), "logout_url": conf.logout_url()}
    return page(request, "invitation_foreign", Fault(403, ()), breadcrumb=_crumbs(request), **context)


def _away(request: HttpRequest) -> HttpResponse:
    finding = reverse("resource_centre_organisations")
    return page(request, "invitation_away", Fault(410, ()), breadcrumb=_crumbs(request), organisations_url=finding)
