"""Rules of deciding, one by one: who is of a step, what a decision keeps, what each refusal says, who leads a team."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    ModelLogEntry,
    Page,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from resource_centre.access.membership_models import Membership, Role
from resource_centre.access.memberships import is_last_lead, may_lead, may_see_team, membership_of
from resource_centre.content.days import site_today
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.accept_new import AcceptNewResource
from resource_centre.contribution.decide import AskForChanges, RefuseProposal
from resource_centre.contribution.errors import ContentRefused, NotAllowed, WhyMissing
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.settling import acceptance
from resource_centre.workflow import bulk
from resource_centre.workflow.bulk import Refused, accept_from_list
from resource_centre.workflow.deciding import DecideStep, StepNotDecided, content_refused
from resource_centre.workflow.queue import Wanted, waiting_for
from resource_centre.workflow.queue_items import load_items
from resource_centre.workflow.records import ReviewState, StepDecision
from resource_centre.workflow.steps import (
    StepRefused,
    actions_of,
    check_decision,
    check_reviewer,
    is_of,
    people_of,
    states_for,
)
from tests.factories import publish
from tests.support.drafting import begun
from tests.support.html import parsed
from tests.support.reviewing import Desk, coming_in, person, proposal_of, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def state(desk: Desk, page: Any) -> TaskState:
    """The first step of a draft that an editor wrote."""
    return submitted(page, desk.editor, summary="Un meilleur résumé.")


def decided(state: TaskState, by: Any, act: str = "approve", **more: Any) -> ReviewState:
    """The step as its decision leaves it."""
    latest = state.workflow_state.content_object.latest_revision_id
    DecideStep(state, by, act, read=str(latest), **more).execute()
    return ReviewState.objects.get(pk=state.pk)


def test_a_decision_keeps_who_why_and_the_points_of_the_list_that_were_checked(desk: Desk, state: TaskState) -> None:
    points = state.task.specific.points
    kept = decided(state, desk.reviewer, why=" Bien sourcé. ", checked=[points[1], "Inventé"])
    assert (kept.finished_by, kept.comment, kept.checked) == (desk.reviewer, "Bien sourcé.", [points[1]])
    assert (kept.status, kept.revision_id) == (TaskState.STATUS_APPROVED, state.revision_id)
    decision = StepDecision.objects.get()
    assert (decision.act, decision.by, decision.revision_id) == ("approve", desk.reviewer, state.revision_id)


def test_what_is_sent_back_keeps_who_and_why(desk: Desk, state: TaskState) -> None:
    with pytest.raises(WhyMissing):
        decided(state, desk.reviewer, "reject", why="  ")
    kept = decided(state, desk.reviewer, "reject", why="Une source ?")
    assert (kept.finished_by, kept.comment, kept.checked) == (desk.reviewer, "Une source ?", [])
    assert kept.status == TaskState.STATUS_REJECTED
    decision = StepDecision.objects.get()
    assert (decision.act, decision.by, decision.revision_id) == ("reject", desk.reviewer, state.revision_id)


def test_a_step_that_names_somebody_is_theirs_alone_be_they_of_its_groups_or_not(desk: Desk, state: TaskState) -> None:
    task = state.task.specific
    for named in (coming_in("experte"), desk.other_reviewer):
        task.reviewer = named
        task.save()
        assert [is_of(task, one) for one in (named, desk.reviewer, desk.editor)] == [True, False, False]
        assert people_of(task) == [named]


def test_wagtail_s_own_call_of_a_step_says_no_more_than_what_is_decided(desk: Desk, state: TaskState) -> None:
    """Neither a comment nor what was read: an approval goes without both, what is sent back without neither."""
    task = state.task.specific
    with pytest.raises(StepRefused, match=r"^Dites pourquoi"):
        task.on_action(state, desk.reviewer, "reject", comment="  ")
    with pytest.raises(StepRefused, match=r"^Dites pourquoi"):
        task.on_action(state, desk.reviewer, "reject")
    task.on_action(state, desk.reviewer, "approve")
    kept = ReviewState.objects.get(pk=state.pk)
    assert (kept.status, kept.comment, kept.checked) == (TaskState.STATUS_APPROVED, "", [])


def test_an_account_that_is_closed_is_of_no_step_be_it_of_its_groups_or_an_administrator_s(
    desk: Desk, state: TaskState
) -> None:
    task = state.task.specific
    closed = person("partie", "Resource centre reviewers", is_active=False)
    boss = person("admin", is_superuser=True)
    assert [is_of(task, one) for one in (desk.reviewer, boss)] == [True, True]
    boss.is_active = False
    assert [is_of(task, one) for one in (closed, boss, None, AnonymousUser())] == [False] * 4
    task.reviewer = closed
    task.save()
    assert not is_of(task, closed)
    assert [one.pk for one in states_for(task, desk.reviewer)] == [state.pk], (
        "whom it names cannot come in: its groups decide"
    )
    assert not states_for(task, closed).exists()


def test_each_refusal_says_why(desk: Desk, page: Any, state: TaskState) -> None:
    task, thing = state.task.specific, state.workflow_state.content_object
    latest = thing.latest_revision_id

    def refusal(user: Any, act: str = "approve", read: Any = latest) -> tuple[str, bool]:
        with pytest.raises(StepRefused) as refused:
            check_decision(task, state, thing, user, act, read)
        return str(refused.value), refused.value.is_conflict

    assert refusal(desk.reviewer, "publish") == (
        "Une étape s’approuve ou se renvoie\xa0; ceci n’est ni l’un ni l’autre.",
        False,
    )
    assert refusal(person("ailleurs")) == ("Vous n’êtes pas de ceux qui décident à cette étape.", False)
    moved = "Le texte a changé depuis\xa0: relisez-le, puis décidez."
    assert refusal(desk.reviewer, read=latest - 1) == (moved, True)
    with pytest.raises(StepNotDecided) as stale:
        DecideStep(state, desk.reviewer, "approve", read=str(latest - 1)).execute()
    assert (str(stale.value), stale.value.is_conflict) == (moved, True)
    admin = person("admin", is_superuser=True)
    submitted_by_admin = submitted(publish(desk.centre, "practice", "Autre"), admin, summary="x")
    with pytest.raises(StepNotDecided) as own:
        decided(submitted_by_admin, admin)
    assert str(own.value) == "Vous avez écrit une partie de ce changement\xa0: quelqu’un d’autre en décide."
    assert own.value.is_conflict is False
    assert decided(state, desk.reviewer).comment == ""
    state.refresh_from_db()
    assert refusal(desk.reviewer) == ("Cette étape est déjà décidée.", True)


def test_a_reviewer_who_cannot_come_in_is_refused_at_the_field(desk: Desk) -> None:
    check_reviewer(None)
    check_reviewer(desk.reviewer)
    with pytest.raises(ValidationError) as refused:
        check_reviewer(person("ailleurs"))
    assert list(refused.value.message_dict) == ["reviewer"]
    assert refused.value.messages[0].startswith("Ce compte est fermé")


def test_wagtail_s_screens_offer_a_decision_to_those_of_the_step_alone(desk: Desk, page: Any, state: TaskState) -> None:
    task, thing = state.task.specific, state.workflow_state.content_object
    assert [(name, asks) for name, _words, asks in actions_of(task, thing, desk.reviewer)] == [
        ("reject", True), ("approve", False), ("approve", True)
    ]  # fmt: skip
    words = [words for _name, words, _asks in actions_of(task, thing, desk.reviewer)]
    assert words == ["Demander des changements", "Approuver", "Approuver avec un commentaire"]
    assert actions_of(task, thing, desk.editor) == []
    assert actions_of(task, thing, person("ailleurs")) == []
    boss = person("admin", is_superuser=True)
    assert len(actions_of(task, thing, boss)) == 3
    thing.specific.save_revision(user=boss)
    assert actions_of(task, thing, boss) == [], "wrote a part of it"


def test_those_who_have_no_address_are_not_among_the_people_who_are_told(desk: Desk, state: TaskState) -> None:
    person("relecture-3", "Resource centre reviewers", is_active=False)
    silent = person("relecture-4", "Resource centre reviewers")
    silent.email = ""
    silent.save()
    assert people_of(state.task.specific) == [desk.reviewer, desk.other_reviewer]


def test_the_last_lead_is_the_one_without_whom_no_account_in_use_leads(desk: Desk) -> None:
    actor, other = publish(desk.centre, "actor", "Association"), publish(desk.centre, "actor", "Autre")
    lead = Membership.objects.create(actor=actor, user=person("ada"), role=Role.LEAD)
    member = Membership.objects.create(actor=actor, user=person("grace"), role=Role.CONTRIBUTOR)
    Membership.objects.create(actor=other, user=person("joan"), role=Role.LEAD)
    Membership.objects.create(actor=actor, user=person("ancienne", is_active=False), role=Role.LEAD)
    assert is_last_lead(lead)
    assert not is_last_lead(member)
    second = Membership.objects.create(actor=actor, user=person("hedy"), role=Role.LEAD)
    assert not is_last_lead(lead)
    assert not is_last_lead(second)


def test_who_has_a_seat_and_who_sees_a_team(desk: Desk) -> None:
    actor = publish(desk.centre, "actor", "Association")
    ada, closed = person("ada"), person("fermée", is_active=False)
    seat = Membership.objects.create(actor=actor, user=ada, role=Role.CONTRIBUTOR)
    Membership.objects.create(actor=actor, user=closed, role=Role.LEAD)
    assert membership_of(ada, actor) == seat
    for nobody in (None, AnonymousUser(), closed):
        assert membership_of(nobody, actor) is None
        assert not may_see_team(nobody, actor)
        assert not may_lead(nobody, actor)
    assert (may_see_team(ada, actor), may_lead(ada, actor)) == (True, False)
    assert (may_see_team(desk.editor, actor), may_lead(desk.editor, actor)) == (True, True)
    assert not may_see_team(person("ailleurs"), actor)


def test_what_is_ticked_in_the_list_is_accepted_one_by_one_and_each_refusal_is_told(desk: Desk, page: Any) -> None:
    pages = [publish(desk.centre, "practice", f"Page {number}", summary="Avant.") for number in range(4)]
    fine, other, meant, own = (
        proposal_of(desk, one, by=desk.reviewer if number == 3 else None, summary="Après.")
        for number, one in enumerate(pages)
    )
    items = {one.pk: one for one in load_items(desk.reviewer, waiting_for(desk.reviewer, Wanted()))}
    Proposal.objects.filter(pk=meant.pk).update(significance="meaning")
    ticked = ["x", "999999 x", f"{own.pk} x", *(f"{one.pk} {items[one.pk].read}" for one in (own, meant, fine, other))]
    done, refused = accept_from_list(desk.reviewer, ticked)
    assert done == 2
    why = {one.title: one.why for one in refused}
    assert why["Page 2"] == "Seuls les changements mineurs s’acceptent depuis la liste\xa0: ouvrez-le."
    assert {Refused("Page 2", why["Page 2"])} <= set(refused)
    assert waiting_step(fine).task.specific == waiting_step(other).task.specific != waiting_step(meant).task.specific
    # The page that was read was of the first step: ticked again, it decides nothing at the second.
    done, refused = accept_from_list(person("admin", is_superuser=True), [f"{fine.pk} {items[fine.pk].read}"])
    assert (done, [one.title for one in refused]) == (0, ["Page 0"])


def test_what_an_earlier_step_left_out_or_reworded_is_not_accepted_from_the_list(desk: Desk, page: Any) -> None:
    """Accepted from the list, a change is published whole, in its author's words."""
    pages = [publish(desk.centre, "practice", f"Page {number}", summary="Avant.") for number in range(3)]
    whole, less, other = (proposal_of(desk, one, summary="Après.", title=f"{one.title} !") for one in pages)
    first = person("première", is_superuser=True)
    for proposal, kept, edits in ((whole, None, {}), (less, {"summary"}, {}), (other, None, {"summary": "Ensuite."})):
        live = proposal.resource.live_revision_id
        decision = Decision((proposal.digest, live), None if kept is None else frozenset(kept), edits)
        acceptance(proposal, first, decision).execute()
    items = {one.pk: one for one in load_items(desk.editor, waiting_for(desk.editor, Wanted()))}
    assert {pk for pk in items if items[pk].can_bulk} == {whole.pk}
    done, refused = accept_from_list(desk.editor, [f"{one.pk} {items[one.pk].read}" for one in (whole, less, other)])
    assert done == 1
    assert {one.why for one in refused} == {"L’étape précédente en a écarté ou reformulé une partie\xa0: ouvrez-la."}
    assert len(refused) == 2


