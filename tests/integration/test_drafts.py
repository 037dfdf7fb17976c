"""A new resource, from its name to its page: kept as it is typed, seen by its authors, published once accepted."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.actor import Actor, ActorName, ActorNameKind
from resource_centre.content.pages.practice import Practice
from resource_centre.content.twins import find_twins
from resource_centre.contribution.drafts import SaveDraft
from resource_centre.contribution.models import Proposal, Status
from resource_centre.web.contributing.beginning import can_be_begun
from tests.factories import concept, index_of, publish
from tests.support.contributing import filled, letters
from tests.support.drafting import ABOUT, begun, draft_of, first_step, handed_in
from tests.support.html import parsed
from tests.support.reviewing import an_editor, person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
AUTO = {"step": "auto"}


@pytest.fixture
def desk() -> Client:
    return signed_in(an_editor())


def saved(client: Client, centre: Any, proposal: Proposal, **changes: Any) -> Any:
    address = draft_of(centre, proposal)
    return client.post(address, filled(client.get(address), **{"step": "save", **changes}))


def titles_of_sources(answer: Any) -> list[str]:
    """What the lines of the sources hold, in their order."""
    return [str(tag.get("value") or "") for tag in parsed(answer).select("[name^=sources-][name$=-title]")]


def test_more_lines_are_given_without_a_script_and_a_draft_that_is_opened_again_has_an_empty_one(
    centre: Any, writer: Client
) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    typed = filled(writer.get(address), **{"sources-0-title": "Un rapport", "more": "sources"})
    more = writer.post(address, typed)
    assert titles_of_sources(more) == ["Un rapport", "", "", ""]
    more_again = writer.post(address, filled(more, **{"sources-1-title": "Un livre", "more": "sources"}))
    assert titles_of_sources(more_again) == ["Un rapport", "Un livre", "", "", "", "", ""]
    assert writer.post(address, filled(more_again, step="save")).status_code == 303
    proposal.refresh_from_db()
    assert [row["title"] for row in proposal.content["sources"]] == ["Un rapport", "Un livre"]
    full = {f"sources-{rank}-title": f"Source {rank}" for rank in range(7)}
    assert saved(writer, centre, proposal, **full).status_code == 303
    assert titles_of_sources(writer.get(address)) == [*full.values(), ""]
    assert handed_in(writer, centre, proposal).status_code == 303
    proposal.refresh_from_db()
    assert [row["title"] for row in proposal.content["sources"]] == list(full.values())


@pytest.mark.parametrize("total", ["", "x", "-1", "99999999", "²", "200"])
def test_a_number_of_lines_that_is_none_is_no_error_of_ours(total: str, centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    typed = filled(writer.get(address), **{"sources-TOTAL_FORMS": total, "more": "sources"})
    assert writer.post(address, typed).status_code == 200
    assert writer.get(address).status_code == 200


def test_a_partner_writes_leaves_comes_back_and_an_editor_publishes_it(
    centre: Any, writer: Client, desk: Client
) -> None:
    actor = publish(centre, "actor", "La Mednum")
    role, theme = concept("role", "porteur"), concept("theme", "mediation", "Médiation")
    proposal = begun(writer, centre)
    assert (proposal.status, letters()) == (Status.DRAFT, [])
    changes = {
        "f-problem": "Peu de **lieux** ouverts.",
        "involvements-0-actor": "la mednum",
        "involvements-0-role": str(role.pk),
        "sources-0-title": "Un rapport",
        "sources-0-url": "https://example.org/rapport",
        "themes": [str(theme.pk)],
    }
    assert saved(writer, centre, proposal, **changes).status_code == 303
    address = draft_of(centre, proposal)
    again = writer.get(address).content.decode()
    assert "Peu de **lieux** ouverts." in again
    looked_over = parsed(writer.post(address, filled(writer.get(address), step="check")))
    [unsaid] = [text for text in (one.get_text() for one in looked_over.select("section p")) if "ailleurs" in text]
    assert "?" not in unsaid, "a question in a list is no question"
    assert "Enregistré à" in again
    assert handed_in(writer, centre, proposal, **{"f-summary": "Un meilleur résumé."}).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.status, proposal.is_credited, proposal.message) == (Status.SUBMITTED, True, "Bonne lecture.")
    assert {one.to[0] for one in letters()} == {"ada@example.org", "redaction@example.org"}

    page = desk.get(reverse("resource_centre_proposal", args=[proposal.pk]))
    assert page.status_code == 200
    sent = desk.post(
        reverse("resource_centre_proposal", args=[proposal.pk]), filled(page, act="accept_all", why="Merci.")
    )
    assert sent.status_code == 302, sent.content.decode()
    proposal.refresh_from_db()
    assert (proposal.status, proposal.resource is not None) == (Status.ACCEPTED, True)
    made = Practice.objects.get(title="Le numérique au village")
    assert made.live
    assert made.summary == "Un meilleur résumé."
    assert "<b>lieux</b>" in made.problem
    assert [row.actor_id for row in made.involvements.all()] == [actor.pk]
    assert [row.concept.code for row in made.concept_links.all()] == ["mediation"]
    assert [source.title for source in made.sources.all()] == ["Un rapport"]
    shown = Client().get(made.url)
    assert "Le numérique au village" in shown.content.decode()
    assert "acceptée" in letters()[-1].subject


def test_what_cannot_be_read_is_kept_and_told_only_when_it_is_handed_in(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    assert (
        saved(
            writer,
            centre,
            proposal,
            **{"f-date_from": "un de ces jours", "f-problem": "Un texte.", "f-title": "Un \u202elieu"},
        ).status_code
        == 303
    )
    proposal.refresh_from_db()
    assert proposal.title == "Un lieu", "what turns the words after it is not kept"
    again = writer.get(draft_of(centre, proposal))
    assert "un de ces jours" in again.content.decode()
    checked = writer.post(draft_of(centre, proposal), filled(again, step="check"))
    assert checked.status_code == 422
    assert parsed(checked).select_one("#errors a[href='#id_f-date_from']")
    assert writer.get(f"{centre.url}propositions/{proposal.uuid}/apercu/").status_code == 200


def test_a_name_that_is_here_already_is_offered_before_anything_is_kept(centre: Any, writer: Client) -> None:
    known = publish(centre, "actor", "Emmaüs Connect")
    ActorName.objects.create(actor=known, name="Connexions solidaires", kind=ActorNameKind.FORMER)
    hidden = publish(centre, "actor", "Emmaus Conect", live=False)
    for typed in ("emmaus connect", "Emaüs Connect", "CONNEXIONS SOLIDAIRES"):
        address = first_step(centre, "acteurs")
        offered = writer.post(address, filled(writer.get(address), title=typed, summary=""))
        text = offered.content.decode()
        assert f"contribuer/{known.uuid}/" in text, typed
        assert str(hidden.uuid) not in text
        assert not Proposal.objects.exists()
        assert typed in text
    sent = writer.post(address, filled(offered, another="1"))
    assert sent.status_code == 303
    assert Proposal.objects.get().title == "CONNEXIONS SOLIDAIRES"


def test_titles_and_names_are_each_read_once_to_find_what_is_here_already(
    centre: Any, django_assert_num_queries: Any
) -> None:
    known = publish(centre, "actor", "La Mednum")
    publish(centre, "actor", "Autre chose")
    with django_assert_num_queries(2):
        (twin,) = find_twins("mednum", Actor.objects.all())
    assert (twin.pk, twin.is_same) == (known.pk, False)


def test_the_same_first_step_sent_twice_is_one_draft(centre: Any, writer: Client) -> None:
    form = filled(writer.get(first_step(centre)), title="Une fois", another="1")
    first, second = writer.post(first_step(centre), form), writer.post(first_step(centre), form)
    assert first["Location"] == second["Location"]
    assert Proposal.objects.count() == 1


def test_of_two_windows_the_second_is_told_and_nothing_is_overwritten(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    one, other = writer.get(address), writer.get(address)
    told = json.loads(writer.post(address, filled(one, **AUTO, **{"f-problem": "Le premier."})).content)
    assert told["edition"] == 1
    refused = writer.post(address, filled(other, **AUTO, **{"f-problem": "Le second."}))
    assert refused.status_code == 409
    assert "autre fenêtre" in json.loads(refused.content)["moved"]
    proposal.refresh_from_db()
    assert "premier" in proposal.content["problem"]
    shown = writer.post(address, filled(other, step="save", **{"f-problem": "Le second."}))
    assert shown.status_code == 409
    assert "Le second." in shown.content.decode()
    assert writer.post(address, filled(shown, step="save")).status_code == 303
    proposal.refresh_from_db()
    assert "second" in proposal.content["problem"]


def test_a_form_given_back_unkept_goes_on_from_what_its_writer_read(centre: Any, writer: Client) -> None:
    """Another window saves while a form expires, or lacks what the last step asks: it is said, not overwritten."""
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    old = writer.get(address)
    checked = writer.post(address, filled(old, step="check", **{"f-problem": "Le mien."}))
    assert saved(writer, centre, proposal, **{"f-problem": "Le sien."}).status_code == 303
    unsigned = writer.post(address, filled(checked, step="send", **{**ABOUT, "name": ""}))
    assert unsigned.status_code == 422
    overtaken = writer.post(address, filled(unsigned, step="send", **ABOUT))
    assert (overtaken.status_code, "Deux versions" in overtaken.content.decode()) == (409, True)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    expired = strict.post(address, filled(old, step="save", csrfmiddlewaretoken="x" * 64, **{"f-problem": "Le mien."}))
    assert (expired.status_code, filled(expired)["edition"]) == (403, "0")
    assert writer.post(address, filled(expired, step="save")).status_code == 409
    proposal.refresh_from_db()
    assert (proposal.status, "sien" in proposal.content["problem"]) == (Status.DRAFT, True)
    # Chosen, knowing of the other; the page is shown at once, since it carries the word to the editors.
    assert writer.post(address, filled(overtaken, step="save")).status_code == 200
    proposal.refresh_from_db()
    assert "mien" in proposal.content["problem"]


@pytest.mark.parametrize(("edition", "mark"), [("0", "0"), ("1", None)])
def test_the_script_is_told_what_a_text_that_was_not_kept_was_written_from(
    edition: str, mark: str | None, centre: Any, writer: Client
) -> None:
    proposal = begun(writer, centre)
    assert saved(writer, centre, proposal, **{"f-problem": "Le sien."}).status_code == 303
    old = filled(writer.get(draft_of(centre, proposal)), edition=edition, step="edit", **{"f-problem": "Le mien."})
    shown = parsed(writer.post(draft_of(centre, proposal), old)).select_one("#rc-draft")
    assert shown is not None
    assert shown.get("data-rc-read") == mark


def test_the_same_text_sent_twice_is_one_edition(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    form = filled(writer.get(address), **AUTO, **{"f-problem": "Le même."})
    assert [json.loads(writer.post(address, form).content)["edition"] for _time in range(2)] == [1, 1]


@pytest.mark.parametrize("moment", ["lock", "write"])
def test_a_button_pressed_twice_loses_nothing_even_when_both_requests_run_at_once(
    moment: str, centre: Any, writer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other request saves between the look that this one takes and what it writes."""
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    form = filled(writer.get(address), **{"sources-0-title": "Un rapport", "more": "sources"})
    first: list[Any] = []
    real = getattr(SaveDraft, moment)

    def late(saving: SaveDraft, *args: Any, **values: Any) -> None:
        monkeypatch.undo()
        first.append(writer.post(address, form))
        real(saving, *args, **values)

    monkeypatch.setattr(SaveDraft, moment, late)
    for answer in (writer.post(address, form), *first):
        assert (answer.status_code, titles_of_sources(answer)) == (200, ["Un rapport", "", "", ""])
    proposal.refresh_from_db()
    assert proposal.edition == 1


