"""Changes inside a team: another role, somebody taken out, somebody who leaves."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from resource_centre.access.contribution import may_decide
from resource_centre.access.membership_models import Invitation, Membership, Role
from resource_centre.access.memberships import is_last_lead, may_lead
from resource_centre.contribution.errors import LastLead, NotAllowed
from resource_centre.contribution.handing_over import leave_to_team
from resource_centre.contribution.member_mails import record_removed_mail, record_role_mail


class TeamMutation:
    """One change of one seat; the rows of the team are held, so that two leads cannot leave at once."""

    def __init__(self, membership: Membership, by: Any) -> None:
        self.membership, self.by = membership, by

    def check(self) -> None:
        """Raise NotAllowed to who does not look after the team."""
        if not may_lead(self.by, self.membership.actor):
            raise NotAllowed

    def lock(self) -> None:
        """Hold the team until the end of the transaction, and ask again: who was a lead may be taken out meanwhile.

        Raises NotAllowed, also when the seat is no more.
        """
        team = list(Membership.objects.select_for_update().filter(actor=self.membership.actor_id).order_by("pk"))
        found = next((one for one in team if one.pk == self.membership.pk), None)
        if found is None:
            raise NotAllowed
        self.membership.role = found.role
        self.check()

    def keeps_a_lead(self) -> bool:
        """Whether the team has a lead without this seat, or may do without: an editor leaves it so."""
        return not is_last_lead(self.membership) or may_decide(self.by, self.membership.actor)

    def check_lead_stays(self) -> None:
        """Raise LastLead."""
        if not self.keeps_a_lead():
            raise LastLead

    def free_seat(self) -> None:
        """Delete the seat, once what was written for the team is the team's, and the rest the person's own."""
        leave_to_team(self.membership.user_id, self.membership.actor_id)
        self.membership.delete()

    def void_invitations(self) -> None:
        """Delete those that wait for an answer: nobody takes a seat of somebody who was told to give none any more."""
        sent = Invitation.objects.filter(actor=self.membership.actor_id, by=self.membership.user_id, used_at=None)
        sent.delete()

    def tell(self, action: str) -> None:
        """A line in Wagtail's log of the organisation's page; it names no member."""
        log(self.membership.actor, f"resource_centre.{action}", user=self.by)


class ChangeRole(TeamMutation):
    """A contributor becomes a lead, or a lead a contributor."""

    def __init__(self, membership: Membership, role: Role, by: Any) -> None:
        super().__init__(membership, by)
        self.role = role

    @transaction.atomic
    def execute(self) -> Membership:
        """Raises NotAllowed, LastLead. The role that one has already changes nothing."""
        self.check()
        self.lock()
        if self.membership.role == self.role:
            return self.membership
        if self.role != Role.LEAD:
            self.check_lead_stays()
            self.void_invitations()
        self.membership.role = self.role
        self.membership.save(update_fields=["role"])
        self.tell("member_role")
        if self.by.pk != self.membership.user_id:
            record_role_mail(self.membership)
        return self.membership


class RemoveMember(TeamMutation):
    """A lead takes somebody out. What that person wrote alone stays theirs; their invitations are void."""

    @transaction.atomic
    def execute(self) -> None:
        """Raises NotAllowed, LastLead."""
        self.check()
        self.lock()
        self.check_lead_stays()
        self.tell("member_removed")
        if self.by.pk != self.membership.user_id:
            record_removed_mail(self.membership)
        self.void_invitations()
        self.free_seat()


class LeaveOrganisation(TeamMutation):
    """A member leaves by themselves. Their invitations wait on: the team sees them, and takes them back if it likes."""

    def check(self) -> None:
        """Raise NotAllowed to anybody else."""
        if self.by.pk != self.membership.user_id:
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> None:
        """Raises NotAllowed, LastLead."""
        self.check()
        self.lock()
        self.check_lead_stays()
        self.tell("member_left")
        self.free_seat()
