"""Approving a proposal at a step that is not the last: nothing is published, the next step reads what was kept."""

from resource_centre.contribution.accept import Acceptance
from resource_centre.contribution.errors import AlreadyDecided, NothingKept, TextChanged
from resource_centre.contribution.models import DECIDABLE, EventKind, Proposal, Status
from resource_centre.contribution.mutation import atomic_or_decided
from resource_centre.contribution.steps import Stage, stage_of


class PassStep(Acceptance):
    """Keeps all of a proposal, some of it, or some in other words, and leaves the decision to the next step.

    Whoever puts it in other words has written a part of it, and approves no later step.
    """

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal; AlreadyDecided when the step was passed meanwhile."""
        self.check_decides()
        if stage_of(self.proposal) is not Stage.STEP:
            raise AlreadyDecided

    @atomic_or_decided
    def execute(self) -> Proposal:
        """Raises AlreadyDecided, TextChanged or NothingKept: nothing is done then."""
        self.check()
        self.lock_step(DECIDABLE)
        live = None if self.proposal.resource is None else self.proposal.resource.live_revision_id
        if self.decision.read != (self.proposal.digest, live):
            raise TextChanged
        kept = self.kept_of(self.proposal.changes)
        if not kept:
            raise NothingKept
        so_far = {"kept": sorted(kept), "edits": dict(self.decision.edits), "choices": dict(self.decision.choices)}
        step, before = self.proposal.current_workflow_task, self.proposal.kept_so_far.get("edits", {})
        self.move(Status.IN_REVIEW, kept_so_far=so_far)
        self.pass_step("approve", self.decision.why)
        if any(before.get(key) != value for key, value in self.decision.edits.items()):
            self.proposal.writers.add(self.by)
        self.tell(EventKind.STEP_PASSED, self.decision.why.strip(), step=str(step))
        return self.proposal