@pytest.mark.parametrize(("act", "status"), [("approve", "approved"), ("reject", "rejected")])
def test_a_step_of_the_host_is_decided_from_the_queue_with_four_eyes_as_ours_are(
    desk: Desk, page: Any, act: str, status: str
) -> None:
    state = at_a_task_of_wagtail(desk, page, summary="Autre.")
    page.refresh_from_db()
    address = reverse("resource_centre_step", args=[state.pk])
    posted = {"act": act, "read": page.latest_revision_id, "why": "Relu."}
    refused = signed_in(desk.reviewer).post(address, posted)
    assert (refused.status_code, "Vous avez écrit" in refused.content.decode()) == (422, True)
    assert signed_in(person("ailleurs")).post(address, posted).status_code == 302  # to the front door
    browser = signed_in(desk.other_reviewer)
    assert address in browser.get("/admin/resource-centre/queue/").content.decode()
    assert "Autre" in browser.get(address).content.decode()
    if act == "approve":
        assert browser.post(address, {**posted, "read": 1}).status_code == 409
    assert browser.post(address, posted).status_code == 302
    state.refresh_from_db()
    assert (state.status, state.finished_by, state.comment) == (status, desk.other_reviewer, "Relu.")
    assert browser.post(address, posted).status_code in {409, 404}


