"""The page of a team: its members, their roles, who is invited. Leads change it by plain posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from resource_centre.access.membership_models import Invitation, Membership, Role
from resource_centre.access.memberships import may_lead, may_see_team, membership_of
from resource_centre.access.visibility import access_of_request
from resource_centre.content.keys import key_in
from resource_centre.content.pages.actor import Actor
from resource_centre.content.people import LONGEST_ADDRESS, shown_name
from resource_centre.contribution.errors import ContributionError, InvitationUnusable, NotAllowed
from resource_centre.contribution.inviting import InviteMember, RevokeInvitation
from resource_centre.contribution.team import ChangeRole, RemoveMember
from resource_centre.web.contributing.fields import TypedAddress
from resource_centre.web.contributing.guard import flood_wait, is_genuine
from resource_centre.web.contributing.proposing import see_other
from resource_centre.web.presenters.common import Link
from resource_centre.web.workspace.frame import (
    Fault,
    actor_or_404,
    crumbs,
    expired,
    fault_of,
    faults_of_form,
    flooded,
    in_workspace,
    page,
)


@dataclass(frozen=True)
class Member:
    """Somebody of the team."""

    pk: int
    name: str
    role: str
    role_label: str
    since: datetime
    is_self: bool


@dataclass(frozen=True)
class Invited:
    """A seat that is kept for an address. Only leads see it."""

    uuid: UUID
    email: str
    role: str
    until: datetime


class InviteForm(forms.Form):
    """Whom to invite."""

    email = TypedAddress(
        max_length=LONGEST_ADDRESS,
        label=gettext_lazy("E-mail address of the person to invite"),
        help_text=gettext_lazy("A link is sent there. It serves once, within fourteen days."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, initial=Role.CONTRIBUTOR)


def _done(word: str) -> str:
    return {
        "invited": _("The invitation is on its way."),
        "revoked": _("The invitation is taken back: its link no longer works."),
        "role": _("The role is changed."),
        "removed": _("This person is no longer in the team."),
    }.get(word, "")


@in_workspace
def team(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The team of an organisation, for its members; whoever is not of it is answered as if nothing were there."""
    actor = actor_or_404(uid)
    if not may_see_team(request.user, actor):
        raise Http404
    if request.method != "POST":
        return _team_page(request, actor, InviteForm())
    if not may_lead(request.user, actor):
        raise Http404
    act = request.POST.get("act", "")
    form = InviteForm(request.POST) if act == "invite" else InviteForm()
    if not is_genuine(request):
        return _team_page(request, actor, form, expired())
    try:
        fault = _invite(request, actor, form) if act == "invite" else _change(request, actor, act)
    except NotAllowed:
        raise Http404 from None
    except InvitationUnusable:
        return see_other(reverse("resource_centre_team", args=[uid]))
    except ContributionError as error:
        fault = fault_of(error, "id_email" if act == "invite" else "", str(form["email"].label))
    if fault is not None:
        return _team_page(request, actor, form, fault)
    words = {"invite": "invited", "revoke": "revoked", "role": "role", "remove": "removed"}
    if not may_see_team(request.user, actor):
        return see_other(reverse("resource_centre_workspace"))
    return see_other(f"{reverse('resource_centre_team', args=[uid])}?done={words[act]}")


def _invite(request: HttpRequest, actor: Actor, form: Any) -> Fault | None:
    if not form.is_valid():
        return faults_of_form(form)
    email = form.cleaned_data["email"]
    if wait := flood_wait(request, email):
        return flooded(wait)
    InviteMember(actor, email, Role(form.cleaned_data["role"]), request.user, get_language() or "fr").execute()
    return None


def _change(request: HttpRequest, actor: Actor, act: str) -> Fault | None:
    """A role, a seat or an invitation of this team; Http404 for one of another."""
    posted = request.POST
    if act == "revoke":
        uid = _uuid(posted.get("invitation", ""))
        rows = Invitation.objects.filter(actor=actor).select_related("actor")
        invitation = rows.filter(uuid=uid).first() if uid is not None else None
        if invitation is None:
            raise Http404
        RevokeInvitation(invitation, request.user).execute()
        return None
    seats = Membership.objects.filter(actor=actor).select_related("actor", "user")
    seat = seats.filter(pk=key_in(posted.get("seat", ""))).first()
    if seat is None or act not in {"role", "remove"}:
        raise Http404
    if act == "remove":
        RemoveMember(seat, request.user).execute()
        return None
    if posted.get("role") not in Role.values:
        raise Http404
    ChangeRole(seat, Role(posted["role"]), request.user).execute()
    return None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _team_page(request: HttpRequest, actor: Actor, form: Any, fault: Fault | None = None) -> HttpResponse:
    leads = may_lead(request.user, actor)
    seats = Membership.objects.filter(actor=actor).select_related("user").order_by("since", "pk")
    waiting = Invitation.objects.filter(actor=actor, used_at=None, expires_at__gt=timezone.now())
    may_read = access_of_request(request).allows(actor)
    return page(
        request,
        "team",
        fault,
        breadcrumb=crumbs(request, Link(actor.title, "")),
        actor=Link(actor.title, (actor.get_url(request) or "") if may_read else ""),
        done=_done(request.GET.get("done", "")) if fault is None else "",
        members=[_member(seat, request.user) for seat in seats],
        invited=[Invited(one.uuid, one.email, one.get_role_display(), one.expires_at) for one in waiting]
        if leads
        else [],
        form=form,
        leads=leads,
        is_member=membership_of(request.user, actor) is not None,
        roles=Role.choices,
        leave_url=reverse("resource_centre_leave", args=[actor.uuid]),
    )


def _member(seat: Membership, user: Any) -> Member:
    role = seat.get_role_display()
    return Member(seat.pk, shown_name(seat.user), seat.role, role, seat.since, seat.user_id == user.pk)
