"""Mails about teams, each to one person, in their language.

Templates: resource_centre/mail/<name>.txt and .html. Names: member_asked (to who decides), member_accepted,
member_refused, invitation, member_joined (to who invited), member_role, member_removed.
"""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import Site

from resource_centre.access.contribution import may_decide
from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, RequestState
from resource_centre.access.memberships import membership_of, name_told
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.content.people import shown_name
from resource_centre.contribution.invitation_links import token_of
from resource_centre.contribution.letter_writing import (
    Letter,
    account_in,
    admin_url,
    language_of,
    reachable,
    written,
)
from resource_centre.persons.person import AccountKey

#: The first words of the keys that this module answers for.
JOINING, INVITATION, SEAT, LEFT = "joining", "invitation", "seat", "left"
SORTS = frozenset({JOINING, INVITATION, SEAT, LEFT})


def member_letter(key: str) -> Letter | None:
    """The mail of a key of teams; None when there is nobody to write to, or nothing to say any more."""
    sort, number, who = key.split(":", 2)
    pk = int(number)
    if sort == JOINING:
        asked = MembershipRequest.objects.filter(pk=pk).select_related("actor", "user").first()
        if asked is None:
            return None
        return _answered(asked) if who == "person" else _asked(asked, account_in(who))
    if sort == INVITATION:
        invitation = Invitation.objects.filter(pk=pk).select_related("actor", "by", "used_by").first()
        if invitation is None:
            return None
        return _invitation(invitation) if who == "address" else _joined(invitation)
    first, _colon, _second = who.rpartition(":")  # what comes last is a moment
    if sort == SEAT:
        return _role(pk, first)
    return _removed(pk, first)


def _address(actor: Actor, name: str, *arguments: object) -> str:
    """A whole address of the workspace, on the site of that actor, in the active language."""
    site = actor.get_site() or Site.objects.get(is_default_site=True)
    return f"{site.root_url}{reverse(f'resource_centre_{name}', args=arguments)}"


def _name(actor: Actor, user: Any) -> str:
    """The name of an organisation, for somebody who has read it once."""
    return name_told(Access.of(principal_of_user(user)), actor)


def _asked(asked: MembershipRequest, user_id: AccountKey) -> Letter | None:
    user = reachable(user_id)
    if user is None or asked.state != RequestState.WAITING or not may_decide(user, asked.actor):
        return None
    language = language_of(user) or asked.language
    with override(language):
        address = admin_url("resource_centre_member_request", asked.pk)
    context = {
        "title": asked.actor.title,
        "name": shown_name(asked.user),
        "message": asked.message,
        "admin_url": address,
    }
    return written("member_asked", user.email, language, context)


def _answered(asked: MembershipRequest) -> Letter | None:
    names = {RequestState.ACCEPTED: "member_accepted", RequestState.REFUSED: "member_refused"}
    state = RequestState(asked.state)
    if state not in names or not asked.user.email or not asked.user.is_active:
        return None
    with override(asked.language):
        context = {
            "title": _name(asked.actor, asked.user),
            "why": asked.reason,
            "workspace_url": _address(asked.actor, "workspace"),
            "organisations_url": _address(asked.actor, "organisations"),
        }
    return written(names[state], asked.user.email, asked.language, context)


def _invitation(invitation: Invitation) -> Letter | None:
    if not invitation.is_open or not invitation.email:
        return None
    with override(invitation.language):
        context = {
            "title": invitation.actor.title,
            "name": shown_name(invitation.by) if invitation.by else "",
            "invitation_url": _address(invitation.actor, "invitation", token_of(invitation)),
            "expires_at": invitation.expires_at,
        }
    return written("invitation", invitation.email, invitation.language, context)


def _joined(invitation: Invitation) -> Letter | None:
    sender = invitation.by
    if sender is None or not sender.is_active or not sender.email or invitation.used_by is None:
        return None
    with override(invitation.language):
        if membership_of(sender, invitation.actor) is None and not may_decide(sender, invitation.actor):
            return None
        context = {
            "title": invitation.actor.title,
            "name": shown_name(invitation.used_by),
            "team_url": _address(invitation.actor, "team", invitation.actor.uuid),
        }
    return written("member_joined", sender.email, invitation.language, context)


def _role(pk: int, role: str) -> Letter | None:
    seat = Membership.objects.filter(pk=pk, role=role).select_related("actor", "user").first()
    if seat is None or not seat.user.email or not seat.user.is_active:
        return None
    language = language_of(seat.user) or settings.LANGUAGE_CODE
    with override(language):
        context = {
            "title": seat.actor.title,
            "is_lead": seat.is_lead,
            "team_url": _address(seat.actor, "team", seat.actor.uuid),
        }
    return written("member_role", seat.user.email, language, context)


def _removed(actor_id: int, user_id: AccountKey) -> Letter | None:
    actor = Actor.objects.filter(pk=actor_id).first()
    user = reachable(user_id)
    if actor is None or user is None or membership_of(user, actor) is not None:
        return None
    language = language_of(user) or settings.LANGUAGE_CODE
    with override(language):
        context = {"title": _name(actor, user), "organisations_url": _address(actor, "organisations")}
    return written("member_removed", user.email, language, context)
