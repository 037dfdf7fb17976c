"""Four people decide on the same proposal at the same moment: one decision, one line of log, one mail to the author."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale, Page, PageLogEntry, Site, TaskState, WorkflowTask

from resource_centre.access.membership_models import Membership, MembershipRequest, Role
from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.decide import RefuseProposal
from resource_centre.contribution.drafts import StartDraft
from resource_centre.contribution.duplicates.actors import MergeActors
from resource_centre.contribution.duplicates.apart import PutBack, TellApart
from resource_centre.contribution.duplicates.models import ToldApart
from resource_centre.contribution.duplicates.undoing import UndoMerge
from resource_centre.contribution.errors import ContributionError, LastLead, RequestDecided, TextChanged
from resource_centre.contribution.joining import AcceptMembership, RefuseMembership
from resource_centre.contribution.models import ENDS, Proposal, Status
from resource_centre.contribution.mutation import Mutation
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.team import LeaveOrganisation
from resource_centre.contribution.uploads.keeping import Desk, KeepFile
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow import steps
from resource_centre.workflow.opinions import Answer, AskOpinion, GiveOpinion, Question
from resource_centre.workflow.records import StepDecision
from resource_centre.workflow.setup import ensure_workflow
from resource_centre.workflow.steps import StepRefused
from resource_centre.workflow.tasks import OutsideOpinion
from tests.factories import index_of, involvement, make_centre, publish
from tests.support.page_forms import opened_on, page_form
from tests.support.proposed_files import on_disk, sent_file
from tests.support.reviewing import signed_in, submitted

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

Made = Callable[[Proposal, Any], Mutation]
#: Of each sort; `make faults` makes two hundred.
RACES = int(os.environ.get("RACES", "4"))


def accept(proposal: Proposal, user: Any) -> Mutation:
    """All of it."""
    assert proposal.resource is not None
    return AcceptProposal(proposal, user, Decision((proposal.digest, proposal.resource.live_revision_id)))


def refuse(proposal: Proposal, user: Any) -> Mutation:
    """Nothing of it."""
    return RefuseProposal(proposal, user, "Non.")


def withdraw(proposal: Proposal, _user: Any) -> Mutation:
    """By its author."""
    return WithdrawProposal(proposal)


@pytest.fixture
def world() -> tuple[Any, Any, Any]:
    """A centre with a page, and two people who may decide. What migrations made goes with each such test."""
    if not Site.objects.filter(is_default_site=True).exists():
        Locale.objects.get_or_create(language_code="fr")
        root = Page.add_root(instance=Page(title="Root", slug="root"))
        front = root.add_child(instance=Page(title="Accueil", slug="accueil"))
        Site.objects.create(hostname="localhost", root_page=front, is_default_site=True)
    page = publish(make_centre(), "practice", "Une pratique", summary="Avant.")
    users = get_user_model().objects
    return page, users.create_superuser("une"), users.create_superuser("autre")


def proposed(page: Any) -> Proposal:
    """A proposal that waits."""
    base = content_of(page)
    return Proposal.objects.create(
        centre=page.get_parent().get_parent().specific,
        resource_id=page.pk,
        base_content=base,
        content={**base, "summary": "Après."},
        author_email="ada@example.org",
        status=Status.SUBMITTED,
    )


def at_once(*mutations: Any) -> list[Any]:
    """What each came to: a proposal, or the error that it raised."""
    found: list[Any] = []
    start = Barrier(len(mutations))

    def run(mutation: Any) -> None:
        try:
            start.wait(10)
            found.append(mutation.execute())
        except (ContributionError, StepRefused) as error:
            found.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=[mutation]) for mutation in mutations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.parametrize(("one", "other"), [(accept, accept), (accept, refuse), (refuse, refuse), (accept, withdraw)])
def test_of_four_decisions_at_once_exactly_one_is_made(one: Made, other: Made, world: Any) -> None:
    """Two by each person: whoever presses a button twice is a race too."""
    page, first, second = world
    for _race in range(RACES):
        page = type(page).objects.get(pk=page.pk)
        proposal = proposed(page)
        before = told_of(page)
        copies = [Proposal.objects.select_related("resource").get(pk=proposal.pk) for _copy in range(4)]
        turns = zip((one, other) * 2, copies, (first, second) * 2, strict=True)
        found = at_once(*(made(copy, who) for made, copy, who in turns))
        assert sorted(type(each).__name__ for each in found) == [*["AlreadyDecided"] * 3, "Proposal"], found
        assert proposal.events.filter(kind__in=ENDS).count() == 1
        assert told_of(page) == (before[0] + 1, before[1] + 1)
        put_back(page)


def test_one_form_sent_four_times_at_once_is_one_proposal(world: Any) -> None:
    """A button pressed again before the first answer: nobody meets an error, and one mail leaves."""
    page, _first, _second = world
    centre, base = page.get_parent().get_parent().specific, content_of(page)
    for race in range(RACES):
        before = OutboxEntry.objects.count()
        draft = Draft(base, {**base, "summary": f"Après {race}."}, page.live_revision_id)
        author, access = Author(email="ada@example.org"), Access.of(ANONYMOUS)
        found = at_once(*(SubmitProposal(page, centre, draft, author, About(), access) for _time in range(4)))
        assert found == [Proposal.objects.get(uuid=draft.uid)] * 4
        assert Proposal.objects.count() == race + 1
        assert found[0].events.count() == 1
        assert OutboxEntry.objects.count() == before + 1


@pytest.mark.parametrize("is_draft", [True, False])
def test_a_file_sent_four_times_at_once_is_kept_once(is_draft: bool, world: Any, settings: Any, tmp_path: Any) -> None:
    page, writer, _second = world
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PRIVATE_FILES": str(tmp_path)}
    centre, principal = page.get_parent().get_parent().specific, principal_of_user(writer)
    for race in range(RACES):
        draft = StartDraft(centre, "practice", writer, "Un lieu", "").execute() if is_draft else None
        desk = Desk(centre, draft.uuid if draft else uuid4(), draft)
        presses = (KeepFile(desk, writer, principal, sent_file(), images=False) for _press in range(4))
        found = at_once(*presses)
        assert found == [ProposedFile.objects.latest("pk")] * 4
        assert ProposedFile.objects.count() == len(on_disk(settings)) == race + 1


def test_an_acceptance_and_an_edit_at_once_undo_neither_unseen(world: Any) -> None:
    """By Wagtail's own form, opened before: whichever comes second is told."""
    page, first, second = world
    for _race in range(RACES):
        page = type(page).objects.get(pk=page.pk)
        proposal, edit = proposed(page), Edit(page.pk, second)
        found = at_once(accept(proposal, first), edit)
        proposal.refresh_from_db()
        now = type(page).objects.get(pk=page.pk)
        refused = [type(each).__name__ for each in found if isinstance(each, ContributionError)]
        assert (proposal.status, edit.answer.status_code, refused, now.summary) in (
            ("accepted", 200, [], "Après."),  # the form comes back, and says so
            ("submitted", 302, ["TextChanged"], "Récrit."),  # 409: whoever decides reads the new text first
        )
        assert proposal.events.filter(kind__in=ENDS).count() == (proposal.status == "accepted")
        put_back(page)


