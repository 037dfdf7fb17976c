"""A step of outside opinion: the answer to a private link decides it, as the people of any other step would."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from wagtail.models import TaskState, WorkflowTask

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.errors import NotAllowed, OwnProposal
from resource_centre.contribution.models import EventKind, Proposal, ProposalEvent, Status
from resource_centre.contribution.revise import RebaseProposal
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.steps import Stage, begin_review, stage_of
from resource_centre.contribution.submit import Draft
from resource_centre.workflow.opinions import Answer, AskOpinion, GiveOpinion, Question, RevokeOpinion
from resource_centre.workflow.records import OpinionRequest, StepDecision
from resource_centre.workflow.tasks import FormReview, OutsideOpinion, SubstanceReview
from tests.factories import publish
from tests.support.contributing import content_with, letters
from tests.support.drafting import begun
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def task(desk: Desk) -> OutsideOpinion:
    """A step of outside opinion, which editors and reviewers send."""
    made = OutsideOpinion.objects.create(name="Avis")
    made.groups.set(desk.reviewer.groups.all() | desk.editor.groups.all())
    return made


def steps_of(desk: Desk, *tasks: Any) -> None:
    """The centre has those steps, in that order."""
    workflow = desk.centre.get_workflow()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    for order, one in enumerate(tasks):
        WorkflowTask.objects.create(workflow=workflow, task=one, sort_order=order)


def asked(desk: Desk, thing: Any, by: Any = None) -> OpinionRequest:
    """An expert is asked about what waits."""
    question = Question("Experte", "experte@example.org", until=timezone.localdate() + timedelta(days=5))
    return AskOpinion(waiting_step(thing), by or desk.reviewer, question).execute()


def answered(desk: Desk, thing: Any, verdict: str, comment: str = "", **sections: str) -> OpinionRequest:
    """The expert has answered about what waits."""
    return GiveOpinion(asked(desk, thing), Answer(verdict, comment, sections)).execute()


def now(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def summary_of(page: Any) -> str:
    return str(Practice.objects.get(pk=page.pk).summary)


def told(address: str) -> list[str]:
    """Subjects of the mails to an address."""
    return [letter.subject for letter in letters() if letter.to == [address]]


@pytest.mark.parametrize("is_superuser", [False, True])
def test_whoever_wrote_a_part_holds_no_link_that_decides(
    desk: Desk, page: Any, task: OutsideOpinion, *, is_superuser: bool
) -> None:
    """Whoever holds the link can answer: they would approve their own change under another name."""
    steps_of(desk, task)
    desk.editor.is_superuser = is_superuser
    desk.editor.save()
    state = submitted(page, desk.editor, summary="De moi.")
    with pytest.raises(OwnProposal):
        asked(desk, page, desk.editor)
    browser, posted = signed_in(desk.editor), {"name": "Moi", "until": "2100-01-01"}
    said = browser.post(f"/admin/resource-centre/review/{state.pk}/opinion/", posted, follow=True)
    assert ("Vous avez écrit une partie" in said.content.decode(), OpinionRequest.objects.exists()) == (True, False)
    one = asked(desk, page)
    shown = {
        who: "/avis/" in signed_in(who).get(f"/admin/resource-centre/review/{state.pk}/").content.decode()
        for who in (desk.editor, desk.reviewer)
    }
    assert shown == {desk.editor: False, desk.reviewer: True}
    with pytest.raises(OwnProposal):
        RevokeOpinion(one, desk.editor).execute()
    with pytest.raises(NotAllowed):
        RevokeOpinion(one, person("ailleurs")).execute()
    RevokeOpinion(one, desk.other_editor).execute()


def test_where_the_answer_decides_nothing_its_author_may_ask_too(desk: Desk, page: Any) -> None:
    desk.editor.groups.set(desk.reviewer.groups.all() | desk.editor.groups.all())
    submitted(page, desk.editor, summary="De moi.")
    GiveOpinion(asked(desk, page, desk.editor), Answer("approve")).execute()
    assert waiting_step(page).task.specific == SubstanceReview.objects.get()


def test_an_objection_sends_a_proposal_back_to_its_author_who_answers_it(
    desk: Desk, page: Any, task: OutsideOpinion
) -> None:
    steps_of(desk, task, FormReview.objects.get())
    author = person("autrice")
    proposal = proposal_of(desk, page, by=author, summary="Proposé.")
    state = waiting_step(proposal)
    answered(desk, proposal, "object", summary="Trop vague.")
    proposal = now(proposal)
    assert (proposal.status, stage_of(proposal)) == (Status.NEEDS_CHANGES, Stage.SENT_BACK)
    event = proposal.events.get(kind=EventKind.ASKED)
    assert (event.by, "Trop vague." in event.why, "Experte" in event.why) == (None, True, False)
    assert "Trop vague." in str(next(one for one in letters()[::-1] if one.to == ["autrice@example.org"]).body)
    decision = StepDecision.objects.get(task_state=state)
    state.refresh_from_db()
    assert (decision.act, decision.by, state.status) == ("reject", None, TaskState.STATUS_REJECTED)
    assert decision.revision_id == state.revision_id == now(proposal).latest_revision_id is not None
    assert ("Experte" in state.comment, "Trop vague." in state.comment) == (True, True)
    draft = Draft(content_with(page), content_with(page, summary="Précis."), page.live_revision_id)
    RebaseProposal(proposal, draft, Access.of(ANONYMOUS), author).execute()
    assert (now(proposal).status, waiting_step(proposal).task.specific) == (Status.SUBMITTED, task)


def test_an_approval_passes_what_the_steps_before_keep_and_tells_the_people_of_the_next(
    desk: Desk, page: Any, task: OutsideOpinion
) -> None:
    steps_of(desk, SubstanceReview.objects.get(), task, FormReview.objects.get())
    proposal = proposal_of(desk, page, summary="Proposé.", title="Autre titre")
    mark = (proposal.digest, page.live_revision_id)
    first = Decision(mark, frozenset({"summary"}), {"summary": "Reformulé."})
    acceptance(proposal, desk.other_reviewer, first).execute()
    before = now(proposal).kept_so_far
    known = len(told("redaction-2@example.org"))
    answered(desk, proposal, "approve", "Très bien.")
    proposal = now(proposal)
    assert (proposal.status, proposal.kept_so_far) == (Status.IN_REVIEW, before)
    assert waiting_step(proposal).task.specific == FormReview.objects.get()
    event = ProposalEvent.objects.filter(proposal=proposal, kind=EventKind.STEP_PASSED).latest("pk")
    assert (event.by, "Très bien." in event.why) == (None, True)
    assert len(told("redaction-2@example.org")) == known + 1
    assert list(proposal.writers.all()) == [desk.other_reviewer]


def test_an_approval_at_the_last_step_of_a_proposal_is_the_acceptance(
    desk: Desk, page: Any, task: OutsideOpinion
) -> None:
    steps_of(desk, task)
    proposal = proposal_of(desk, page, by=person("autrice"), summary="Proposé.")
    answered(desk, proposal, "approve")
    proposal = now(proposal)
    assert (summary_of(page), proposal.status, proposal.kept) == ("Proposé.", Status.ACCEPTED, ["summary"])
    assert {flow.status for flow in proposal.workflow_states} == {"approved"}
    assert (proposal.events.get(kind=EventKind.ACCEPTED).by, proposal.revision.user) == (None, None)
    assert len(told("autrice@example.org")) == 2  # received, accepted


@pytest.mark.usefixtures("unhurried")
def test_an_approval_at_the_last_step_of_a_new_resource_publishes_it(desk: Desk, task: OutsideOpinion) -> None:
    steps_of(desk, task)
    proposal = begun(signed_in(person("ada")), desk.centre)
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED, submitted_at=timezone.now())
    begin_review(now(proposal), None)
    answered(desk, now(proposal), "approve")
    assert (Practice.objects.get(title=proposal.title).live, now(proposal).status) == (True, Status.ACCEPTED)


def overlap(_desk: Desk, page: Any, _proposal: Proposal) -> None:
    page = Practice.objects.get(pk=page.pk)
    page.summary = "Entre-temps."
    page.save_revision().publish()


def lock(desk: Desk, page: Any, _proposal: Proposal) -> None:
    Practice.objects.filter(pk=page.pk).update(locked=True, locked_by=desk.editor, locked_at=timezone.now())


def reword(desk: Desk, page: Any, proposal: Proposal) -> None:
    """A first step does, before the one of the opinion: the expert reads the author's words."""
    steps_of(desk, SubstanceReview.objects.get(), OutsideOpinion.objects.get())
    TaskState.objects.filter(pk=waiting_step(proposal).pk).update(task=SubstanceReview.objects.get())
    mark = (proposal.digest, page.live_revision_id)
    acceptance(now(proposal), desk.other_reviewer, Decision(mark, None, {"summary": "Reformulé."})).execute()


