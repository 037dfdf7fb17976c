"""What an editor makes of a proposal: all of it or a part, beside a draft, over an overlap, once."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry

from resource_centre.content.relations import Involvement
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.decide import RefuseProposal
from resource_centre.contribution.errors import NothingKept, OwnProposal, PageBusy, TextChanged
from resource_centre.contribution.models import Status
from tests.factories import concept, fresh, involvement, make_centre, publish
from tests.support.contributing import ABOUT, confirm, filled, hand_in, letters
from tests.support.proposing import detail, everything, given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_a_reader_corrects_a_word_and_a_role_and_an_editor_publishes_it(
    centre: Any, page: Any, actor: Any, desk: Client, editor: Any
) -> None:
    reader, role = Client(), concept("role", "financeur")
    proposal = hand_in(
        reader, centre, page, **{"f-summary": "Un résumé sans faute.", "involvements-0-role": str(role.pk)}
    )
    assert proposal.status == Status.TO_CONFIRM
    assert fresh(page).summary == "Un résumé avec une fote."
    answer = confirm(reader)
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    assert "attend" in answer.content.decode()
    assert sorted(one.to[0] for one in letters()[1:]) == ["ada@example.org", "redaction@example.org"]
    shown = desk.get(detail(proposal))
    assert all(word in shown.content.decode() for word in ("fote", "faute"))
    done = desk.post(detail(proposal), filled(shown, act="accept"))
    assert done.status_code == 302, done.content.decode()
    now = fresh(page)
    assert now.summary == "Un résumé sans faute."
    assert [(row.actor_id, row.role_id, row.note) for row in now.involvements.all()] == [
        (actor.pk, role.pk, "note de la ligne")
    ]
    assert now.problem == page.problem
    assert "Ada" in Client().get(page.url).content.decode()
    assert "Un résumé sans faute." in str(letters()[-1].body)
    assert PageLogEntry.objects.filter(page=page.pk, action="resource_centre.proposal_accepted").count() == 1


def test_an_author_who_wants_no_name_is_not_named(centre: Any, page: Any, desk: Client) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "is_credited"}
    reader = Client()
    proposal = hand_in(reader, centre, page, about, **{"f-title": "Autre titre"})
    confirm(reader)
    desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="accept_all"))
    assert "Ada" not in Client().get(page.url).content.decode()


def test_only_a_part_is_kept_and_its_author_is_told_what(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre refusé", "f-summary": "Résumé gardé."})
    form = filled(desk.get(detail(proposal)), act="accept")
    del form["keep:title"]
    assert desk.post(detail(proposal), form).status_code == 302
    proposal.refresh_from_db()
    assert (fresh(page).title, fresh(page).summary) == ("Une pratique", "Résumé gardé.")
    assert (proposal.status, proposal.kept) == (Status.PARTLY_ACCEPTED, ["summary"])


def test_an_editor_publishes_other_words(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-summary": "Résumé proposé."})
    form = filled(desk.get(detail(proposal)), act="accept", **{"text:summary": "Résumé de l’éditrice."})
    assert desk.post(detail(proposal), form).status_code == 302
    assert fresh(page).summary == "Résumé de l’éditrice."


def test_what_does_not_overlap_merges_by_itself(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    moved = fresh(page)
    moved.summary = "Résumé changé depuis."
    moved.save_revision().publish()
    assert desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="accept")).status_code == 302
    assert (fresh(page).title, fresh(page).summary) == ("Titre proposé", "Résumé changé depuis.")


@pytest.mark.parametrize(("choice", "kept"), [("page", "Titre d’ailleurs"), ("proposal", "Titre proposé")])
def test_an_overlap_shows_both_texts_and_an_editor_chooses(
    choice: str, kept: str, centre: Any, page: Any, desk: Client
) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé", "f-summary": "Autre."})
    moved = fresh(page)
    moved.title = "Titre d’ailleurs"
    moved.save_revision().publish()
    shown = desk.get(detail(proposal))
    refused = desk.post(detail(proposal), filled(shown, act="accept"))
    assert refused.status_code == 409
    assert all(word in refused.content.decode() for word in ("ailleurs", "proposé"))
    assert fresh(page).title == "Titre d’ailleurs"
    done = desk.post(detail(proposal), filled(refused, act="accept", **{"choice:title": choice}))
    assert done.status_code == 302
    assert fresh(page).title == kept


def test_a_decision_on_a_text_that_moved_since_it_was_read_does_nothing(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    form = filled(desk.get(detail(proposal)), act="accept")
    fresh(page).save_revision().publish()
    assert desk.post(detail(proposal), form).status_code == 409
    assert fresh(page).title == "Une pratique"


def test_an_editors_draft_is_neither_published_nor_lost(centre: Any, page: Any, desk: Client) -> None:
    draft = fresh(page)
    draft.problem, draft.title = "<p>Brouillon.</p>", "Titre de brouillon"
    draft.website = "ce sera une adresse"  # a draft may be unfinished
    writer = get_user_model().objects.create_user("autrice")
    draft.save_revision(user=writer, clean=False)
    proposal = given(Client(), centre, page, **{"f-summary": "Résumé proposé.", "f-title": "Titre proposé"})
    shown = desk.get(detail(proposal))
    assert "Titre" in shown.content.decode()
    assert desk.post(detail(proposal), filled(shown, act="accept")).status_code == 302
    now = fresh(page)
    assert (now.title, now.summary, now.problem) == ("Titre proposé", "Résumé proposé.", page.problem)
    kept = now.get_latest_revision_as_object()
    assert now.has_unpublished_changes
    assert (kept.title, kept.summary, kept.problem) == ("Titre de brouillon", "Résumé proposé.", "<p>Brouillon.</p>")
    assert kept.website == "ce sera une adresse"
    assert now.get_latest_revision().user == writer  # who wrote it decides on nothing of it: it stays theirs
    assert not PageLogEntry.objects.filter(page=page.pk, user=writer).exists()  # and they did nothing today


def test_all_is_accepted_with_the_other_words_that_were_typed(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé", "f-summary": "Proposé."})
    form = filled(desk.get(detail(proposal)), act="accept_all", **{"text:summary": "Mieux dit."})
    assert desk.post(detail(proposal), form).status_code == 302
    assert (fresh(page).title, fresh(page).summary) == ("Titre proposé", "Mieux dit.")


def test_a_draft_that_names_what_is_no_more_stops_no_decision(centre: Any, page: Any, actor: Any, desk: Client) -> None:
    """Nothing keeps what only a draft names from being deleted, and Wagtail builds no such draft."""
    Involvement.objects.filter(resource=page.pk).delete()
    page.refresh_from_db()
    fresh(page).save_revision().publish()
    draft = fresh(page)
    draft.summary = "Résumé de brouillon."
    gone = publish(centre, "actor", "Qui s’en va")
    draft.involvements = [involvement(actor), involvement(gone)]
    draft.save_revision()
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    gone.delete()
    assert desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="accept")).status_code == 302
    now = fresh(page)
    assert now.title == "Titre proposé"
    kept = now.get_latest_revision_as_object()
    assert (kept.summary, kept.title) == ("Résumé de brouillon.", "Titre proposé")
    assert [row.actor_id for row in kept.involvements.all()] == [actor.pk]


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000])
def test_a_link_to_no_page_in_plain_text_harms_nobody(number: str, centre: Any, page: Any, desk: Client) -> None:
    typed = f'<a linktype="page" id="{number}">mot</a>'
    proposal = given(Client(), centre, page, **{"f-summary": typed[:300], "f-problem": typed})
    assert desk.get(detail(proposal)).status_code == 200


def test_a_locked_page_takes_no_change(centre: Any, page: Any, editor: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    locked = fresh(page)
    locked.locked, locked.locked_by = True, get_user_model().objects.create_user("autre")
    locked.save()
    with pytest.raises(PageBusy):
        AcceptProposal(proposal, editor, everything(proposal)).execute()
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    assert fresh(page).title == "Une pratique"


def test_a_second_decision_gets_409_and_changes_nothing(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    form = filled(desk.get(detail(proposal)), act="accept")
    assert desk.post(detail(proposal), form).status_code == 302
    sent, revisions = len(letters()), page.revisions.count()
    assert desk.post(detail(proposal), form).status_code == 409
    assert desk.post(detail(proposal), {**form, "act": "refuse", "why": "Non."}).status_code == 409
    assert (len(letters()), page.revisions.count()) == (sent, revisions)


def test_nobody_decides_on_their_own_proposal(centre: Any, page: Any, editor: Any, desk: Client) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "email"}
    proposal = hand_in(desk, centre, page, about, **{"f-title": "Titre à moi"})
    assert proposal.status == Status.SUBMITTED
    for mutation in (RefuseProposal(proposal, editor, "x"), AcceptProposal(proposal, editor, everything(proposal))):
        with pytest.raises(OwnProposal):
            mutation.execute()
    by_mail = given(Client(), centre, page, **{"f-title": "Titre"})
    editor.email = "ADA@example.org"
    editor.save()
    with pytest.raises(OwnProposal):
        AcceptProposal(by_mail, editor, everything(by_mail)).execute()


def test_an_acceptance_that_keeps_nothing_is_no_acceptance(centre: Any, page: Any, editor: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    with pytest.raises(NothingKept):
        AcceptProposal(proposal, editor, everything(proposal, kept=frozenset())).execute()


def test_a_decision_must_name_the_text_that_was_read(centre: Any, page: Any, editor: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    with pytest.raises(TextChanged):
        AcceptProposal(proposal, editor, Decision(("x", page.live_revision_id))).execute()


def test_a_refusal_needs_a_reason_and_its_author_reads_it(centre: Any, page: Any, desk: Client) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Titre proposé"})
    form = filled(desk.get(detail(proposal)), act="refuse")
    assert desk.post(detail(proposal), form).status_code == 422
    assert desk.post(detail(proposal), {**form, "why": "La source dit autre chose."}).status_code == 302
    assert "La source dit autre chose." in str(letters()[-1].body)
    tracked = Client().get(f"{centre.url}propositions/{proposal.uuid}/").content.decode()
    assert "La source dit autre chose." in tracked


def test_an_editor_of_another_centre_meets_nothing(centre: Any, page: Any, editor: Any, desk: Client) -> None:
    other = make_centre("autre", "Autre centre")
    elsewhere = publish(other, "practice", "Pratique d’ailleurs")
    proposal = given(Client(), other, elsewhere, **{"f-title": "Titre proposé"})
    assert desk.get(detail(proposal)).status_code == 404
    assert desk.post(detail(proposal), {"act": "accept_all", "read": proposal.digest}).status_code == 404
    assert "ailleurs" not in desk.get(reverse("resource_centre_queue")).content.decode()
