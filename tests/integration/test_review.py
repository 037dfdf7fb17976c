"""Steps of a review: who decides, on what, once; and what is never approved by whoever wrote it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext
from wagtail.models import GroupApprovalTask, PageLogEntry, Task, TaskState, Workflow, WorkflowPage, WorkflowTask

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.checks import check_steps
from resource_centre.content.pages.practice import Practice
from resource_centre.content.territories import Territory
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.decide import AskForChanges, RefuseProposal
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed, NotLastStep, OwnProposal, WithAuthor
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.revise import RebaseProposal
from resource_centre.contribution.steps import Stage, stage_of, step_number
from resource_centre.contribution.submit import Draft
from resource_centre.workflow.leaving import remove_from_workflows
from resource_centre.workflow.records import Handling, Sort, StepDecision
from resource_centre.workflow.setup import ensure_workflow
from resource_centre.workflow.steps import StepRefused
from resource_centre.workflow.tasks import FormReview, SubstanceReview
from tests.factories import publish
from tests.support.contributing import content_with, letters
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def live(page: Any) -> Any:
    return Practice.objects.get(pk=page.pk)


def decide(user: Any, state: TaskState, act: str = "approve", **posted: Any) -> Any:
    """The post of the page of a step, as its form sends it."""
    read = posted.pop("read", live(state.workflow_state.content_object).latest_revision_id)
    address = reverse("resource_centre_step", args=[state.pk])
    return signed_in(user).post(address, {"act": act, "read": read, **posted})


def read(proposal: Proposal, **more: Any) -> Decision:
    return Decision((proposal.digest, proposal.resource.live_revision_id if proposal.resource else None), **more)


def test_a_draft_is_published_after_two_steps_and_stays_a_draft_until_then(desk: Desk, page: Any) -> None:
    first = submitted(page, desk.editor, summary="Un meilleur résumé.")
    assert isinstance(first.task.specific, SubstanceReview)
    answer = decide(desk.reviewer, first, why="Bien sourcé.", point=["Each fact has a source that says it"])
    assert answer.status_code == 302
    assert live(page).summary == "Un résumé."
    second = waiting_step(page)
    assert isinstance(second.task.specific, FormReview)
    assert decide(desk.other_editor, second).status_code == 302
    assert live(page).summary == "Un meilleur résumé."
    told = PageLogEntry.objects.filter(page=page.pk, action="wagtail.workflow.approve").order_by("pk")
    assert [(entry.user, entry.data["comment"]) for entry in told] == [
        (desk.reviewer, "Bien sourcé."),
        (desk.other_editor, ""),
    ]


def test_whoever_wrote_a_part_of_a_draft_decides_at_no_step(desk: Desk, page: Any) -> None:
    page.summary = "Écrit par quelqu’un de la relecture."
    page.save_revision(user=desk.other_reviewer, log_action=True)
    state = submitted(live(page), desk.editor, problem="<p>Écrit par la rédaction.</p>")
    assert state.task.specific.get_actions(live(page), desk.other_reviewer) == []
    answer = decide(desk.other_reviewer, state)
    assert answer.status_code == 422
    assert "somebody else decides" in answer.content.decode() or "quelqu’un d’autre" in answer.content.decode()
    assert waiting_step(page) == state
    decide(desk.reviewer, state)
    assert decide(desk.editor, waiting_step(page)).status_code == 422
    assert live(page).summary == "Un résumé."


def test_a_step_is_taken_by_whoever_decides_there_and_who_wrote_is_asked_once(desk: Desk, page: Any) -> None:
    page.summary = "Écrit par quelqu’un de la relecture."
    page.save_revision(user=desk.other_reviewer, log_action=True)
    state = submitted(live(page), desk.editor, problem="<p>Écrit par la rédaction.</p>")
    for user, may in ((desk.reviewer, True), (desk.other_reviewer, False)):
        browser, address = signed_in(user), reverse("resource_centre_step", args=[state.pk])
        with CaptureQueriesContext(connection) as asked:
            shown = parsed(browser.get(address))
        assert bool(shown.select("[name=act][value=take]")) == bool(shown.select("[value=approve]")) == may
        of_the_writer = [query for query in asked if '"wagtailcore_revision"."user_id" = ' in query["sql"]]
        assert len(of_the_writer) == 1


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_a_forged_post_by_who_is_not_of_the_step_changes_nothing(desk: Desk, page: Any, act: str) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    stranger = person("ailleurs")
    decide(stranger, state, act, why="x")
    decide(desk.other_editor, state, act, why="x")  # of the other step
    with pytest.raises(StepRefused):
        state.task.specific.on_action(state, desk.other_editor, act)
    boss = person("admin", is_superuser=True, is_staff=True)
    live(page).save_revision(user=boss)
    with pytest.raises(StepRefused):  # wrote a part of it, administrator or not
        state.task.specific.on_action(state, boss, act, read=live(page).latest_revision_id)
    assert waiting_step(page) == state
    assert not StepDecision.objects.exists()


def test_what_changed_during_the_review_asks_for_a_new_look(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Avant")
    old = live(page).latest_revision_id
    shown = live(page)
    shown.summary = "Après"
    shown.save_revision(user=desk.editor)
    answer = decide(desk.reviewer, state, read=old)
    assert answer.status_code == 409
    assert "Après" in answer.content.decode()
    with pytest.raises(StepRefused, match=".") as refused:  # Wagtail's own button says nothing of what was read
        state.task.specific.on_action(state, desk.reviewer, "approve")
    assert refused.value.is_conflict
    assert decide(desk.reviewer, state).status_code == 302
    assert StepDecision.objects.get().revision_id == live(page).latest_revision_id


def test_a_step_is_decided_once(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    decide(desk.reviewer, state)
    assert decide(desk.other_reviewer, state, "reject", why="Non.").status_code == 409
    assert StepDecision.objects.count() == 1
    assert state.workflow_state.task_states.count() == 2


def test_a_step_of_a_page_that_was_deleted_meanwhile_is_as_one_that_is_decided(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    task = state.task.specific
    live(page).delete()
    for known in (True, False):
        late = TaskState(pk=state.pk, task_id=state.task_id, workflow_state_id=state.workflow_state_id)
        with pytest.raises(StepRefused) as refused:
            task.on_action(state if known else late, desk.reviewer, "approve")
        said = "Ce texte a été supprimé entre-temps\xa0: il n’y a plus rien à décider."
        assert (str(refused.value), refused.value.is_conflict) == (said, True)


def test_a_draft_sent_back_needs_a_reason_and_goes_back_to_its_author(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    assert decide(desk.reviewer, state, "reject").status_code == 422
    assert decide(desk.reviewer, state, "reject", why="Une source manque.").status_code == 302
    assert live(page).current_workflow_state.status == "needs_changes"


def test_only_the_named_reviewer_decides_and_the_groups_once_that_account_is_closed(desk: Desk, page: Any) -> None:
    task = SubstanceReview.objects.get()
    task.reviewer = desk.reviewer
    task.save()
    state = submitted(page, desk.editor, summary="Nouveau")
    assert decide(desk.other_reviewer, state).status_code == 422
    assert [one.email for one in state.task.specific.people()] == ["relecture@example.org"]
    desk.reviewer.is_active = False
    desk.reviewer.save()
    assert decide(desk.other_reviewer, state).status_code == 302


def test_a_reviewer_who_cannot_come_in_is_not_named(desk: Desk) -> None:
    task = SubstanceReview.objects.get()
    task.reviewer = person("ailleurs")
    with pytest.raises(ValidationError, match="reviewer"):
        task.clean()


def test_the_people_of_a_step_are_told_and_it_gets_a_day(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    assert {letter.to[0] for letter in letters()} >= {"relecture@example.org", "relecture-2@example.org"}
    due = Handling.objects.get(sort=Sort.STEP, item_id=state.pk).due_on
    assert due == timezone.localdate() + timedelta(days=14)


def test_a_proposal_goes_through_the_same_steps_and_its_last_approval_is_the_acceptance(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé")
    assert stage_of(proposal) is Stage.STEP
    with pytest.raises(NotLastStep):
        AcceptProposal(proposal, desk.reviewer, read(proposal)).execute()
    with pytest.raises(NotAllowed):
        PassStep(proposal, desk.editor, read(proposal)).execute()
    PassStep(proposal, desk.reviewer, read(proposal)).execute()
    assert live(page).summary == "Un résumé."
    proposal.refresh_from_db()
    assert (proposal.status, stage_of(proposal)) == (Status.IN_REVIEW, Stage.LAST)
    AcceptProposal(proposal, desk.editor, read(proposal)).execute()
    proposal.refresh_from_db()
    assert (live(page).summary, proposal.status) == ("Proposé", Status.ACCEPTED)
    assert proposal.current_workflow_state is None
    assert {row.status for row in proposal.workflow_states} == {"approved"}


def test_the_log_of_a_page_says_the_number_of_a_proposal_in_the_language_of_its_reader(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé.")
    entry = PageLogEntry.objects.get(page=page.pk, action="resource_centre.proposal_submitted")
    words = {"sentence": gettext("A proposal was received"), "number": proposal.pk}
    assert entry.message == gettext("%(sentence)s (no. %(number)s)") % words


def test_an_editor_who_words_a_part_of_a_proposal_approves_no_later_step(desk: Desk, page: Any) -> None:
    desk.reviewer.groups.set(desk.editor.groups.all() | desk.reviewer.groups.all())
    proposal = proposal_of(desk, page, summary="Proposé")
    PassStep(proposal, desk.reviewer, read(proposal, edits={"summary": "En d’autres mots"})).execute()
    proposal.refresh_from_db()
    with pytest.raises(OwnProposal):
        AcceptProposal(proposal, desk.reviewer, read(proposal)).execute()
    address = reverse("resource_centre_proposal", args=[proposal.pk])
    shown = signed_in(desk.editor).get(address).content.decode()
    assert "En d’autres mots" in shown


def test_the_page_of_a_step_that_was_passed_meanwhile_decides_nothing(desk: Desk, page: Any) -> None:
    desk.other_reviewer.groups.set(desk.editor.groups.all() | desk.reviewer.groups.all())
    proposal = proposal_of(desk, page, summary="Proposé")
    number = step_number(proposal)
    PassStep(proposal, desk.reviewer, read(proposal)).execute()
    proposal.refresh_from_db()
    for late in (
        AcceptProposal(proposal, desk.other_reviewer, read(proposal)),
        RefuseProposal(proposal, desk.other_reviewer, "x"),
    ):
        with pytest.raises(AlreadyDecided):
            late.at_step(number).execute()
    assert proposal.status == Status.IN_REVIEW


def test_a_refusal_at_a_step_ends_the_review_and_an_answer_to_remarks_resumes_it(desk: Desk, page: Any) -> None:
    refused = proposal_of(desk, page, summary="Refusé")
    RefuseProposal(refused, desk.reviewer, "Non.").execute()
    refused.refresh_from_db()
    assert (refused.status, refused.current_workflow_state) == (Status.REFUSED, None)
    author = person("auteur")
    proposal = proposal_of(desk, page, by=author, summary="À revoir")
    AskForChanges(proposal, desk.reviewer, "Plus court.").execute()
    proposal.refresh_from_db()
    assert stage_of(proposal) is Stage.SENT_BACK
    with pytest.raises(WithAuthor):
        AcceptProposal(proposal, desk.editor, read(proposal)).execute()
    draft = Draft(content_with(page), content_with(page, summary="Court"), page.live_revision_id)
    RebaseProposal(proposal, draft, Access.of(ANONYMOUS), author).execute()
    proposal.refresh_from_db()
    assert (stage_of(proposal), proposal.get_latest_revision().content["content"]["summary"]) == (Stage.STEP, "Court")


def test_a_workflow_that_ends_by_itself_publishes_no_proposal_and_leaves_it_to_whoever_publishes(
    desk: Desk, page: Any
) -> None:
    proposal = proposal_of(desk, page, summary="Proposé")
    Workflow.objects.get(workflow_pages__page=desk.centre).deactivate()
    proposal.refresh_from_db()
    assert (stage_of(proposal), live(page).summary) == (Stage.DIRECT, "Un résumé.")
    AcceptProposal(proposal, desk.editor, read(proposal)).execute()
    assert live(page).summary == "Proposé"


def test_a_workflow_above_the_centre_strands_no_proposal(desk: Desk, page: Any) -> None:
    WorkflowPage.objects.filter(page=desk.centre).delete()
    assert page.get_workflow() is not None  # Wagtail's own, on the root
    assert stage_of(proposal_of(desk, page, summary="Proposé")) is Stage.DIRECT


def test_setting_a_centre_up_twice_makes_one_workflow_and_keeps_the_one_that_was_chosen(desk: Desk) -> None:
    assert not ensure_workflow(desk.centre).created
    workflow = Workflow.objects.get(workflow_pages__page=desk.centre)
    assert [type(task.specific) for task in workflow.tasks] == [SubstanceReview, FormReview]


def test_the_pages_of_the_admin_name_nothing_to_who_is_not_concerned(desk: Desk, page: Any, client: Client) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    elsewhere = person("ailleurs", "Resource centre editors")
    elsewhere.groups.clear()
    for name in ("resource_centre_step",):
        assert signed_in(elsewhere).get(reverse(name, args=[state.pk])).status_code in {302, 404}


def test_a_step_without_anybody_is_said_to_administrators_and_by_a_check(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau")
    boss = signed_in(person("admin", is_superuser=True, is_staff=True))
    queue = reverse("resource_centre_queue")
    warned = [message.id for message in check_steps(databases=["default"])]
    assert "personne ne peut" not in boss.get(queue).content.decode()
    state.task.specific.groups.clear()
    assert [*warned, *(message.id for message in check_steps(databases=["default"]))] == ["resource_centre.W007"]
    assert "personne ne peut" in boss.get(queue).content.decode()


def test_a_last_approval_of_a_draft_that_is_not_valid_names_the_field_and_does_nothing(desk: Desk) -> None:
    """Wagtail stores drafts without the fields that publication needs."""
    lesson = publish(desk.centre, "lesson", "Un enseignement", statement="Une hypothèse.")
    submitted(lesson, desk.editor, statement="").task.specific.on_action(waiting_step(lesson), desk.reviewer, "approve")
    last = waiting_step(lesson)
    posted = {"act": "approve", "read": last.revision_id}
    answer = signed_in(desk.other_editor).post(reverse("resource_centre_step", args=[last.pk]), posted)
    assert answer.status_code == 422
    said = parsed(answer).select_one("[role=alert]").text
    assert ("tel quel" in said, "Énoncé\xa0: Ce champ ne peut pas être vide." in said) == (True, True)
    last.refresh_from_db()
    assert (last.status, StepDecision.objects.filter(task_state=last).exists()) == ("in_progress", False)
    lesson.refresh_from_db()
    assert lesson.statement == "Une hypothèse."


def test_the_home_of_the_admin_shows_what_waits_for_each_person(desk: Desk, page: Any) -> None:
    submitted(page, desk.editor, summary="Nouveau")
    proposal_of(desk, publish(desk.centre, "practice", "Une autre"), summary="Proposé")
    home = reverse("wagtailadmin_home")
    assert "resource-centre-tasks" in signed_in(desk.reviewer).get(home).content.decode()
    assert "resource-centre-tasks" not in signed_in(desk.other_editor).get(home).content.decode()


def test_removing_the_plugin_leaves_no_step_in_wagtails_tables(desk: Desk, page: Any) -> None:
    submitted(page, desk.editor, summary="Nouveau")
    proposal_of(desk, publish(desk.centre, "practice", "Une autre"), summary="Proposé")
    host = GroupApprovalTask.objects.create(name="De l’hôte")
    kept = Workflow.objects.create(name="De l’hôte")
    for order, task in enumerate((host, SubstanceReview.objects.get())):
        WorkflowTask.objects.create(workflow=kept, task=task, sort_order=order)
    assert remove_from_workflows() == 2
    assert [task.pk for task in kept.tasks] == [host.pk]
    assert not Task.objects.filter(name__in=("Le fond", "La forme")).exists()
    assert not Workflow.objects.filter(workflow_pages__page=desk.centre).exists()
    assert not TaskState.objects.exists()


def test_a_territory_that_is_proposed_is_named_to_its_author_and_to_who_decides(desk: Desk, page: Any) -> None:
    place = Territory.objects.create(level="region", code="53", name="Bretagne", label="Bretagne (région)")
    row = {"pk": None, "territory": place.pk, "role": "implemented_in", "alias": None, "state": "confirmed"}
    proposal = proposal_of(desk, page, territory_links=[row])
    shown = signed_in(desk.reviewer).get(reverse("resource_centre_proposal", args=[proposal.pk]))
    assert "Bretagne" in shown.content.decode()
    tracked = signed_in(proposal.author).get(f"{desk.centre.url}propositions/{proposal.uuid}/")
    assert "Bretagne" in tracked.content.decode()


def test_the_steps_beside_a_decision_and_its_buttons_agree_with_what_they_are_about(desk: Desk, page: Any) -> None:
    first = submitted(page, desk.editor, summary="Nouveau.")
    decide(desk.reviewer, first)
    step = parsed(signed_in(desk.editor).get(reverse("resource_centre_step", args=[waiting_step(page).pk])))
    passed, waiting = (one.get_text() for one in step.select(".rc-steps li"))
    assert f" {pgettext('a step of a review', 'approved')} " in passed
    assert pgettext("a step of a review", "waiting") in waiting
    button = step.select_one("button[value=postpone]")
    assert button
    assert button.text == pgettext("verb", "Put off")