@pytest.mark.parametrize("happened", [overlap, lock, reword])
def test_an_approval_that_cannot_publish_is_kept_and_leaves_the_step_to_its_people(
    desk: Desk, page: Any, task: OutsideOpinion, happened: Callable[..., None]
) -> None:
    steps_of(desk, task)
    proposal = proposal_of(desk, page, summary="Proposé.")
    happened(desk, page, proposal)
    was, state, status = summary_of(page), waiting_step(proposal), now(proposal).status
    known = len(told("relecture@example.org"))
    one = answered(desk, proposal, "approve", "Très bien.")
    assert (one.verdict, one.comment, len(told("relecture@example.org"))) == ("approve", "Très bien.", known + 1)
    assert (summary_of(page), now(proposal).status, waiting_step(proposal)) == (was, status, state)
    assert not StepDecision.objects.filter(task_state=state).exists()
    Practice.objects.filter(pk=page.pk).update(locked=False, locked_by=None)
    mark, so_far = (proposal.digest, Practice.objects.get(pk=page.pk).live_revision_id), now(proposal).kept_so_far
    whole = Decision(mark, None, so_far.get("edits", {}), {"summary": "proposal"})
    AcceptProposal(now(proposal), desk.other_editor, whole).execute()
    assert now(proposal).status in {Status.ACCEPTED, Status.PARTLY_ACCEPTED}


def test_an_approval_of_a_draft_that_is_not_valid_is_kept_and_leaves_the_step_to_its_people(
    desk: Desk, task: OutsideOpinion
) -> None:
    steps_of(desk, task)
    lesson = publish(desk.centre, "lesson", "Un enseignement", statement="Une hypothèse.")
    state = submitted(lesson, desk.editor, statement="")
    one = answered(desk, lesson, "approve")
    state.refresh_from_db()
    lesson.refresh_from_db()
    assert (one.verdict, state.status, lesson.statement) == ("approve", "in_progress", "Une hypothèse.")
    assert not StepDecision.objects.filter(task_state=state).exists()