def at_a_task_of_wagtail(desk: Desk, page: Any, **fields: Any) -> TaskState:
    """The step of a draft in a centre that keeps a workflow of Wagtail's own."""
    task = GroupApprovalTask.objects.create(name="Chez l’hôte")
    task.groups.set(Group.objects.filter(name="Resource centre reviewers"))
    return at_task(task, desk, page, **fields)


def at_task(task: Task, desk: Desk, page: Any, **fields: Any) -> TaskState:
    """The step of a draft in a centre whose workflow is that task alone."""
    WorkflowPage.objects.filter(page=desk.centre).delete()
    flow = Workflow.objects.create(name="Hôte")
    WorkflowTask.objects.create(workflow=flow, task=task)
    WorkflowPage.objects.create(workflow=flow, page=desk.centre)
    return submitted(page, desk.reviewer, **fields)


def test_a_draft_that_is_not_valid_is_not_published_by_a_task_of_wagtail_and_its_field_is_named(
    desk: Desk, page: Any
) -> None:
    state = at_a_task_of_wagtail(desk, page, summary="x" * 401)
    with pytest.raises(ContentRefused, match="Résumé"):
        decided(state, desk.other_reviewer)
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_task_of_wagtail_that_code_switches_off_gives_back_what_nobody_read(desk: Desk, page: Any) -> None:
    """As what it is, and not as the `Task` that Wagtail's settings load."""
    state = at_a_task_of_wagtail(desk, page, summary="Jamais lu.")
    GroupApprovalTask.objects.get(pk=state.task_id).deactivate(user=desk.editor)
    state.refresh_from_db()
    kept = Practice.objects.get(pk=page.pk)
    assert (state.status, state.workflow_state.status) == (TaskState.STATUS_CANCELLED, WorkflowState.STATUS_CANCELLED)
    assert (kept.summary, kept.get_latest_revision_as_object().summary) == ("Un résumé.", "Jamais lu.")


