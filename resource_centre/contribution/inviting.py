"""Inviting somebody to a team, by a link that is sent to their address, expires, and serves once."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, RequestState, Role
from resource_centre.access.memberships import may_lead, membership_of
from resource_centre.content.pages.actor import Actor
from resource_centre.contribution.errors import AlreadyMember, ForeignInvitation, InvitationUnusable, NotAllowed
from resource_centre.contribution.member_mails import record_invitation_mail, record_joined_mail
from resource_centre.contribution.signed_links import new_secret

#: Days after which an invitation is void.
DAYS = 14


class InviteMember:
    """Keeps a seat for an address and writes to it. Inviting an address again sends a new link; the old one is void."""

    def __init__(self, actor: Actor, email: str, role: Role, by: Any, language: str = "fr") -> None:
        self.actor, self.email, self.role, self.by = actor, email.strip().lower(), role, by
        self.language = language

    def check(self) -> None:
        """Raise NotAllowed, AlreadyMember."""
        if not may_lead(self.by, self.actor):
            raise NotAllowed
        if Membership.objects.filter(actor=self.actor, user__email__iexact=self.email).exists():
            raise AlreadyMember

    def execute(self) -> Invitation:
        """Keep it, and write to the address. Two that invite it at the same moment send one link that serves."""
        self.check()
        try:
            return self._keep()
        except IntegrityError:
            return self._keep()

    @transaction.atomic
    def _keep(self) -> Invitation:
        Invitation.objects.filter(actor=self.actor, email=self.email, used_at=None).delete()
        invitation = Invitation.objects.create(
            actor=self.actor,
            email=self.email,
            role=self.role,
            by=self.by,
            language=self.language,
            secret=new_secret(),
            expires_at=timezone.now() + timedelta(days=DAYS),
        )
        log(self.actor, "resource_centre.member_invited", user=self.by, data={"invitation": invitation.pk})
        record_invitation_mail(invitation)
        return invitation


class RevokeInvitation:
    """Takes an invitation back: its link is void at once, and the address is forgotten."""

    def __init__(self, invitation: Invitation, by: Any) -> None:
        self.invitation, self.by = invitation, by

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_lead(self.by, self.invitation.actor):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> None:
        """Raises NotAllowed, InvitationUnusable when it was used meanwhile."""
        self.check()
        count, _rows = Invitation.objects.filter(pk=self.invitation.pk, used_at=None).delete()
        if not count:
            raise InvitationUnusable
        log(self.invitation.actor, "resource_centre.invitation_revoked", user=self.by)


class AcceptInvitation:
    """The account of the invited address takes its seat."""

    def __init__(self, invitation: Invitation, user: Any) -> None:
        self.invitation, self.user = invitation, user

    def check(self) -> None:
        """Raise ForeignInvitation to the account of another address: a link may have been passed on."""
        if not self.user.is_active or self.user.email.strip().lower() != self.invitation.email.lower():
            raise ForeignInvitation

    def execute(self) -> Membership:
        """The seat; who has one already keeps it. Raises ForeignInvitation, InvitationUnusable."""
        self.check()
        try:
            return self._take()
        except IntegrityError as error:
            raise InvitationUnusable from error

    @transaction.atomic
    def _take(self) -> Membership:
        now, actor = timezone.now(), self.invitation.actor
        here = Invitation.objects.filter(
            pk=self.invitation.pk, secret=self.invitation.secret, used_at=None, expires_at__gt=now
        )
        # The address has served: the account is known now.
        if not self.invitation.secret or here.update(used_at=now, used_by=self.user, secret="", email="") != 1:
            raise InvitationUnusable
        seat = membership_of(self.user, actor) or Membership.objects.create(
            user=self.user, actor=actor, role=self.invitation.role, by=self.invitation.by
        )
        waiting = MembershipRequest.objects.filter(actor=actor, user=self.user, state=RequestState.WAITING)
        waiting.update(state=RequestState.WITHDRAWN, decided_at=now)
        log(actor, "resource_centre.member_joined", user=self.user)
        self.invitation.refresh_from_db()
        record_joined_mail(self.invitation)
        return seat
