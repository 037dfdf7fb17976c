"""What an author does with a proposal: change it, put it on the page of today, take it back."""

from typing import Any

from django.utils import timezone

from resource_centre.access.contribution import is_own, may_propose
from resource_centre.access.visibility import Access
from resource_centre.contribution.errors import NotAllowed, ProposalMoved
from resource_centre.contribution.models import DECIDABLE, OPEN, EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation, atomic_or_decided
from resource_centre.contribution.steps import leave_review, read_again
from resource_centre.contribution.submit import Draft
from resource_centre.contribution.uploads.adopting import adopt_files
from resource_centre.contribution.uploads.dropping import drop_files, drop_unused


class ByAuthor(Mutation):
    """Something that only its author does, by `access.contribution.is_own`."""

    def check(self) -> None:
        """Raise NotAllowed to anybody else."""
        if not is_own(getattr(self.by, "pk", None), self.proposal.author_id, self.proposal.author_email):
            raise NotAllowed


class RebaseProposal(ByAuthor):
    """The author changes a proposal, on the content that the page has today. It goes back to the editors.

    `proposal` is as its author has read it: what was changed since, from another window, is not overwritten.
    """

    def __init__(self, proposal: Proposal, draft: Draft, access: Access, by: Any = None) -> None:
        super().__init__(proposal, by)
        self.draft, self.access, self.read = draft, access, proposal.digest

    def check(self) -> None:
        """Raise NotAllowed, Tampered, NothingChanged."""
        super().check()
        page = self.proposal.resource
        if page is None or not may_propose(self.access, page):
            raise NotAllowed
        self.draft.check()

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises AlreadyDecided when it is no longer open, ProposalMoved when it is not what was read."""
        self.check()
        self.lock(DECIDABLE)
        if self.proposal.digest != self.read:
            raise ProposalMoved(self.proposal)
        self.move(
            Status.SUBMITTED,
            base_content=self.draft.base,
            content=self.draft.content,
            base_revision_id=self.draft.base_revision_id,
            kept_so_far={},
        )
        adopt_files(self.proposal, self.by)
        drop_unused(self.proposal)
        read_again(self.proposal, self.by)
        self.tell(EventKind.REVISED)
        return self.proposal


class WithdrawProposal(ByAuthor):
    """The author takes it back."""

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises AlreadyDecided when it is no longer open."""
        self.check()
        self.lock(OPEN)
        self.move(Status.WITHDRAWN, decided_at=timezone.now(), confirmation="")
        leave_review(self.proposal, self.by)
        drop_files(self.proposal)
        self.tell(EventKind.WITHDRAWN)
        return self.proposal
