"""Seats in the team of an organisation, requests for one and invitations to one."""

from typing import Any

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.contribution.inviting import InviteMember
from resource_centre.contribution.joining import RequestMembership


def seat(user: Any, actor: Any, role: Role = Role.CONTRIBUTOR) -> Membership:
    """That person, in the team of that organisation."""
    return Membership.objects.create(user=user, actor=actor, role=role)


def asked(user: Any, actor: Any, message: str = "J’y travaille.") -> MembershipRequest:
    """Their request to join it."""
    return RequestMembership(actor, user, message, Access.of(principal_of_user(user))).execute()


def invited(actor: Any, by: Any, email: str = "ada@example.org", role: Role = Role.CONTRIBUTOR) -> Invitation:
    """An invitation to its team, by that person."""
    return InviteMember(actor, email, role, by).execute()
