"""Rules of accepting, one by one: what takes no change and why, an editor's draft, the rights of the last step."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    PageLogEntry,
    WorkflowState,
    WorkflowTask,
)

from resource_centre.content.facts import RsoAssessment
from resource_centre.content.pages.base import Significance
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.accept import Decision, draft_overlaps
from resource_centre.contribution.addresses import proposal_path
from resource_centre.contribution.errors import ContentRefused, NothingKept, Overlapping, PageBusy, TextChanged
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.new_pages import index_of
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.steps import begin_review
from resource_centre.contribution.surface import content_of
from resource_centre.workflow.deciding import DecideStep, StepNotDecided
from resource_centre.workflow.tasks import FormReview
from tests.factories import concept, make_centre, publish
from tests.support.contributing import letters
from tests.support.drafting import begun
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


def assessed(page: Any, evidence: str) -> Any:
    """The page with a row on a criterion that it may hold once."""
    changed = now(page)
    changed.rso = [RsoAssessment(criterion=concept("rso", "social"), effect="favourable", evidence=evidence)]
    return changed


def one_step(desk: Desk, group: str) -> None:
    """The changes of the centre are read in one step, by those people."""
    workflow = desk.centre.get_workflow()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    task = FormReview.objects.get()
    task.groups.set(Group.objects.filter(name=group))
    WorkflowTask.objects.create(workflow=workflow, task=task)


@pytest.fixture
def reader(desk: Desk, page: Any) -> Any:
    """Somebody of the only step, who may publish nothing by themselves."""
    one_step(desk, "Resource centre reviewers")
    GroupPagePermission.objects.filter(permission__codename="publish_page", group=desk.reviewer.groups.get()).delete()
    found = type(desk.reviewer).objects.get(pk=desk.reviewer.pk)
    assert not page.permissions_for_user(found).can_publish()
    return found


def accepted(proposal: Proposal, by: Any) -> Proposal:
    """Kept whole, as it is read now."""
    proposal = Proposal.objects.get(pk=proposal.pk)
    page = proposal.resource
    return acceptance(proposal, by, Decision((proposal.digest, page.live_revision_id if page else None))).execute()


def new_resource(desk: Desk, **changes: Any) -> Proposal:
    """A practice that Ada has handed in, which waits at no step."""
    proposal = begun(signed_in(person("ada")), desk.centre)
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.SUBMITTED, submitted_at=timezone.now(), **changes)
    return Proposal.objects.get(pk=proposal.pk)


def now(page: Any) -> Any:
    return Practice.objects.get(pk=page.pk)


def draft(page: Any, user: Any = None, **changes: Any) -> Any:
    """An editor's draft of a live page, as Wagtail stores it: it need not be complete."""
    page = now(page)
    for name, value in changes.items():
        setattr(page, name, value)
    return page.save_revision(user=user, clean=False)


def taken_down(desk: Desk, page: Any) -> None:
    now(page).unpublish()


def reviewed(desk: Desk, page: Any) -> None:
    submitted(now(page), desk.other_editor, summary="En relecture.")


def scheduled(desk: Desk, page: Any) -> None:
    later = now(page)
    later.go_live_at = timezone.now() + timedelta(days=3)
    later.save_revision().publish()


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        (taken_down, "Cette page n’est pas publiée\xa0: publiez-la d’abord, ou sortez-la des archives."),
        (reviewed, "Une version de cette page est en relecture\xa0: terminez d’abord cette relecture."),
        (scheduled, "La publication d’une version de cette page est programmée\xa0: annulez-la d’abord."),
    ],
)
def test_a_page_that_takes_no_change_says_why(desk: Desk, page: Any, happened: Any, why: str) -> None:
    one_step(desk, "Resource centre editors")
    proposal = proposal_of(desk, page, summary="Proposé.")
    happened(desk, page)
    with pytest.raises(PageBusy) as raised:
        accepted(proposal, desk.editor)
    assert str(raised.value) == why
    assert now(page).summary != "Proposé."


def test_an_alias_takes_no_change_of_its_own(desk: Desk, page: Any) -> None:
    one_step(desk, "Resource centre editors")
    proposal = proposal_of(desk, page, summary="Proposé.")
    source = publish(desk.centre, "practice", "La source")
    type(page).objects.filter(pk=page.pk).update(alias_of=source)
    with pytest.raises(PageBusy):
        accepted(proposal, desk.editor)
    assert now(page).summary != "Proposé."


def test_a_locked_page_says_so(alone: Desk, page: Any) -> None:
    proposal = proposal_of(alone, page, summary="Proposé.")
    Practice.objects.filter(pk=page.pk).update(locked=True, locked_by=alone.reviewer, locked_at=timezone.now())
    with pytest.raises(PageBusy) as raised:
        accepted(proposal, alone.editor)
    assert str(raised.value) == "Cette page est verrouillée."