def test_an_acceptance_and_a_move_of_its_page_to_another_centre_at_once_are_both_done(world: Any) -> None:
    """By Wagtail's own screen: the text is accepted where the page is by then, and what waits is filed there."""
    page, first, second = world
    places = [page.get_parent(), index_of(make_centre("autre", "Autre centre"), "practice")]
    for race in range(RACES):
        page, place = type(page).objects.get(pk=page.pk), places[(race + 1) % 2]
        proposal, waits, move = proposed(page), proposed(page), Move(page.pk, place.pk, second)
        found = at_once(accept(proposal, first), move)
        assert (move.answer.status_code, [each for each in found if isinstance(each, Exception)]) == (302, [])
        now = type(page).objects.get(pk=page.pk)
        assert (now.get_parent().pk, now.summary) == (place.pk, "Après.")
        assert now.url_path == f"{now.get_parent().url_path}{now.slug}/"
        for each, status in ((proposal, Status.ACCEPTED), (waits, Status.SUBMITTED)):
            each.refresh_from_db()
            assert (each.status, each.centre_id) == (status, now.get_parent().get_parent().pk)
        assert Page.find_problems() == ([], [], [], [], [])
        Proposal.objects.all().delete()
        put_back(page)


class Move:
    """An editor who moves a page on Wagtail's own screen."""

    def __init__(self, number: int, place: int, user: Any) -> None:
        self._address = reverse("wagtailadmin_pages:move_confirm", args=[number, place])
        self._client = signed_in(user)
        self.answer: Any = None

    def execute(self) -> None:
        """Press its button."""
        self.answer = self._client.post(self._address)


def told_of(page: Any) -> tuple[int, int]:
    """Mails that wait, and lines of ours in the log of a page."""
    lines = PageLogEntry.objects.filter(page=page.pk, action__startswith="resource_centre.")
    return OutboxEntry.objects.filter(topic="mail").count(), lines.count()


