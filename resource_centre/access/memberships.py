"""Who may see a team, look after it, and decide who joins: the same rule for pages, lists, mail and commands."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from resource_centre.access.contribution import decided_by, is_own, may_decide
from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState, Role
from resource_centre.access.principal import Principal
from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.persons.person import AccountKey


def membership_of(user: Any, actor: Actor) -> Membership | None:
    """The seat of an account in an organisation."""
    if user is None or not user.is_authenticated or not user.is_active:
        return None
    return Membership.objects.filter(user=user, actor=actor).first()


def memberships_of(user: Any) -> QuerySet[Membership]:
    """The organisations of an account, those it has been in longest first."""
    return Membership.objects.filter(user=user).select_related("actor").order_by("since", "pk")


def name_told(access: Access, actor: Actor) -> str:
    """The name of an organisation, for whoever asked to join it or left it, as long as they may read its page."""
    return str(actor.title) if access.allows(actor) else _("an organisation that you may not read any more")


def may_write(principal: Principal, author_id: AccountKey | None, organisation_id: int | None) -> bool:
    """Who may write in a draft: its author, and the members of the organisation for which it is written."""
    if principal.user_id is None:
        return False
    if principal.user_id == author_id:
        return True
    seats = Membership.objects.filter(user=principal.user_id, actor=organisation_id)
    return organisation_id is not None and seats.exists()


def may_follow(
    principal: Principal, author_id: AccountKey | None, author_email: str, organisation_id: int | None
) -> bool:
    """Who may read the state of a proposal at its address: whose own it is, and the members of its organisation."""
    return is_own(principal.user_id, author_id, author_email) or may_write(principal, author_id, organisation_id)


def may_see_team(user: Any, actor: Actor) -> bool:
    """Members see who is in the team; so do those who decide on the page of the organisation."""
    return membership_of(user, actor) is not None or may_decide(user, actor)


def may_lead(user: Any, actor: Actor) -> bool:
    """Leads invite, name other leads and take members out; those who decide on the page may do it for them."""
    seat = membership_of(user, actor)
    return (seat is not None and seat.is_lead) or may_decide(user, actor)


def may_ask(access: Access, actor: Actor) -> bool:
    """Whoever may read the page of an organisation may ask to join it; an alias is joined where its source is."""
    return access.principal.is_authenticated and actor.alias_of_id is None and access.allows(actor)


def joinable(access: Access) -> QuerySet[Actor]:
    """The organisations that this reader may ask to join."""
    found: QuerySet[Actor] = access.filter(Actor.objects.filter(alias_of=None))
    return found


def requests_decided_by(user: Any) -> QuerySet[MembershipRequest]:
    """Requests that wait for this person, the oldest first."""
    actors = decided_by(user).values("pk")
    waiting = MembershipRequest.objects.filter(actor__in=actors, state=RequestState.WAITING)
    return waiting.select_related("actor", "user").order_by("created_at", "pk")


def is_last_lead(membership: Membership) -> bool:
    """Whether the team would have no lead without this one."""
    if not membership.is_lead:
        return False
    others = Membership.objects.filter(actor=membership.actor_id, role=Role.LEAD, user__is_active=True)
    return not others.exclude(pk=membership.pk).exists()