def test_only_an_editor_s_draft_is_told_where_it_changed_the_same_place(alone: Desk, page: Any) -> None:
    proposal = proposal_of(alone, page, summary="Proposé.")
    changed = now(page)
    changed.summary = "Publié entre-temps."
    changed.save_revision().publish()
    assert draft_overlaps(proposal, now(page)) == (), "the published page is no draft: its overlaps are chosen"
    draft(page, alone.other_editor, title="Autre titre")
    assert [overlap.key for overlap in draft_overlaps(proposal, now(page))] == ["summary"]


def test_an_author_is_told_the_words_that_were_published(alone: Desk, page: Any) -> None:
    """Not the words that they proposed, under “what was kept”."""
    author = person("ada")
    proposal = proposal_of(alone, page, author, summary="Douze cents bénévoles.", title="Titre proposé")
    mark = (proposal.digest, now(page).live_revision_id)
    edits = {"summary": "Mille cent bénévoles.", "title": "Titre laissé"}
    done = acceptance(proposal, alone.editor, Decision(mark, frozenset({"summary"}), edits)).execute()
    assert now(page).summary == "Mille cent bénévoles."
    assert done.kept_so_far == {"kept": ["summary"], "edits": {"summary": "Mille cent bénévoles."}, "choices": {}}
    told = str(letters()[-1].body)
    assert "- Résumé (en d’autres mots)\xa0: Mille cent bénévoles." in told
    assert "- Titre\xa0: Titre proposé" in told
    shown = parsed(signed_in(author).get(f"/centre/{proposal_path(proposal)}")).select("main .rc-change")
    said = [" ".join(one.text.split()) for one in shown]
    assert [("en d’autres mots" in one, "Mille cent" in one, "Douze cents" in one) for one in said] == [
        (True, True, False),
        (False, False, False),
    ]
    desk = signed_in(alone.editor).get(reverse("resource_centre_proposal", args=[proposal.pk])).content.decode()
    assert "L’étape précédente" not in desk, "there was none"


def test_a_row_that_both_added_is_the_same_row(alone: Desk, page: Any) -> None:
    """Of what a page may hold once, two are no two rows: an editor chooses between them."""
    added = content_of(assessed(page, "Écrit par l’autrice."))["rso"]
    proposal = proposal_of(alone, page, rso=added)
    assessed(page, "Écrit par la rédaction.").save_revision().publish()
    with pytest.raises(Overlapping) as raised:
        accepted(proposal, alone.editor)
    (place,) = raised.value.overlaps
    mark = (proposal.digest, now(page).live_revision_id)
    acceptance(proposal, alone.editor, Decision(mark, choices={place.key: "proposal"})).execute()
    assert list(now(page).rso.values_list("evidence", flat=True)) == ["Écrit par l’autrice."]


def test_an_incomplete_draft_stays_the_newest_version_with_what_was_accepted(alone: Desk, page: Any) -> None:
    draft(page, alone.other_editor, title="")
    accepted(proposal_of(alone, page, summary="Proposé."), alone.editor)
    assert (now(page).summary, now(page).title) == ("Proposé.", "Une pratique")
    newest = now(page).get_latest_revision()
    assert (newest.content["title"], newest.content["summary"]) == ("", "Proposé.")
    assert newest.user == alone.other_editor


def test_the_last_step_publishes_a_change_whoever_its_people_are(desk: Desk, page: Any, reader: Any) -> None:
    accepted(proposal_of(desk, page, summary="Proposé."), reader)
    assert now(page).summary == "Proposé."


@pytest.mark.usefixtures("unhurried")
def test_the_last_step_publishes_a_new_resource_whoever_its_people_are(desk: Desk, reader: Any) -> None:
    proposal = new_resource(desk)
    begin_review(proposal, None)
    done = accepted(Proposal.objects.get(pk=proposal.pk), reader)
    assert done.status == Status.ACCEPTED
    assert Practice.objects.get(pk=done.resource_id).live


@pytest.mark.usefixtures("unhurried")
def test_a_new_resource_is_published_by_who_accepts_it_in_the_language_of_its_author(alone: Desk) -> None:
    proposal = new_resource(alone, language="en")
    read = (proposal.digest, None)
    kept = {change.key: change.after for change in proposal.changes if change.key in {"title", "summary"}}
    decision = Decision(read, frozenset(kept), {"title": "Un autre titre"}, why=" Bienvenue. ")
    done = acceptance(proposal, alone.editor, decision).execute()
    made = now(done.resource)
    assert (made.title, made.summary, made.language) == ("Un autre titre", kept["summary"], "en")
    assert (made.live, made.owner, made.significance) == (True, alone.editor, Significance.MEANING)
    assert (made.live_revision, made.live_revision.user) == (done.revision, alone.editor)
    assert (done.status, done.kept) == (Status.PARTLY_ACCEPTED, sorted(kept))
    assert done.kept_so_far["edits"] == {"title": "Un autre titre"}
    entries = PageLogEntry.objects.filter(page=made.pk, action__in=("wagtail.create", "wagtail.publish"))
    assert [entry.user for entry in entries] == [alone.editor] * 2
    assert (done.events.latest("pk").by, done.events.latest("pk").why) == (alone.editor, "Bienvenue.")