def test_nobody_else_reaches_a_draft_by_any_route(centre: Any, writer: Client, desk: Client) -> None:
    proposal = begun(writer, centre, title="Secret de fabrication")
    stranger, base = signed_in(person("rival")), f"{centre.url}propositions/{proposal.uuid}/"
    for step in ("", "brouillon/", "apercu/", "retirer/", "reprendre/"):
        for client in (stranger, desk, Client()):
            answer = client.get(f"{base}{step}")
            assert answer.status_code in {302, 404}, step
            assert "Secret" not in answer.content.decode()
            sent = client.post(f"{base}{step}", {"step": "save", "f-title": "Volé", "edition": "0"})
            assert sent.status_code in {302, 403, 404}, step
    assert desk.get(reverse("resource_centre_proposal", args=[proposal.pk])).status_code == 404
    assert "Secret" not in desk.get(reverse("resource_centre_queue")).content.decode()
    proposal.refresh_from_db()
    assert (proposal.title, proposal.status) == ("Secret de fabrication", Status.DRAFT)


def test_whoever_is_not_signed_in_is_asked_to(centre: Any) -> None:
    for address in (f"{centre.url}contribuer/", first_step(centre)):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert "next=" in answer["Location"]


def test_a_first_step_posted_after_the_session_ended_is_given_back(centre: Any) -> None:
    ended = Client().post(first_step(centre), {"title": "Le numérique au village", "summary": "Un long résumé."})
    assert ended.status_code == 403
    assert [tag.text for tag in parsed(ended).select("blockquote")] == ["Le numérique au village", "Un long résumé."]
    assert f"?next={first_step(centre)}" in ended.content.decode()


