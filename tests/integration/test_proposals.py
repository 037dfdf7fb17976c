"""Proposals of readers, from the form to the page: what is kept, what is told, what is never lost or published."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from resource_centre.access.groups import ensure_groups
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.facts import Source
from resource_centre.content.pages.practice import Practice
from resource_centre.content.relations import Involvement
from resource_centre.contribution import posting
from resource_centre.contribution.accept import AcceptProposal, Decision
from resource_centre.contribution.addresses import proposal_path
from resource_centre.contribution.decide import RefuseProposal
from resource_centre.contribution.errors import (
    AlreadyDecided,
    NothingKept,
    OwnProposal,
    PageBusy,
    ProposalMoved,
    TextChanged,
)
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.revise import RebaseProposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from resource_centre.outbox import rows
from resource_centre.web.contributing import guard, naming
from tests.factories import concept, involvement, make_centre, publish
from tests.support.contributing import ABOUT, address_of, confirm, content_with, filled, hand_in, letters
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests type faster than people."""
    monkeypatch.setattr(guard, "FASTEST", 0)


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits what another counted."""
    cache.clear()


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def actor(centre: Any) -> Any:
    return publish(centre, "actor", "Acteur premier")


@pytest.fixture
def page(centre: Any, actor: Any) -> Any:
    concept("role", "financeur", "financeur")
    return publish(
        centre,
        "practice",
        "Une pratique",
        summary="Un résumé avec une fote.",
        problem="<p>Le <b>problème</b> rencontré.</p>",
        body=[("text", "<p>Premier paragraphe.</p>"), ("text", "<p>Second paragraphe.</p>")],
        involvements=[involvement(actor, note="note de la ligne")],
        sources=[Source(title="Un rapport", url="https://example.org/rapport")],
    )


@pytest.fixture
def editor() -> Any:
    ensure_groups()
    user = get_user_model().objects.create_user("redaction", email="redaction@example.org", password="x")  # noqa: S106
    user.groups.add(Group.objects.get(name="Resource centre editors"))
    return user


@pytest.fixture
def desk(editor: Any) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def fresh(page: Any) -> Any:
    return Practice.objects.get(pk=page.pk)


def detail(proposal: Proposal) -> str:
    return reverse("resource_centre_proposal", args=[proposal.pk])


def everything(proposal: Proposal, **more: Any) -> Decision:
    return Decision((proposal.digest, proposal.resource.live_revision_id), **more)


def given(client: Client, centre: Any, page: Any, **changes: Any) -> Proposal:
    """A proposal that its author has confirmed."""
    proposal = hand_in(client, centre, page, **changes)
    confirm(client)
    proposal.refresh_from_db()
    return proposal


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


def test_a_button_pressed_twice_is_one_proposal_even_when_both_requests_run_at_once(
    centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request keeps it between the look that this one takes and what it writes."""
    draft = Draft(content_of(page), content_with(page, title="Autre titre"), page.live_revision_id)

    def pressed(**changes: Any) -> Proposal:
        sent = replace(draft, content=content_with(page, title="Autre titre", **changes))
        return SubmitProposal(
            page, centre, sent, Author(email="ada@example.org"), About(), Access.of(ANONYMOUS)
        ).execute()

    def late(submitting: SubmitProposal) -> Proposal | None:
        monkeypatch.undo()
        first.append(pressed())
        return None

    for changes, number in (({}, 1), ({"summary": "Un autre texte."}, 2)):
        first: list[Proposal] = []
        Proposal.objects.all().delete()
        monkeypatch.setattr(SubmitProposal, "handed_in", late)
        kept = pressed(**changes)
        assert (Proposal.objects.count(), kept == first[0]) == (number, number == 1)
        assert {one.events.count() for one in Proposal.objects.all()} == {1}


def test_nothing_is_saved_as_a_revision_before_the_acceptance(centre: Any, page: Any) -> None:
    before = page.revisions.count()
    given(Client(), centre, page, **{"f-title": "Autre titre"})
    assert page.revisions.count() == before
    assert fresh(page).latest_revision_id == page.latest_revision_id


