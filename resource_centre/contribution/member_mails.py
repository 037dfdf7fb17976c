"""Which mails a change of a team makes: rows of the outbox, written with the change and delivered after it.

Keys: "joining:12:user:7" to those who decide, "joining:12:person" to whoever asked, "invitation:3:address",
"invitation:3:sender", "seat:5:<role>:<second>" to a member whose role changed, "left:<actor>:<user>:<second>".
"""

import time

from resource_centre.access.contribution import deciders_of
from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest
from resource_centre.contribution.mail_rows import record_keys


def record_request_mails(request: MembershipRequest) -> None:
    """Those who decide are told that somebody asks to join."""
    record_keys([f"joining:{request.pk}:user:{user.pk}" for user in deciders_of(request.actor)])


def record_answer_mail(request: MembershipRequest) -> None:
    """Whoever asked is told of the answer."""
    record_keys([f"joining:{request.pk}:person"])


def record_invitation_mail(invitation: Invitation) -> None:
    """The address is sent its link."""
    record_keys([f"invitation:{invitation.pk}:address"])


def record_joined_mail(invitation: Invitation) -> None:
    """Whoever invited is told that the seat is taken."""
    record_keys([f"invitation:{invitation.pk}:sender"])


def record_role_mail(membership: Membership) -> None:
    """A member is told of a new role; each change has its own mail."""
    record_keys([f"seat:{membership.pk}:{membership.role}:{int(time.time())}"])


def record_removed_mail(membership: Membership) -> None:
    """A member is told that they are no longer in the team."""
    record_keys([f"left:{membership.actor_id}:{membership.user_id}:{int(time.time())}"])