def test_a_task_that_offers_nothing_says_so_and_what_to_do_instead_of_a_form(desk: Desk, page: Any) -> None:
    """Such as one whose class the site has no more; an administrator does not approve past it either."""
    state = at_task(Task.objects.create(name="Automate"), desk, page, summary="Nouveau.")
    address = reverse("resource_centre_step", args=[state.pk])
    for user in (desk.other_reviewer, person("admin", is_superuser=True)):
        browser = signed_in(user)
        shown = parsed(browser.get(address))
        answer = browser.post(address, {"act": "approve", "read": str(page.latest_revision_id)})
        for words in (shown.select_one(".rc-decision").text, parsed(answer).select_one("[role=alert]").text):
            assert "Automate" in words
            assert "Settings" in words or "Réglages" in words
        assert not shown.select("[name=act][value=approve]")
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


@pytest.mark.parametrize("said", ["", "Le budget n’est pas voté."])
def test_a_task_of_a_host_that_refuses_is_heard_on_the_page_of_the_decision(
    desk: Desk, page: Any, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    def refuse(*_args: Any, **_more: Any) -> None:
        raise PermissionDenied(said)

    monkeypatch.setattr(GroupApprovalTask, "on_action", refuse)
    state = at_a_task_of_wagtail(desk, page, summary="Nouveau.")
    with pytest.raises(StepNotDecided, match=said or "Chez l’hôte"):
        decided(state, desk.other_reviewer)


def test_whoever_publishes_the_page_and_is_not_of_the_step_reads_why_there_is_no_form(
    desk: Desk, state: TaskState
) -> None:
    shown = parsed(signed_in(desk.other_editor).get(reverse("resource_centre_step", args=[state.pk])))
    assert shown.select(".rc-decision .help-warning")
    assert not shown.select("[name=act][value=approve]")
    assert parsed(signed_in(desk.reviewer).get(reverse("resource_centre_step", args=[state.pk]))).select("[name=act]")


@pytest.mark.usefixtures("unhurried")
def test_without_steps_a_new_resource_is_published_by_whoever_may_publish_there_and_by_nobody_else(desk: Desk) -> None:
    WorkflowPage.objects.filter(page=desk.centre).delete()
    writer, typist = signed_in(person("ada")), person("saisie", "Resource centre editors")
    proposal = begun(writer, desk.centre)
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED, submitted_at=timezone.now())
    proposal.refresh_from_db()
    rights = GroupPagePermission.objects.filter(permission__codename="publish_page", group=typist.groups.get())
    rights.delete()
    typist = type(typist).objects.get(pk=typist.pk)
    whole = Decision((proposal.digest, None))
    with pytest.raises(NotAllowed):
        AcceptNewResource(proposal, typist, whole).execute()
    assert not Practice.objects.filter(title=proposal.title).exists()
    admin = person("admin", is_superuser=True)
    AcceptNewResource(proposal, admin, whole).execute()
    assert Practice.objects.get(title=proposal.title).live