def test_a_list_that_its_reader_may_not_read_is_not_offered(centre: Any, writer: Client) -> None:
    choice = f"{centre.url}contribuer/"
    assert first_step(centre) in writer.get(choice).content.decode()
    index_of(centre, "practice").unpublish()
    assert first_step(centre) not in writer.get(choice).content.decode()
    assert writer.get(first_step(centre)).status_code == 404


def test_a_first_step_posted_where_such_a_list_is_no_more_is_given_back(centre: Any, writer: Client) -> None:
    address = first_step(centre)
    index_of(centre, "practice").delete()
    given = writer.post(address, {"title": "Le numérique au village", "summary": "Un long résumé."})
    assert [tag.text for tag in parsed(given).select("blockquote")] == ["Le numérique au village", "Un long résumé."]
    assert (given.status_code, given["Cache-Control"]) == (404, "private, no-store")


def test_remarks_bring_it_back_to_its_author_who_hands_it_in_again(centre: Any, writer: Client, desk: Client) -> None:
    proposal = begun(writer, centre)
    assert handed_in(writer, centre, proposal).status_code == 303
    address = reverse("resource_centre_proposal", args=[proposal.pk])
    assert writer.get(draft_of(centre, proposal)).status_code == 303  # handed in: it is only followed
    assert desk.post(address, filled(desk.get(address), act="ask", why="Dites où.")).status_code == 302
    again = writer.get(draft_of(centre, proposal))
    assert "Dites où." in again.content.decode()
    assert "brouillon" in letters()[-1].body
    assert handed_in(writer, centre, proposal, **{"f-problem": "À Lens."}).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.status, "Lens" in proposal.content["problem"]) == (Status.SUBMITTED, True)