def test_an_author_who_wants_no_name_is_not_named(centre: Any, page: Any, desk: Client) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "is_credited"}
    reader = Client()
    proposal = hand_in(reader, centre, page, about, **{"f-title": "Autre titre"})
    confirm(reader)
    desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="accept_all"))
    assert "Ada" not in Client().get(page.url).content.decode()


def test_a_block_that_nobody_touched_keeps_its_very_html(centre: Any, page: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Autre titre"})
    assert {name for name in proposal.content if proposal.content[name] != proposal.base_content[name]} == {"title"}


def test_typed_marks_become_clean_rich_text(centre: Any, page: Any) -> None:
    typed = "Un **mot** et <script>alert(1)</script> [lien](javascript:alert(1)) [bon](https://example.org/)"
    proposal = given(Client(), centre, page, **{"f-problem": typed})
    assert proposal.content["problem"] == (
        '<p>Un <b>mot</b> et &lt;script&gt;alert(1)&lt;/script&gt; [lien](javascript:alert(1)) <a href="https://example.org/">bon</a></p>'
    )


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


def test_a_form_shown_before_what_it_names_was_deleted_is_read_all_the_same(centre: Any, page: Any, actor: Any) -> None:
    other = publish(centre, "actor", "Qui s’en va")
    named = fresh(page)
    named.involvements = [*named.involvements.all(), involvement(other)]
    named.save_revision().publish()
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="check", **{"f-summary": "Mieux dit."})
    left = fresh(page)
    left.involvements = [row for row in left.involvements.all() if row.actor_id != other.pk]
    left.save_revision().publish()
    other.delete()
    checked = client.post(address, form)
    assert checked.status_code == 422  # that actor is not there any more; nothing typed is lost
    assert "Mieux dit." in checked.content.decode()


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


def test_an_author_answers_remarks_on_the_page_of_today(centre: Any, page: Any, desk: Client) -> None:
    reader = Client()
    proposal = given(reader, centre, page, **{"f-title": "Titre proposé"})
    desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="ask", why="Plus court ?"))
    moved = fresh(page)
    moved.summary = "Résumé changé depuis."
    moved.save_revision().publish()
    address = f"{centre.url}propositions/{proposal.uuid}/reprendre/"
    shown = reader.get(address)
    assert filled(shown)["f-title"] == "Titre proposé"
    assert filled(shown)["f-summary"] == "Résumé changé depuis."
    checked = reader.post(address, filled(shown, step="check", **{"f-title": "Titre court"}))
    assert reader.post(address, filled(checked, step="send")).status_code == 303
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED
    assert proposal.content["title"] == "Titre court"
    assert proposal.base_content["summary"] == "Résumé changé depuis."


def test_an_author_takes_a_proposal_back(centre: Any, page: Any, editor: Any) -> None:
    reader = Client()
    proposal = given(reader, centre, page, **{"f-title": "Titre proposé"})
    address = f"{centre.url}propositions/{proposal.uuid}/retirer/"
    assert reader.get(address).status_code == 200
    assert Proposal.objects.get(pk=proposal.pk).status == Status.SUBMITTED
    assert reader.post(address).status_code == 303
    with pytest.raises(AlreadyDecided):
        AcceptProposal(proposal, editor, everything(proposal)).execute()


def test_a_link_confirms_once(centre: Any, page: Any) -> None:
    reader = Client()
    hand_in(reader, centre, page, **{"f-title": "Titre proposé"})
    link = re.search(r"https?://[^/\s]+(/\S+/confirmer/\S+)", str(letters()[-1].body))
    assert link
    assert reader.post(link[1]).status_code == 303
    assert reader.post(link[1]).status_code == 410
    assert reader.get(link[1]).status_code == 410
    assert reader.get(f"{centre.url}propositions/confirmer/faux/").status_code == 410


