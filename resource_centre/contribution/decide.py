"""Decisions other than an acceptance: taking up, asking for changes, refusing."""

from django.utils import timezone

from resource_centre.contribution.errors import WhyMissing
from resource_centre.contribution.models import DECIDABLE, EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation, atomic_or_decided
from resource_centre.contribution.steps import leave_review
from resource_centre.contribution.uploads.dropping import drop_files


class TakeUpProposal(Mutation):
    """An editor says that they are reading it."""

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal."""
        self.check_decides()

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises AlreadyDecided when it no longer waits for that."""
        self.check()
        self.lock({Status.SUBMITTED})
        self.move(Status.IN_REVIEW)
        self.tell(EventKind.TAKEN_UP)
        return self.proposal


class WithReason(Mutation):
    """A decision that its author must be able to understand."""

    status: Status
    kind: EventKind

    def __init__(self, proposal: Proposal, by: object, why: str) -> None:
        super().__init__(proposal, by)
        self.why = why.strip()

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal, WhyMissing."""
        self.check_decides()
        if not self.why:
            raise WhyMissing

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises AlreadyDecided when somebody was faster."""
        self.check()
        self.lock_step(DECIDABLE)
        self.move(self.status, decided_at=timezone.now() if self.status == Status.REFUSED else None)
        self.leave_step()
        if self.status == Status.REFUSED:
            drop_files(self.proposal)
        self.tell(self.kind, self.why)
        return self.proposal

    def leave_step(self) -> None:
        """It is sent back from the step that it is in; a refusal ends the review besides."""
        self.pass_step("reject", self.why)
        if self.status == Status.REFUSED:
            leave_review(self.proposal, self.by)


class RefuseProposal(WithReason):
    """Nothing of it is kept, and its author is told why."""

    status, kind = Status.REFUSED, EventKind.REFUSED


class AskForChanges(WithReason):
    """The author is asked to change something; the proposal stays open."""

    status, kind = Status.NEEDS_CHANGES, EventKind.ASKED


class SayOutdated(WithReason):
    """The page has moved too far: the author is asked to say it again on the page of today."""

    status, kind = Status.OUTDATED, EventKind.OUTDATED