def test_an_expired_form_gives_the_text_back_and_the_script_is_told(centre: Any) -> None:
    get_user_model().objects.create_user("ada")
    client = Client(enforce_csrf_checks=True)
    client.force_login(get_user_model().objects.get(username="ada"))
    proposal = begun(client, centre)
    address = draft_of(centre, proposal)
    form = filled(client.get(address), csrfmiddlewaretoken="x" * 64, **{"f-problem": "À ne pas perdre."})
    given_back = client.post(address, {**form, "step": "save"})
    assert (given_back.status_code, "À ne pas perdre." in given_back.content.decode()) == (403, True)
    assert client.post(address, {**form, **AUTO}).status_code == 403


def test_an_edition_that_is_none_and_a_tampered_kind_are_refused(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    for edition in ("", "-1", "x", "99999999999999999999"):
        assert saved(writer, centre, proposal, edition=edition, **{"f-problem": "?"}).status_code == 409
    assert writer.get(first_step(centre, "inconnu")).status_code == 404
    assert writer.get(first_step(centre, "../admin")).status_code == 404


@pytest.mark.parametrize("kind", [kind.slug for kind in all_kinds() if can_be_begun(kind)])
def test_each_kind_is_begun_looked_at_handed_in_and_published(
    kind: str, centre: Any, writer: Client, desk: Client
) -> None:
    form = filled(writer.get(first_step(centre, kind)), title="Essai", summary="Un essai.", another="1")
    assert writer.post(first_step(centre, kind), form).status_code == 303
    proposal = Proposal.objects.get()
    text = {name: "Un texte." for name in filled(writer.get(draft_of(centre, proposal))) if name == "f-statement"}
    assert writer.get(f"{centre.url}propositions/{proposal.uuid}/apercu/").status_code == 200
    assert handed_in(writer, centre, proposal, **text).status_code == 303
    address = reverse("resource_centre_proposal", args=[proposal.pk])
    assert desk.post(address, filled(desk.get(address), act="accept_all")).status_code == 302
    proposal.refresh_from_db()
    assert proposal.resource is not None
    assert Client().get(proposal.resource.get_url()).status_code == 200


def test_the_four_main_kinds_can_be_begun(centre: Any, writer: Client) -> None:
    shown = writer.get(f"{centre.url}contribuer/").content.decode()
    assert all(f"contribuer/nouveau/{kind}/" in shown for kind in ("pratiques", "outils", "etudes", "acteurs"))


def test_whoever_signs_in_again_elsewhere_goes_on_saving_and_nobody_else_in_that_window(centre: Any) -> None:
    """Signing in changes the token of forms: the script of the window that is open is told the new one."""
    user = get_user_model().objects.create_user("ada")
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    proposal = begun(client, centre)
    address = draft_of(centre, proposal)
    shown = client.get(address)
    by = parsed(shown).select_one("#rc-draft")["data-rc-by"]
    form = {**filled(shown, **AUTO), "csrfmiddlewaretoken": "x" * 64, "f-problem": "À ne pas perdre.", "by": by}
    refused = client.post(address, form)
    told = json.loads(refused.content)
    assert refused.status_code == 403
    assert not [name for name in refused.headers if name.lower().startswith("access-control")]
    saved_again = client.post(address, {**form, "csrfmiddlewaretoken": told["token"]})
    assert (saved_again.status_code, json.loads(saved_again.content)["edition"]) == (200, 1)
    proposal.refresh_from_db()
    assert "À ne pas perdre." in proposal.content["problem"]
    assert "by=" not in proposal.typed
    for other in ("", "0"):
        assert "token" not in json.loads(client.post(address, {**form, "by": other}).content)


def test_the_day_is_said_of_what_was_saved_on_another_day(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    old = writer.get(address)
    assert "Enregistré à" in parsed(old).select_one("[data-rc-status]").text
    saved(writer, centre, proposal, **{"f-problem": "Le sien."})
    nine_days_ago = timezone.now() - timedelta(days=9)
    day = date_format(timezone.localtime(nine_days_ago), "DATE_FORMAT")
    Proposal.objects.update(saved_at=nine_days_ago)
    assert f"Enregistré le {day} à" in parsed(writer.get(address)).select_one("[data-rc-status]").text
    overtaken = writer.post(address, filled(old, step="save", **{"f-problem": "Le mien."}))
    assert f"Vous avez enregistré ce brouillon dans une autre fenêtre le {day} à" in overtaken.content.decode()