def put_back(page: Any) -> None:
    """Its first text again."""
    page = type(page).objects.get(pk=page.pk)
    page.summary = "Avant."
    page.save_revision().publish()


class Edit:
    """An editor who publishes another text, from a form that was opened before."""

    def __init__(self, number: int, user: Any) -> None:
        self._address = reverse("wagtailadmin_pages:edit", args=[number])
        self._client = signed_in(user)
        page = Resource.objects.get(pk=number)
        fields = page_form("practice", title=page.title, slug=page.slug, summary="Récrit.")
        self._fields = {**fields, **opened_on(self._client.get(self._address)), "action-publish": "1"}
        self.answer: Any = None

    def execute(self) -> None:
        """Post it."""
        self.answer = self._client.post(self._address, self._fields)


@pytest.mark.parametrize("acts", [("approve",) * 4, ("approve", "reject") * 2], ids=["approve", "approve-reject"])
def test_of_four_decisions_on_a_step_at_once_exactly_one_is_made(acts: tuple[str, ...], world: Any) -> None:
    """By the engine's own door, which Wagtail's buttons, our pages and scripts all go through."""
    page, *people = world
    users = get_user_model().objects
    people += [users.create_superuser("encore"), users.create_superuser("enfin")]
    ensure_workflow(page.get_parent().get_parent())
    writer = users.create_user("plume")
    for race in range(RACES):
        state = submitted(type(page).objects.get(pk=page.pk), writer, summary=f"Texte {race}.")
        copies = [TaskState.objects.get(pk=state.pk).specific for _copy in acts]
        found = at_once(*(_Decision(copy, user, act) for copy, user, act in zip(copies, people, acts, strict=True)))
        assert sorted(type(each).__name__ for each in found) == ["NoneType", *["StepRefused"] * 3], found
        assert StepDecision.objects.filter(task_state=state.pk).count() == 1
        logged = PageLogEntry.objects.filter(
            page=page.pk, action__in=("wagtail.workflow.approve", "wagtail.workflow.reject")
        )
        assert logged.count() == race + 1
        type(page).objects.get(pk=page.pk).current_workflow_state.cancel(user=people[0])


