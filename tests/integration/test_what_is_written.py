"""What each change of a proposal leaves behind: its event, the page's log, the step; and a row that moved."""

from typing import Any

import pytest
from wagtail.models import PageLogEntry

from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.decide import AskForChanges, RefuseProposal, TakeUpProposal
from resource_centre.contribution.errors import AlreadyDecided
from resource_centre.contribution.models import DECIDABLE, EventKind, Proposal, Status
from resource_centre.contribution.mutation import Mutation
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.settling import acceptance
from resource_centre.workflow.records import ReviewState
from tests.integration.test_review import proposal_of, read
from tests.support.reviewing import Desk, person, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def last(proposal: Proposal) -> tuple[Any, ...]:
    """What the proposal's history says last: kind, who, why."""
    event = proposal.events.latest("pk")
    return event.kind, event.by, event.why


def logged(proposal: Proposal) -> PageLogEntry:
    """What the log of its page says last of it."""
    return PageLogEntry.objects.filter(action__startswith="resource_centre.proposal_").latest("pk")


@pytest.mark.parametrize(
    ("act", "kind", "is_over"),
    [(RefuseProposal, EventKind.REFUSED, True), (AskForChanges, EventKind.ASKED, False)],
    ids=["refused", "asked"],
)
def test_a_decision_says_who_and_why_in_the_history_and_in_the_log(
    alone: Desk, page: Any, act: Any, kind: str, is_over: bool
) -> None:
    proposal = proposal_of(alone, page, summary="Proposé.")
    decided = act(proposal, alone.editor, " Une source ? ").execute()
    assert last(decided) == (kind, alone.editor, "Une source ?")
    assert (decided.decided_at is not None) is is_over
    entry = logged(decided)
    assert (entry.action, entry.user, entry.page_id) == (f"resource_centre.proposal_{kind}", alone.editor, page.pk)
    assert (entry.data, entry.content_changed, entry.revision_id) == ({"proposal": proposal.pk}, False, None)


def test_what_is_taken_up_or_taken_back_needs_no_reason(alone: Desk, page: Any) -> None:
    author = person("ada")
    proposal = proposal_of(alone, page, author, summary="Proposé.")
    taken_up = TakeUpProposal(proposal, alone.editor).execute()
    assert (taken_up.status, last(taken_up)) == (Status.IN_REVIEW, (EventKind.TAKEN_UP, alone.editor, ""))
    taken_back = WithdrawProposal(taken_up, author).execute()
    assert (taken_back.status, last(taken_back)) == (Status.WITHDRAWN, (EventKind.WITHDRAWN, author, ""))
    assert logged(taken_back).user == author


def test_an_acceptance_says_what_was_kept_and_which_version_it_made(alone: Desk, page: Any) -> None:
    proposal = proposal_of(alone, page, title="Autre titre", summary="Proposé.")
    decision = read(proposal, kept=frozenset({"summary"}), why=" Sans le titre. ")
    accepted = acceptance(proposal, alone.editor, decision).execute()
    assert last(accepted) == (EventKind.PARTLY_ACCEPTED, alone.editor, "Sans le titre.")
    assert accepted.decided_at is not None
    entry = logged(accepted)
    page.refresh_from_db()
    assert (entry.user, entry.revision_id, entry.content_changed) == (alone.editor, page.live_revision_id, True)
    assert entry.data == {"proposal": proposal.pk, "kept": ["summary"]}
    assert accepted.revision_id == page.live_revision_id
    assert page.live_revision.user == alone.editor


def test_each_step_keeps_who_why_and_what_was_checked(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé.")
    first = waiting_step(proposal)
    point = first.task.specific.points[0]
    PassStep(proposal, desk.reviewer, read(proposal, why=" Vu. ")).at_step(first.pk, [point]).execute()
    kept = ReviewState.objects.get(pk=first.pk)
    assert (kept.finished_by, kept.comment, kept.checked) == (desk.reviewer, "Vu.", [point])
    proposal = Proposal.objects.get(pk=proposal.pk)
    assert last(proposal) == (EventKind.STEP_PASSED, desk.reviewer, "Vu.")
    second = waiting_step(proposal)
    acceptance(proposal, desk.editor, read(proposal, why=" Bien. ")).execute()
    kept = ReviewState.objects.get(pk=second.pk)
    assert (kept.finished_by, kept.comment, kept.checked) == (desk.editor, "Bien.", [])


def test_a_row_that_went_or_moved_since_it_was_read_is_decided_already(alone: Desk, page: Any) -> None:
    proposal = proposal_of(alone, page, summary="Proposé.")
    mutation = Mutation(proposal, alone.editor)
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.REFUSED)
    with pytest.raises(AlreadyDecided):
        mutation.move(Status.WITHDRAWN)
    assert Proposal.objects.get(pk=proposal.pk).status == Status.REFUSED
    with pytest.raises(AlreadyDecided):
        mutation.lock(DECIDABLE)
    Proposal.objects.get(pk=proposal.pk).delete()
    with pytest.raises(AlreadyDecided):
        mutation.lock({Status.REFUSED})