def test_a_refusal_and_a_question_are_written_in_the_step_with_who_and_why(desk: Desk, page: Any) -> None:
    """Wagtail's own pages and reports show them; a refusal ends the review, a question keeps it open."""
    for act, ended in ((RefuseProposal, True), (AskForChanges, False)):
        proposal = proposal_of(desk, publish(desk.centre, "practice", act.__name__), summary="Proposé")
        step = waiting_step(proposal)
        act(proposal, desk.reviewer, " Une source ? ").execute()
        step.refresh_from_db()
        assert (step.status, step.finished_by, step.comment) == ("rejected", desk.reviewer, "Une source ?")
        assert (step.workflow_state.status == WorkflowState.STATUS_CANCELLED) is ended
    cancelled = ModelLogEntry.objects.get(action="wagtail.workflow.cancel")
    assert cancelled.user == desk.reviewer


def test_the_page_of_a_proposal_that_was_decided_says_in_a_sentence_what_became_of_it(desk: Desk, page: Any) -> None:
    proposal = proposal_of(desk, page, summary="Proposé")
    RefuseProposal(proposal, desk.reviewer, "Une source ?").execute()
    shown = signed_in(desk.reviewer).get(reverse("resource_centre_proposal", args=[proposal.pk]))
    said = parsed(shown).select_one(".rc-decision .help-info").get_text(" ", strip=True)
    with override("fr"):
        whole = gettext("This proposal waits no more: %(status)s") % {"status": Status.REFUSED.label}
    assert said.startswith(whole)
    assert f"{site_today():%d/%m/%Y}" in said


def test_what_stops_being_theirs_while_the_list_is_accepted_is_passed_over(
    desk: Desk, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rights of the step are asked again once it is held; the others of the list go on."""
    mine = proposal_of(desk, page, summary="Après.")
    theirs = proposal_of(desk, publish(desk.centre, "practice", "Autre"), summary="Après.")
    read = {one.pk: one.read for one in load_items(desk.reviewer, waiting_for(desk.reviewer, Wanted()))}
    accept_from_list(desk.reviewer, [f"{theirs.pk} {read[theirs.pk]}"])  # at its second step, of the editors
    monkeypatch.setattr(bulk, "decides_on", lambda _user, _proposal: True)  # as it was a moment before
    ticked = [f"{theirs.pk} {read[theirs.pk]}", f"{mine.pk} {read[mine.pk]}"]
    assert accept_from_list(desk.reviewer, ticked) == (1, ())


def test_why_a_draft_cannot_be_published_names_each_field_once() -> None:
    """Kinds of pages are told by their own names, be they read as plain pages; what is of no field stands alone."""
    by_field = ValidationError({"summary": ["Trop court.", "Sans point."], "__all__": ["Sans source."]})
    with override("en"):
        said = str(content_refused(Practice(title="Une pratique"), by_field))
        plain = str(content_refused(Practice(), ValidationError(["Trop court.", "Sans point."])))
    begins = "This text cannot be published as it is: send it back, or have it mended. "
    assert said == f"{begins}Summary: Trop court. Sans point. Sans source."
    assert plain == f"{begins}Trop court. Sans point."


def test_faults_of_a_page_that_was_read_as_a_plain_page_are_under_the_names_of_its_kind(page: Any) -> None:
    with override("en"):
        said = str(content_refused(Page.objects.get(pk=page.pk), ValidationError({"summary": "Trop court."})))
    assert said.endswith(" Summary: Trop court.")


def test_faults_of_what_is_no_page_are_under_the_names_of_its_own_fields() -> None:
    with override("en"):
        said = str(content_refused(Proposal(), ValidationError({"fact_source": "Trop longue."})))
    assert said.endswith(" Source of the fact: Trop longue.")