def test_a_text_stored_while_the_last_step_is_decided_is_not_published_unread(
    world: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Wagtail publishes the newest text that it finds at the end, which is later than the look at its number."""
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False  # as by default: it would hide what is tried here
    page, first, second = world
    ensure_workflow(page.get_parent().get_parent())
    writer = get_user_model().objects.create_user("plume")
    state = submitted(page, writer, summary="Lu.")
    state.task.specific.on_action(state, first, "approve")
    last = type(page).objects.get(pk=page.pk).current_workflow_task_state
    check, storing = steps.check_decision, Thread(target=_store, args=[page, writer])

    def checked_before_it_is_stored(*asked: Any) -> None:
        check(*asked)
        storing.start()
        storing.join(2)  # it waits for the end of the decision: not for ever

    monkeypatch.setattr(steps, "check_decision", checked_before_it_is_stored)
    last.task.specific.on_action(last, second, "approve")
    storing.join(30)
    now = type(page).objects.get(pk=page.pk)
    assert (now.summary, now.get_latest_revision_as_object().summary) == ("Lu.", "Pas lu.")


def _store(page: Any, writer: Any) -> None:
    """A newer draft."""
    try:
        page = type(page).objects.get(pk=page.pk)
        page.summary = "Pas lu."
        page.save_revision(user=writer, clean=False)
    finally:
        connections.close_all()


@dataclass(frozen=True)
class _Decision:
    """What a thread does of a step."""

    state: Any
    user: Any
    act: str

    def execute(self) -> None:
        self.state.task.specific.on_action(self.state, self.user, self.act, comment="Une source ?")


def test_an_opinion_that_decides_and_an_acceptance_at_once_never_wait_for_each_other(world: Any) -> None:
    """An answer from outside holds what it is about, then publishes: an editor's acceptance takes the same two."""
    page, first, second = world
    centre = page.get_parent().get_parent().specific
    task, group = OutsideOpinion.objects.create(name="Avis"), Group.objects.create(name="Relecture")
    task.groups.add(group)
    first.groups.add(group)
    ensure_workflow(centre)
    WorkflowTask.objects.all().delete()
    WorkflowTask.objects.create(workflow=page.get_workflow(), task=task, sort_order=0)
    writer = get_user_model().objects.create_user("plume")
    for race in range(RACES):
        page = type(page).objects.get(pk=page.pk)
        base = content_of(page)
        draft = Draft(base, {**base, "summary": f"Texte {race}."}, page.live_revision_id)
        author, access = Author(user=writer, name="Plume"), Access.of(ANONYMOUS)
        proposal = SubmitProposal(page, centre, draft, author, About(), access).execute()
        question = Question("Experte", until=timezone.localdate())
        asked = AskOpinion(proposal.current_workflow_task_state, first, question).execute()
        found = at_once(GiveOpinion(asked, Answer("approve")), accept(proposal, second))
        assert len([each for each in found if isinstance(each, ContributionError)]) == 1 == len(found) - 1, found
        assert proposal.events.filter(kind__in=ENDS).count() == 1
        assert type(page).objects.get(pk=page.pk).summary == f"Texte {race}."


@pytest.mark.parametrize("undoes", [False, True], ids=["merge", "undo"])
def test_a_merge_and_an_acceptance_on_a_page_that_names_the_merged_never_wait_for_each_other(
    undoes: bool, world: Any
) -> None:
    page, first, second = world
    centre = page.get_parent().get_parent()
    for race in range(RACES):
        kept, merged = (publish(centre, "actor", f"{name} {race}") for name in ("Ateliers", "Atelières"))
        page = publish(centre, "practice", f"Pratique {race}", summary="Avant.", involvements=[involvement(merged)])
        proposal, record = proposed(page), MergeActors(kept, merged, first)
        made = UndoMerge(record.execute(), first) if undoes else record
        proposal.refresh_from_db()
        page = type(page).objects.get(pk=page.pk)
        found = at_once(made, accept(Proposal.objects.select_related("resource").get(pk=proposal.pk), second))
        refused = [each for each in found if isinstance(each, TextChanged)]
        now = type(page).objects.get(pk=page.pk)
        assert (len(found), now.summary) == (2, "Avant." if refused else "Après."), found
        assert undoes or {
            row.actor_id for text in (now, now.get_latest_revision_as_object()) for row in text.involvements.all()
        } == {kept.pk}, "nothing that is read, or published next, names the merged one"


def test_of_two_answers_to_a_request_at_once_exactly_one_is_given(world: Any) -> None:
    page, first, second = world
    actor = publish(page.get_parent().get_parent(), "actor", "Association")
    for race in range(RACES):
        asker = get_user_model().objects.create_user(f"ada{race}", email=f"ada{race}@example.org")
        request = MembershipRequest.objects.create(actor=actor, user=asker)
        copies = [MembershipRequest.objects.select_related("actor", "user").get(pk=request.pk) for _copy in range(2)]
        found = at_once(AcceptMembership(copies[0], first), RefuseMembership(copies[1], second, "Non."))
        assert len([one for one in found if isinstance(one, RequestDecided)]) == 1, found
        request.refresh_from_db()
        assert Membership.objects.filter(user=asker).exists() is (request.state == "accepted")
        assert OutboxEntry.objects.filter(topic="mail", key=f"joining:{request.pk}:person").count() == 1


def test_of_two_leads_who_leave_at_once_one_stays(world: Any) -> None:
    page, _first, _second = world
    actor = publish(page.get_parent().get_parent(), "actor", "Association")
    leads = [get_user_model().objects.create_user(name) for name in ("meneuse", "meneur")]
    seats = [Membership.objects.create(user=lead, actor=actor, role=Role.LEAD) for lead in leads]
    found = at_once(*(LeaveOrganisation(seat, seat.user) for seat in seats))
    assert len([one for one in found if isinstance(one, LastLead)]) == 1, found
    assert Membership.objects.filter(actor=actor).count() == 1


def test_two_told_apart_by_two_people_at_once_are_one_row_and_one_line_of_log(world: Any) -> None:
    page, first, second = world
    centre = page.get_parent().get_parent()
    one, other = (publish(centre, "actor", name) for name in ("Ateliers", "Atelières"))
    lines = PageLogEntry.objects.filter(page=one.pk)
    for race in range(1, RACES + 1):
        found = at_once(*(TellApart(*two, who) for two in ((one, other), (other, one)) for who in (first, second)))
        assert {row.pk for row in found} == {ToldApart.objects.get().pk}, found
        assert at_once(*(PutBack(one, other, who) for who in (first, second))) == [None, None]
        assert not ToldApart.objects.exists()
        assert lines.filter(action="resource_centre.told_apart").count() == race
        assert lines.filter(action="resource_centre.put_back").count() == race