@pytest.mark.usefixtures("unhurried")
def test_a_new_resource_that_moved_of_which_nothing_is_kept_or_that_is_not_valid_is_not_made(alone: Desk) -> None:
    proposal = new_resource(alone)
    for read in (("another text", None), (proposal.digest, 1)):
        with pytest.raises(TextChanged):
            acceptance(proposal, alone.editor, Decision(read)).execute()
    with pytest.raises(NothingKept):
        acceptance(proposal, alone.editor, Decision((proposal.digest, None), frozenset())).execute()
    too_long = Decision((proposal.digest, None), None, {"title": "x" * 256, "summary": "x" * 301})
    with pytest.raises(ContentRefused) as refused, override("en"):
        acceptance(proposal, alone.editor, too_long).execute()
    title = "Title: Ensure this value has at most 255 characters (it has 256)."
    summary = "Summary: Ensure this value has at most 300 characters (it has 301)."
    assert str(refused.value) == f"{title} {summary}", "once each, and not again of what is made of the title"
    assert not Practice.objects.filter(owner=alone.editor).exists()
    assert Proposal.objects.get(pk=proposal.pk).status == Status.SUBMITTED
    assert accepted(proposal, alone.editor).status == Status.ACCEPTED


def test_the_last_step_publishes_a_draft_whoever_its_people_are(desk: Desk, page: Any, reader: Any) -> None:
    state = submitted(now(page), desk.editor, summary="Mieux dit.")
    DecideStep(state, reader, "approve", read=str(now(page).latest_revision_id)).execute()
    assert (now(page).summary, now(page).live_revision.user) == ("Mieux dit.", desk.editor)
    assert PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish", user=reader).exists()


def test_a_draft_that_moved_is_published_by_who_may_publish_where_it_is(desk: Desk, page: Any, reader: Any) -> None:
    """Its review goes on with its people; the workflow of the place it came to has not read it."""
    other = make_centre("autre", "Autre centre")
    state = submitted(now(page), desk.editor, summary="Mieux dit.")
    now(page).move(index_of(other, "practice"), pos="last-child")
    read = str(now(page).latest_revision_id)
    with pytest.raises(StepNotDecided, match="dernière étape"):
        DecideStep(state, reader, "approve", read=read).execute()
    assert (waiting_step(now(page)).pk, now(page).summary) == (state.pk, "Un résumé.")
    one_step(desk, "Resource centre editors")
    DecideStep(state, person("admin", is_superuser=True), "approve", read=read).execute()
    assert now(page).summary == "Mieux dit."


def test_what_a_site_does_at_the_end_of_a_review_is_left_to_it(
    desk: Desk, page: Any, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WAGTAIL_FINISH_WORKFLOW_ACTION: some publish by another way, or later."""
    ended: list[Any] = []
    monkeypatch.setattr(WorkflowState, "on_finish", lambda _state, user: ended.append(user))
    state = submitted(now(page), desk.editor, summary="Mieux dit.")
    DecideStep(state, reader, "approve", read=str(now(page).latest_revision_id)).execute()
    assert (ended, now(page).summary) == ([reader], "Un résumé.")


def test_the_last_step_of_a_host_s_own_says_who_is_to_publish(desk: Desk, page: Any, reader: Any) -> None:
    """Wagtail asks the people of its own tasks for the right to publish; nothing is decided without it."""
    task = GroupApprovalTask.objects.create(name="Chez l’hôte")
    task.groups.set(Group.objects.filter(name="Resource centre reviewers"))
    WorkflowTask.objects.filter(workflow=desk.centre.get_workflow()).update(task=task)
    state = submitted(now(page), desk.editor, summary="Mieux dit.")
    with pytest.raises(StepNotDecided) as raised:
        DecideStep(state, reader, "approve", read=str(now(page).latest_revision_id)).execute()
    said = "C’est la dernière étape, et vous ne pouvez pas publier cette page\xa0: demandez à quelqu’un qui le peut."
    assert str(raised.value) == said
    assert (waiting_step(now(page)).pk, now(page).summary) == (state.pk, "Un résumé.")
