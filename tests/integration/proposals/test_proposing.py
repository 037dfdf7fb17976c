"""The form of a proposal: what is kept of it, what is refused with words, and what is never lost."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.facts import Source
from resource_centre.contribution.accept import AcceptProposal
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from resource_centre.web.contributing import guard, naming
from tests.factories import fresh, involvement, publish
from tests.support.contributing import ABOUT, address_of, content_with, filled, hand_in
from tests.support.html import parsed
from tests.support.proposing import everything, given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


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


def test_a_block_that_nobody_touched_keeps_its_very_html(centre: Any, page: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Autre titre"})
    assert {name for name in proposal.content if proposal.content[name] != proposal.base_content[name]} == {"title"}


def test_typed_marks_become_clean_rich_text(centre: Any, page: Any) -> None:
    typed = "Un **mot** et <script>alert(1)</script> [lien](javascript:alert(1)) [bon](https://example.org/)"
    proposal = given(Client(), centre, page, **{"f-problem": typed})
    assert proposal.content["problem"] == (
        '<p>Un <b>mot</b> et &lt;script&gt;alert(1)&lt;/script&gt; [lien](javascript:alert(1)) <a href="https://example.org/">bon</a></p>'
    )


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
    assert first["Location"].endswith(f"#sent={str(form['shown']).rpartition(':')[2]}"), "what the browser may forget"
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


def test_pages_that_are_only_read_set_no_cookie(centre: Any, page: Any) -> None:
    proposal = given(Client(), centre, page, **{"f-title": "Mon titre"})
    reader = Client()
    reader.get(page.url)
    reader.get(f"{centre.url}propositions/{proposal.uuid}/")
    assert not reader.cookies
    reader.get(address_of(centre, page))
    assert set(reader.cookies) == {"csrftoken"}


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


def test_the_stamp_of_another_form_of_the_page_is_no_stamp(centre: Any, page: Any) -> None:
    reader = Client()
    foreign = filled(reader.get(f"{centre.url}signaler/{page.uuid}/"))["shown"]
    address = address_of(centre, page)
    answer = reader.post(address, filled(reader.get(address), step="check", shown=foreign, **{"f-title": "Gardé"}))
    assert answer.status_code == 400
    assert filled(answer)["f-title"] == "Gardé"


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
