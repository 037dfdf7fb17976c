"""What every change of a proposal has in common: its row is locked, it changes state once, what happened is written."""

from collections.abc import Collection, Sequence
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from wagtail.log_actions import log

from resource_centre.contribution.deciding import decides_on
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed, OwnProposal
from resource_centre.contribution.mail_rows import record_mails
from resource_centre.contribution.models import EventKind, Proposal, ProposalEvent, Status
from resource_centre.contribution.steps import step_number
from resource_centre.contribution.writers import wrote

#: What the database says of a second end of a proposal, and of a second decision at one step.
ENDED = ("one_end", "resource_centre_proposalevent", "resource_centre_stepdecision")


class Mutation:
    """One change of one proposal. `by` is the account that makes it; None for an author without one."""

    #: The number of the step whose page was read, 0 for none; None where nobody read a page.
    step: int | None = None
    #: Points of the step's checklist that were ticked.
    checked: Sequence[str] = ()

    def __init__(self, proposal: Proposal, by: Any = None) -> None:
        self.proposal = proposal
        self.by = by

    def check(self) -> None:
        """Raise ContributionError when this may not be done."""

    def check_decides(self) -> None:
        """Raise NotAllowed to who may not decide here, OwnProposal to whoever wrote any part of it."""
        if not decides_on(self.by, self.proposal):
            raise NotAllowed
        if wrote(self.proposal, self.by):
            raise OwnProposal

    def execute(self) -> Proposal:
        """Do it, whole or not at all; the proposal as it is then. Raises ContributionError."""
        raise NotImplementedError

    def undo(self) -> None:
        """Take back what no transaction does, once it has failed: files that were copied."""

    def lock(self, states: Collection[str]) -> None:
        """Hold the proposal's row until the end of the transaction. Raises AlreadyDecided in any other state."""
        found = Proposal.objects.select_for_update().filter(pk=self.proposal.pk).first()
        if found is None or found.status not in states:
            raise AlreadyDecided
        self.proposal = found

    def lock_step(self, states: Collection[str]) -> None:
        """The same for a decision: the step is the one that was read, and its people are asked again once it is held.

        Raises AlreadyDecided, NotAllowed, OwnProposal.
        """
        self.lock(states)
        if self.step is not None and self.step != step_number(self.proposal):
            raise AlreadyDecided
        self.check()

    def at_step(self, number: int | None, checked: Sequence[str] = ()) -> "Mutation":
        """The same decision, said of that step, with what was ticked of its checklist."""
        self.step, self.checked = number, checked
        return self

    def move(self, status: Status, **values: Any) -> None:
        """Change the state, if nobody did since it was read: where rows cannot be locked, this is the lock."""
        here = Proposal.objects.filter(pk=self.proposal.pk, status=self.proposal.status)
        if here.update(status=status, **values) != 1:
            raise AlreadyDecided
        self.proposal.refresh_from_db()

    def pass_step(self, action: str, comment: str = "") -> None:
        """Let the engine know what was decided at the step that the proposal is in, if it is in one.

        The step itself refuses a second decision and whoever wrote a part of the change. Raises AlreadyDecided,
        OwnProposal.
        """
        state = self.proposal.current_workflow_task_state
        if state is not None:
            task = state.task.specific
            task.on_action(state, self.by, action, comment=comment.strip(), checked=self.checked)

    def tell(self, kind: EventKind, why: str = "", revision: Any = None, **data: Any) -> ProposalEvent:
        """Write what happened, in the proposal's history and in the page's log, and who must be told by mail."""
        event = ProposalEvent.objects.create(proposal=self.proposal, kind=kind, by=self.by, why=why)
        if self.proposal.resource is not None:
            log(
                self.proposal.resource.specific_deferred,
                f"resource_centre.proposal_{kind}",
                user=self.by,
                revision=revision,
                content_changed=revision is not None,
                data={"proposal": self.proposal.pk, **data},
            )
        record_mails(event)
        return event


def atomic_or_decided(function: Any) -> Any:
    """Run in one transaction; when it fails, undo what is outside of it.

    A second end of the same proposal, refused by the database, is AlreadyDecided.
    """

    @wraps(function)
    def run(self: Mutation) -> Any:
        try:
            with transaction.atomic():
                return function(self)
        except BaseException as error:
            self.undo()
            if isinstance(error, IntegrityError) and any(name in str(error) for name in ENDED):
                raise AlreadyDecided from error
            raise

    return run