def test_an_old_link_is_void(centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = Client()
    hand_in(reader, centre, page, **{"f-title": "Titre proposé"})
    link = re.search(r"https?://[^/\s]+(/\S+/confirmer/\S+)", str(letters()[-1].body))
    assert link
    later = timezone.now().timestamp() + 8 * 86_400
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert reader.get(link[1]).status_code == 410


def test_an_expired_form_gives_the_text_back(centre: Any, page: Any) -> None:
    strict = Client(enforce_csrf_checks=True)
    address = address_of(centre, page)
    form = filled(strict.get(address), step="check", **{"f-summary": "Texte précieux."})
    strict.cookies.clear()
    answer = strict.post(address, form)
    assert answer.status_code == 403
    assert filled(answer)["f-summary"] == "Texte précieux."
    again = strict.post(address, filled(answer, step="check"))
    assert again.status_code == 200
    assert "Texte précieux." in again.content.decode()


def test_a_fault_keeps_all_that_was_typed(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    typed = {"f-title": "", "f-summary": "Texte précieux.", "f-date_from": "pas une date"}
    typed["sources-1-url"] = "javascript:x"
    answer = client.post(address, filled(client.get(address), step="check", **typed))
    assert answer.status_code == 422
    held = filled(answer)
    assert {name: held[name] for name in typed} == typed
    assert Proposal.objects.count() == 0


def test_a_form_that_was_altered_hands_in_nothing(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="send", shown="faux", **ABOUT, **{"f-summary": "Texte précieux."})
    answer = client.post(address, form)
    assert answer.status_code == 400
    assert filled(answer)["f-summary"] == "Texte précieux."
    assert Proposal.objects.count() == 0


def test_fields_that_are_not_offered_change_nothing(centre: Any, page: Any) -> None:
    forged = {"f-slug": "x", "f-live": "", "f-owner": "1", "f-review_by": "2030-01-01", "f-title": "Titre"}
    proposal = given(Client(), centre, page, **forged, **{"status": "accepted", "author": "1", "f-to_confirm": "x"})
    changed = {name for name in proposal.content if proposal.content[name] != proposal.base_content[name]}
    assert changed == {"title"}
    assert (proposal.status, proposal.author) == (Status.SUBMITTED, None)


def test_blanks_around_what_the_page_has_are_nobodys_change(centre: Any, page: Any) -> None:
    stored = fresh(page)
    stored.summary = "Un résumé.\r\nSa suite.\n"
    stored.sources = [Source(title="Un rapport ", url="https://example.org/rapport")]
    stored.involvements = [involvement(row.actor, note="note\n") for row in stored.involvements.all()]
    stored.save_revision().publish()
    client, address = Client(), address_of(centre, page)
    unchanged = client.post(address, filled(client.get(address), step="check"))
    assert "Vous n’avez encore rien changé." in unchanged.content.decode()
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Autre titre"}))
    assert "1 changement\xa0:" in checked.content.decode()


def test_a_page_that_moved_while_the_form_was_open_is_said_and_nothing_is_lost(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    form = filled(client.get(address), step="check", **{"f-title": "Mon titre"})
    moved = fresh(page)
    moved.title, moved.summary = "Titre d’ailleurs", "Résumé d’ailleurs."
    moved.save_revision().publish()
    checked = client.post(address, form)
    assert checked.status_code == 409
    assert "ailleurs" in checked.content.decode()
    assert client.post(address, filled(checked, step="send", **ABOUT)).status_code == 303
    proposal = Proposal.objects.latest("pk")
    assert proposal.base_content["title"] == "Titre d’ailleurs"
    assert (proposal.content["title"], proposal.content["summary"]) == ("Mon titre", "Résumé d’ailleurs.")


def test_a_proposal_sent_twice_is_one(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    form = filled(checked, step="send", **ABOUT)
    first, second = client.post(address, form), client.post(address, form)
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_rows_that_a_reader_may_not_see_are_neither_shown_nor_removed(centre: Any, page: Any, editor: Any) -> None:
    hidden = publish(centre, "actor", "Acteur caché", live=False)
    held = fresh(page)
    held.involvements.add(involvement(hidden, "porteur"))
    held.save_revision().publish()
    client = Client()
    assert "caché" not in client.get(address_of(centre, page)).content.decode()
    proposal = given(client, centre, page, **{"f-title": "Mon titre", "involvements-0-DELETE": "on"})
    AcceptProposal(proposal, editor, everything(proposal)).execute()
    assert [row.actor_id for row in fresh(page).involvements.all()] == [hidden.pk]


@pytest.mark.parametrize("trap", [{"homepage": "x"}, {"hurried": True}])
def test_robots_are_asked_to_send_again(
    trap: dict[str, Any], centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    if "hurried" in trap:
        monkeypatch.setattr(guard, "FASTEST", 60)
    answer = client.post(address, filled(checked, step="send", **ABOUT, **trap))
    assert answer.status_code == 422
    assert filled(answer)["f-title"] == "Mon titre"
    assert Proposal.objects.count() == 0


def test_a_flood_from_one_address_is_slowed_and_others_are_not(centre: Any, page: Any, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": {"address": (2, 3600)}}
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    form = filled(checked, step="send", **ABOUT)
    assert [client.post(address, form).status_code for _time in range(3)] == [303, 303, 429]
    assert filled(client.post(address, form))["f-title"] == "Mon titre"
    assert client.post(address, form, REMOTE_ADDR="198.51.100.7").status_code == 303


def test_mail_waits_while_its_server_is_down_and_is_sent_once(
    centre: Any, page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(Client(), centre, page, **{"f-title": "Mon titre"})

    def down(*_arguments: Any) -> None:
        raise OSError("connection refused")

    with monkeypatch.context() as patch:
        patch.setattr(posting, "_send", down)
        assert posting.deliver_mail() == 0
    assert rows.state(posting.TOPIC).pending == 1
    later = timezone.now() + timedelta(minutes=10)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert posting.deliver_mail() == 1
    assert posting.deliver_mail() == 0
    assert len(mail.outbox) == 1


def test_a_mail_that_somebody_is_sending_is_not_sent_by_another(centre: Any, page: Any) -> None:
    hand_in(Client(), centre, page, **{"f-title": "Mon titre"})
    (waiting,) = rows.pending(posting.TOPIC)
    assert rows.claim(posting.TOPIC, waiting, 60)
    assert not rows.claim(posting.TOPIC, waiting, 60)
    assert posting.deliver_mail() == 0


def test_what_nobody_confirmed_is_deleted_after_seven_days(centre: Any, page: Any) -> None:
    old = hand_in(Client(), centre, page, **{"f-title": "Ancien"})
    kept = given(Client(), centre, page, **{"f-title": "Confirmé"})
    Proposal.objects.update(created_at=timezone.now() - timedelta(days=8))
    new = hand_in(Client(), centre, page, **{"f-title": "Récent"})
    call_command("contributions", "tidy")
    assert set(Proposal.objects.values_list("pk", flat=True)) == {kept.pk, new.pk}
    assert old.pk not in {kept.pk, new.pk}


def test_an_address_is_forgotten_on_demand(centre: Any, page: Any) -> None:
    kept = given(Client(), centre, page, **{"f-title": "Confirmé"})
    Proposal.objects.update(status=Status.ACCEPTED)
    waiting = given(Client(), centre, page, **{"f-summary": "En attente"})
    call_command("contributions", "erase", "ADA@example.org")
    assert not Proposal.objects.filter(pk=waiting.pk).exists()
    kept.refresh_from_db()
    assert (kept.author_name, kept.author_email, kept.is_credited) == ("", "", False)


def test_a_problem_is_reported_closed_and_answered(centre: Any, page: Any, desk: Client) -> None:
    reader, address = Client(), f"{centre.url}signaler/{page.uuid}/"
    form = filled(reader.get(address), reason="dead_link", text="Le second lien.", email="ada@example.org")
    assert reader.post(address, form, follow=True).status_code == 200
    report = ProblemReport.objects.get()
    assert "Le second lien." in str(letters()[-1].body)
    listed = desk.get(reverse("resource_centre_reports"))
    assert "Le second lien." in listed.content.decode()
    desk.post(reverse("resource_centre_reports"), {"report": report.pk, "answer": "Lien changé."})
    assert letters()[-1].to == ["ada@example.org"]
    assert "Lien changé." in str(letters()[-1].body)
    report.refresh_from_db()
    assert report.email == ""


def test_pages_that_are_only_read_set_no_cookie(centre: Any, page: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Mon titre"})
    reader = Client()
    reader.get(page.url)
    reader.get(f"{centre.url}propositions/{proposal.uuid}/")
    assert not reader.cookies
    reader.get(address_of(centre, page))
    assert set(reader.cookies) == {"csrftoken"}


def test_a_proposal_of_an_account_is_read_by_that_account_only(centre: Any, page: Any, desk: Client) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "email"}
    proposal = hand_in(desk, centre, page, about, **{"f-title": "Titre à moi"})
    address = f"{centre.url}propositions/{proposal.uuid}/"
    assert desk.get(address).status_code == 200
    stranger = signed_in(person("autre"))
    for step in ("", "reprendre/", "retirer/"):
        way_in = Client().get(f"{address}{step}")
        assert (way_in.status_code, way_in["Location"].endswith(f"?next={address}{step}")) == (302, True), step
        assert stranger.get(f"{address}{step}").status_code == 404
        assert stranger.post(f"{address}{step}").status_code == 404


def test_what_was_typed_in_a_proposal_after_the_session_ended_is_given_back(
    centre: Any, page: Any, desk: Client
) -> None:
    about = {key: value for key, value in ABOUT.items() if key != "email"}
    proposal = hand_in(desk, centre, page, about, **{"f-title": "Titre à moi"})
    address = f"{centre.url}propositions/{proposal.uuid}/"
    typed = filled(desk.get(f"{address}reprendre/"), step="send", **{"f-summary": "Une heure de travail."})
    ended = Client().post(f"{address}reprendre/", typed)
    assert ended.status_code == 403
    assert "Une heure de travail." in parsed(ended).main.text
    assert f"?next={address}reprendre/" in ended.content.decode()
    assert Client().post(f"{address}retirer/").status_code == 403
    assert Proposal.objects.get(pk=proposal.pk).status == proposal.status


def test_a_tracking_page_says_who_reads_it(centre: Any, page: Any, desk: Client) -> None:
    by_link = given(Client(), centre, page, **{"f-title": "Titre de passage"})
    about = {key: value for key, value in ABOUT.items() if key != "email"}
    own = hand_in(desk, centre, page, about, **{"f-title": "Titre à moi"})

    def read(proposal: Proposal) -> str:
        return str(parsed(desk.get(f"{centre.url}propositions/{proposal.uuid}/")).main.text)

    assert "Toute personne qui l’a peut lire cette page." in read(by_link)
    assert "Qui l’a" not in read(own)
    assert "Vous la lisez après connexion." in read(own)
    own.organisation = publish(centre, "actor", "La Mednum")
    own.save()
    assert "Vous la lisez, et votre équipe aussi, après connexion." in read(own)


def test_a_tracking_page_says_nothing_of_a_page_that_was_closed(centre: Any, page: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-summary": "Résumé neuf."})
    fresh(page).unpublish()
    text = Client().get(f"{centre.url}propositions/{proposal.uuid}/").content.decode()
    assert "Une pratique" not in text
    assert "fote" not in text


def test_a_link_to_a_page_that_a_reader_may_not_see_is_not_shown_to_them(centre: Any, page: Any) -> None:
    hidden = publish(centre, "practice", "Cachée", live=False)
    held = fresh(page)
    held.problem = f'<p>Voir <a linktype="page" id="{hidden.pk}">ici</a>.</p>'
    held.save_revision().publish()
    assert filled(Client().get(address_of(centre, page)))["f-problem"] == "Voir ici."


def test_an_editor_of_another_centre_meets_nothing(centre: Any, page: Any, editor: Any, desk: Client) -> None:
    other = make_centre("autre", "Autre centre")
    elsewhere = publish(other, "practice", "Pratique d’ailleurs")
    proposal = given(Client(), other, elsewhere, **{"f-title": "Titre proposé"})
    assert desk.get(detail(proposal)).status_code == 404
    assert desk.post(detail(proposal), {"act": "accept_all", "read": proposal.digest}).status_code == 404
    assert "ailleurs" not in desk.get(reverse("resource_centre_queue")).content.decode()


ATTACK = "\"><img src=x onerror=fired()><script>fired()</script></textarea>'-fired()-' {{ fired }}"


def test_no_letter_holds_what_a_proposal_could_run(centre: Any, page: Any, desk: Client) -> None:
    about = {**ABOUT, "name": ATTACK[:100], "message": ATTACK, "fact_source": ATTACK}
    reader = Client()
    typed = {"f-title": ATTACK, "f-summary": ATTACK, "f-problem": ATTACK, "sources-0-title": ATTACK, "b-new": ATTACK}
    proposal = hand_in(reader, centre, page, about, **typed)
    confirm(reader)
    assert len(letters()) == 3
    desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="ask", why=ATTACK))
    done = desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="accept_all", why=ATTACK))
    assert done.status_code == 302
    sent = letters()
    assert len(sent) == 5
    for letter in sent:
        assert "\n" not in letter.subject
        tree = BeautifulSoup(str(letter.alternatives[0][0]), "html.parser")
        assert tree.find_all(["script", "img", "textarea"]) == []
        assert all(str(link["href"]).startswith("http") for link in tree.find_all("a"))
    assert "onerror" in str(sent[-1].alternatives[0][0]), "what was kept is quoted"


def test_an_address_that_was_mistyped_is_put_right_by_sending_the_form_again(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    wrong = client.post(address, filled(checked, step="send", **{**ABOUT, "email": "ada@exmaple.org"}))
    first = letters()
    right = client.post(address, filled(checked, step="send", **ABOUT))
    assert right.status_code == 303
    assert wrong["Location"] == right["Location"]  # the same contribution, at the address that is known already
    proposal = Proposal.objects.get()
    assert (proposal.author_email, proposal.status) == (ABOUT["email"], Status.TO_CONFIRM)
    sent = [letter for letter in letters() if letter.to == [ABOUT["email"]]]
    assert len(sent) == 1
    assert [letter.to for letter in first] == [["ada@exmaple.org"]]
    link = re.search(r"/centre/\S+/confirmer/\S+", str(first[0].body))
    assert link is not None
    assert Client().get(link[0]).status_code in {404, 410}


def test_an_address_that_is_longer_than_can_be_kept_is_refused_at_its_field(centre: Any, page: Any) -> None:
    """PostgreSQL would refuse it, and the reader would meet an error; SQLite keeps it."""
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    report = f"{centre.url}signaler/{page.uuid}/"
    asked = filled(client.get(report), reason="wrong", text="Une faute.")
    forms = ((address, filled(checked, step="send", **ABOUT)), (report, asked))
    for more, status in ((243, 422), (242, 303)):
        for where, form in forms:
            sent = client.post(where, {**form, "email": f"{'a' * more}@example.org"})
            assert sent.status_code == status, (where, more)
    assert (Proposal.objects.count(), ProblemReport.objects.count()) == (1, 1)


def test_what_was_taken_back_can_be_sent_again(centre: Any, page: Any) -> None:
    client, address = Client(), address_of(centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    form = filled(checked, step="send", **ABOUT)
    client.post(address, form)
    Proposal.objects.update(status=Status.WITHDRAWN)
    client.post(address, form)
    assert [one.status for one in Proposal.objects.order_by("pk")] == [Status.WITHDRAWN, Status.TO_CONFIRM]


def three_sources(centre: Any) -> Any:
    rows = [Source(title=title, url=f"https://example.org/{title}") for title in ("S1", "S2", "S3")]
    return publish(centre, "practice", "Trois sources", summary="Un résumé.", sources=rows)


def test_of_two_windows_of_a_proposal_the_second_overwrites_nothing_and_gets_its_texts_back(centre: Any) -> None:
    reader, page = Client(), three_sources(centre)
    proposal = given(reader, centre, page, **{"f-title": "Titre proposé"})
    address = f"{centre.url}propositions/{proposal.uuid}/reprendre/"
    first, second = reader.get(address), reader.get(address)
    checked = reader.post(address, filled(first, step="check", **{"sources-0-DELETE": "on", "f-title": "Titre court"}))
    late = reader.post(address, filled(second, step="check", **{"sources-2-title": "S3 corrigé"}))
    assert late.status_code == 200
    assert reader.post(address, filled(checked, step="send")).status_code == 303
    for step in ("check", "send", "edit"):
        given_back = reader.post(address, filled(late, step=step))
        assert given_back.status_code == 409
        words = parsed(given_back).get_text()
        assert "S3 corrigé" in words
        assert proposal_path(proposal) in given_back.content.decode()
    proposal.refresh_from_db()
    assert [row["title"] for row in proposal.content["sources"]] == ["S2", "S3"]
    assert proposal.content["title"] == "Titre court"


def test_a_change_of_a_proposal_sent_twice_is_one(centre: Any, page: Any) -> None:
    reader = Client()
    proposal = given(reader, centre, page, **{"f-title": "Titre proposé"})
    address = f"{centre.url}propositions/{proposal.uuid}/reprendre/"
    checked = reader.post(address, filled(reader.get(address), step="check", **{"f-title": "Titre court"}))
    before = proposal.events.count()
    for _press in range(2):
        assert reader.post(address, filled(checked, step="send")).status_code == 303
    assert proposal.events.count() == before + 1


def test_a_change_of_a_proposal_that_moved_while_it_was_sent_overwrites_nothing(centre: Any, page: Any) -> None:
    """Both requests have read the proposal before either has changed it."""
    writer = person("auteur")
    access = Access.of(ANONYMOUS)
    base = content_of(page)
    one = SubmitProposal(
        page, centre, Draft(base, content_with(page, title="Titre")), Author(writer, "Auteur"), About(), access
    ).execute()
    both = [Proposal.objects.get(pk=one.pk) for _window in range(2)]
    first, second = (Draft(base, content_with(page, title=title)) for title in ("Un", "Deux"))
    RebaseProposal(both[0], first, access, writer).execute()
    with pytest.raises(ProposalMoved):
        RebaseProposal(both[1], second, access, writer).execute()
    one.refresh_from_db()
    assert one.content["title"] == "Un"


def test_the_stamp_of_another_form_of_the_page_is_no_stamp(centre: Any, page: Any) -> None:
    reader = Client()
    foreign = filled(reader.get(f"{centre.url}signaler/{page.uuid}/"))["shown"]
    address = address_of(centre, page)
    answer = reader.post(address, filled(reader.get(address), step="check", shown=foreign, **{"f-title": "Gardé"}))
    assert answer.status_code == 400
    assert filled(answer)["f-title"] == "Gardé"


def test_a_problem_reported_twice_by_one_press_is_one_report_and_one_letter(centre: Any, page: Any) -> None:
    reader, address = Client(), f"{centre.url}signaler/{page.uuid}/"
    form = filled(reader.get(address), reason="dead_link", text="Le second lien.", email="ada@example.org")
    for _press in range(2):
        assert reader.post(address, form).status_code == 303
    assert ProblemReport.objects.count() == 1
    told = len(letters())
    reader.post(address, {**form, "email": "bea@example.org"})
    assert ProblemReport.objects.count() == 2
    ProblemReport.objects.update(created_at=timezone.now() - timedelta(hours=1))
    reader.post(address, form)
    assert ProblemReport.objects.count() == 3
    assert len(letters()) == 3 * told


def test_titles_of_actors_are_suggested_only_where_they_are_few_and_any_may_be_typed(
    centre: Any, page: Any, actor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = publish(centre, "actor", "Acteur second")
    reader, address = Client(), address_of(centre, page)
    assert "<datalist" in reader.get(address).content.decode()
    monkeypatch.setattr(naming, "LISTED", 1)
    assert "<datalist" not in reader.get(address).content.decode()
    proposal = hand_in(reader, centre, page, **{"involvements-0-actor": "acteur SECOND"})
    assert proposal.content["involvements"][0]["actor"] == other.pk


def test_whoever_answers_no_mail_is_not_told_that_one_must_be(centre: Any, page: Any, desk: Client) -> None:
    last = "Confirmer par courriel"
    for client, is_asked in ((Client(), True), (desk, False)):
        shown = client.get(address_of(centre, page))
        checked = client.post(address_of(centre, page), filled(shown, step="check", **{"f-title": "Titre"}))
        for answer in (shown, checked):
            steps = [step.text for step in parsed(answer).select(".rc-steps li")]
            assert (len(steps), last in steps) == ((3, True) if is_asked else (2, False))
