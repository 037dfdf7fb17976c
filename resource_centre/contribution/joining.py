"""Asking to join an organisation, and the answer of those who decide on its page."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from resource_centre.access.contribution import may_decide
from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState, Role
from resource_centre.access.memberships import may_ask, membership_of
from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.contribution.errors import (
    AlreadyAsked,
    AlreadyMember,
    NotAllowed,
    RefusalUnexplained,
    RequestDecided,
)
from resource_centre.contribution.member_mails import record_answer_mail, record_request_mails


class RequestMembership:
    """An account asks to join an organisation whose page it may read."""

    def __init__(self, actor: Actor, user: Any, message: str, access: Access, language: str = "fr") -> None:
        self.actor, self.user, self.access = actor, user, access
        self.message, self.language = message.strip(), language

    def check(self) -> None:
        """Raise NotAllowed, AlreadyMember."""
        if not may_ask(self.access, self.actor):
            raise NotAllowed
        if membership_of(self.user, self.actor) is not None:
            raise AlreadyMember

    def execute(self) -> MembershipRequest:
        """Keep it, and tell those who decide. Raises AlreadyAsked while an earlier one waits."""
        self.check()
        try:
            with transaction.atomic():
                request = MembershipRequest.objects.create(
                    user=self.user, actor=self.actor, message=self.message, language=self.language
                )
                log(self.actor, "resource_centre.member_asked", user=self.user)
                record_request_mails(request)
        except IntegrityError as error:
            raise AlreadyAsked from error
        return request


class Answer:
    """The end of a request: whoever is first ends it, in one transaction."""

    state: RequestState
    action: str

    def __init__(self, request: MembershipRequest, by: Any) -> None:
        self.request, self.by = request, by

    def check(self) -> None:
        """Raise NotAllowed to who does not decide on the page of the organisation, or asks for themselves."""
        if not may_decide(self.by, self.request.actor) or self.by.pk == self.request.user_id:
            raise NotAllowed

    def end(self, reason: str = "") -> None:
        """Change the state, if nobody did since. Raises RequestDecided."""
        here = MembershipRequest.objects.filter(pk=self.request.pk, state=RequestState.WAITING)
        values = {"state": self.state, "reason": reason, "decided_at": timezone.now(), "decided_by": self.by}
        if here.update(**values) != 1:
            raise RequestDecided
        self.request.refresh_from_db()
        log(self.request.actor, self.action, user=self.by)


class AcceptMembership(Answer):
    """The person is in the team; the first of a team is its lead, unless another role is named."""

    state, action = RequestState.ACCEPTED, "resource_centre.member_accepted"

    def __init__(self, request: MembershipRequest, by: Any, role: Role = Role.CONTRIBUTOR) -> None:
        super().__init__(request, by)
        self.role = role

    @transaction.atomic
    def execute(self) -> Membership:
        """The seat. Raises NotAllowed, RequestDecided."""
        self.check()
        self.end()
        seat, _created = Membership.objects.get_or_create(
            user=self.request.user, actor=self.request.actor, defaults={"role": self.role, "by": self.by}
        )
        record_answer_mail(self.request)
        return seat


class RefuseMembership(Answer):
    """The person is told why; nothing forbids to ask again."""

    state, action = RequestState.REFUSED, "resource_centre.member_refused"

    def __init__(self, request: MembershipRequest, by: Any, reason: str) -> None:
        super().__init__(request, by)
        self.reason = reason.strip()

    @transaction.atomic
    def execute(self) -> MembershipRequest:
        """Raises NotAllowed, RefusalUnexplained, RequestDecided."""
        self.check()
        if not self.reason:
            raise RefusalUnexplained
        self.end(self.reason)
        record_answer_mail(self.request)
        return self.request


class WithdrawRequest(Answer):
    """The person takes the request back before it is answered."""

    state, action = RequestState.WITHDRAWN, "resource_centre.member_withdrew"

    def check(self) -> None:
        """Raise NotAllowed to anybody else."""
        if self.by.pk != self.request.user_id:
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> MembershipRequest:
        """Raises NotAllowed, RequestDecided."""
        self.check()
        self.end()
        return self.request
