"""A text that comes too late, and the word to the editors: neither is lost on the way between the pages of a draft."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from resource_centre.access.groups import ensure_groups
from resource_centre.access.membership_models import Membership
from resource_centre.contribution.drafts import SubmitDraft
from resource_centre.contribution.models import Proposal, Status
from tests.factories import make_centre, publish
from tests.support.contributing import filled
from tests.support.drafting import begun, draft_of
from tests.support.files import PDF
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
ATTACK = '"><img src=x onerror=fired()>'
TYPED = {
    "f-problem": "Deux lignes,\nà garder.",
    "b-new": "Un paragraphe de plus.",
    "sources-0-title": "Rapport",
    "sources-1-title": "Bilan 2024",
    "sources-1-url": "https://example.org/bilan",
    "figures-0-label": "Participants",
    "figures-0-value": "environ 40",
    "involvements-0-actor": "Un acteur sans page",
    "documents-0-title": "Guide",
}
ABOUT = {"name": "Ada L.", "is_credited": "on", "consent": "on", "message": "Bonne lecture."}
SAID = {"name": "Ada L.", "is_credited": "on", "message": "Bonne lecture."}
LATE = "pendant que vous écriviez"


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def team(centre: Any) -> tuple[Client, Client, Proposal]:
    """Two people of one organisation, and the draft that the first has begun."""
    actor = publish(centre, "actor", "La Mednum")
    users = [person("ada"), person("bea")]
    for user in users:
        Membership.objects.create(user=user, actor=actor)
    writer, colleague = (signed_in(user) for user in users)
    return writer, colleague, begun(writer, centre, organisation=str(actor.pk))


def checked(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, filled(client.get(address), step="check", **changes))


def hand_in(client: Client, address: str) -> None:
    assert client.post(address, filled(checked(client, address), step="send", **ABOUT)).status_code == 303


def said_in(answer: Any) -> dict[str, Any]:
    """What a page would post of what is asked at the last look."""
    return {name: value for name, value in filled(answer).items() if name in {*ABOUT, "charter"}}


def named_texts(answer: Any) -> dict[str, str]:
    """What the page for whoever is signed out gives back: {"Titre": "Le numérique au village"}."""
    found = {}
    for text in parsed(answer).select("blockquote"):
        name = text.find_previous_sibling()
        for line in text.select("br"):
            line.replace_with("\n")
        found[name.text if name is not None and "rc-label" in name.get("class", []) else ""] = text.text
    return found


def publish_it(proposal: Proposal) -> None:
    ensure_groups()
    desk, address = (
        signed_in(person("redaction", "Resource centre editors")),
        reverse("resource_centre_proposal", args=[proposal.pk]),
    )
    assert desk.post(address, filled(desk.get(address), act="accept_all")).status_code == 302


@pytest.mark.parametrize("end", ["handed in", "published", "taken back"])
@pytest.mark.parametrize("step", ["save", "check", "file", "edit"])
def test_a_text_that_comes_after_the_end_is_given_back(end: str, step: str, centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    typed = filled(writer.get(address), **{"f-problem": "À ne pas perdre."})
    if end == "taken back":
        away = f"{centre.url}propositions/{proposal.uuid}/retirer/"
        assert writer.post(away, filled(writer.get(away))).status_code == 303
    else:
        hand_in(colleague, address)
        if end == "published":
            proposal.refresh_from_db()
            publish_it(proposal)
    answer = writer.post(address, {**typed, "step": step})
    page = parsed(answer)
    assert answer.status_code == 409
    assert filled(answer)["f-problem"] == "À ne pas perdre."
    assert LATE in str(page.select_one("[role=alert]"))
    became = {"handed in": "envoyé", "published": "envoyé", "taken back": "retiré"}[end]
    assert f"a été {became} {LATE}" in str(page.select_one("[role=alert]"))
    assert "Votre texte est toujours ici, à copier." in str(page.select_one("[role=alert]"))
    follow = page.select_one(f"[role=alert] a[href$='/propositions/{proposal.uuid}/']")
    assert follow is not None
    assert writer.get(follow["href"]).status_code == 200
    assert page.select_one("#rc-draft [value=save], #rc-draft [value=check]") is None, "what cannot be done"
    told = writer.post(address, {**typed, "step": "auto"})
    assert told.status_code == 409
    assert LATE in json.loads(told.content)["moved"], "the script says this, and stops"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    expired = strict.post(address, {**typed, "step": step, "csrfmiddlewaretoken": "x" * 64})
    assert (expired.status_code, LATE in expired.content.decode()) == (409, True), "nothing that can be gone on with"
    proposal.refresh_from_db()
    assert "perdre" not in str(proposal.content)


def test_what_was_handed_in_is_only_followed_when_it_is_looked_at_or_sent_twice(centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    sent = filled(checked(colleague, address), step="send", **ABOUT)
    answers = [colleague.post(address, sent), colleague.post(address, sent), writer.get(address)]
    for answer in answers:
        assert answer.status_code == 303
        assert answer["Location"].endswith(f"/propositions/{proposal.uuid}/")
    assert proposal.events.count() == 1


WORD = "Lisez surtout la fin.\nMerci."


def is_told_who_was_faster(answer: Any, proposal: Proposal) -> None:
    """What the later of two colleagues reads: who handed it in, and their own word, to be copied."""
    told = parsed(answer).select_one("[role=alert]")
    assert answer.status_code == 409
    assert told is not None
    assert "Béa" in told.text
    assert "Lisez surtout la fin." in told.text
    assert told.select_one(f"a[href$='/propositions/{proposal.uuid}/discussion/']") is not None
    assert filled(answer)["f-problem"] == "La mienne."


def test_the_later_of_two_who_hand_in_is_told_by_whom_it_was_and_gets_their_word_back(centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    get_user_model().objects.filter(username="bea").update(first_name="Béa")
    address = draft_of(centre, proposal)
    late = filled(checked(writer, address, **{"f-problem": "La mienne."}), step="send", **{**ABOUT, "message": WORD})
    hand_in(colleague, address)
    is_told_who_was_faster(writer.post(address, late), proposal)
    is_told_who_was_faster(writer.post(address, {**late, "step": "edit"}), proposal)
    proposal.refresh_from_db()
    assert (proposal.message, proposal.author_name, proposal.events.count()) == ("Bonne lecture.", "Ada L.", 1)


def test_it_is_so_too_when_both_were_let_in_at_the_same_moment(
    centre: Any, team: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both had read it as a draft when the colleague's was stored."""
    writer, colleague, proposal = team
    get_user_model().objects.filter(username="bea").update(first_name="Béa")
    address = draft_of(centre, proposal)
    late = filled(checked(writer, address, **{"f-problem": "La mienne."}), step="send", **{**ABOUT, "message": WORD})
    hand, turns = SubmitDraft.execute, iter([True])

    def overtaken(self: SubmitDraft) -> Proposal:
        if next(turns, False):
            hand_in(colleague, address)
        return hand(self)

    monkeypatch.setattr(SubmitDraft, "execute", overtaken)
    is_told_who_was_faster(writer.post(address, late), proposal)


def test_whoever_writes_while_a_text_that_was_sent_back_is_refused_is_not_told_that_it_was_handed_in(
    centre: Any, team: Any
) -> None:
    writer, colleague, proposal = team
    get_user_model().objects.filter(username="bea").update(first_name="Béa")
    address = draft_of(centre, proposal)
    hand_in(colleague, address)
    Proposal.objects.update(status=Status.NEEDS_CHANGES)
    form = filled(writer.get(address), **{"f-problem": "La mienne."})
    Proposal.objects.update(status=Status.REFUSED)
    answer = writer.post(address, {**form, "step": "save"})
    told = parsed(answer).select_one("[role=alert]")
    assert (answer.status_code, filled(answer)["f-problem"]) == (409, "La mienne.")
    assert told is not None
    assert ("a été refusé pendant" in told.text, "envoyé" in told.text, "Béa" in told.text) == (True, False, False)


def test_whoever_hands_in_another_text_from_a_second_window_gets_it_back(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    sent = filled(checked(writer, address), step="send", **ABOUT)
    assert writer.post(address, sent).status_code == 303
    again = writer.post(address, {**sent, "f-problem": "D’une autre fenêtre."})
    assert (again.status_code, filled(again)["f-problem"]) == (409, "D’une autre fenêtre.")
    assert "Bonne lecture." not in str(parsed(again).select_one("[role=alert]")), "that was sent"
    said = writer.post(address, {**sent, "message": WORD})
    assert "Lisez surtout la fin." in str(parsed(said).select_one("[role=alert]"))


@pytest.mark.parametrize("step", ["save", "file", "edit", "auto"])
def test_what_is_said_to_the_editors_goes_to_the_form_and_back(step: str, centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    form = writer.post(address, filled(checked(writer, address), step="edit", **ABOUT))
    assert said_in(form) == SAID, "a consent is given anew"
    asides = parsed(form).select("#rc-draft [data-rc-aside]")
    assert {str(one["name"]) for one in asides} == set(SAID), "the script leaves these out of what it keeps"
    kept = writer.post(address, filled(form, step=step, **{"f-problem": "Repris."}))
    assert kept.status_code == 200
    proposal.refresh_from_db()
    assert "lecture" not in proposal.typed
    again = writer.post(address, filled(form if step == "auto" else kept, step="check", edition=proposal.edition))
    assert (again.status_code, said_in(again)) == (200, SAID)
    assert writer.post(address, filled(again, step="send", consent="on")).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.message, proposal.author_name, proposal.is_credited) == ("Bonne lecture.", "Ada L.", True)
    assert proposal.status == Status.SUBMITTED


def test_it_is_kept_when_a_colleague_saved_meanwhile_and_when_the_form_expired(centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    last_look = filled(checked(writer, address), step="send", **ABOUT)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    expired = strict.post(address, {**last_look, "csrfmiddlewaretoken": "x" * 64})
    assert (expired.status_code, said_in(expired)) == (403, SAID)
    theirs = filled(colleague.get(address), step="save", **{"f-problem": "Le sien."})
    assert colleague.post(address, theirs).status_code == 303
    overtaken = writer.post(address, last_look)
    assert (overtaken.status_code, said_in(overtaken)) == (409, SAID)


def test_the_credit_that_was_not_asked_for_is_not_ticked_again_and_the_name_stays_empty(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    first = checked(writer, address)
    assert said_in(first) == {"name": "ada", "message": ""}, "the name of the account, until another is given"
    form = writer.post(address, filled(first, step="edit", name=""))
    again = writer.post(address, filled(form, step="check"))
    assert said_in(again) == {"name": "", "message": ""}


def test_whoever_was_signed_out_gets_every_text_back_with_its_name(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    form = filled(writer.get(address), **TYPED, **{"sources-TOTAL_FORMS": "2"})
    answer = Client().post(address, {**form, "step": "save"})
    assert answer.status_code == 403
    given = named_texts(answer)
    for name, text in {
        "Titre": "Le numérique au village",
        "Problème rencontré": "Deux lignes,\nà garder.",
        "Sources, ligne 2, Titre": "Bilan 2024",
        "Chiffres, ligne 1, Ce qui est compté": "Participants",
        "Qui, et à quel titre, ligne 1, Acteur": "Un acteur sans page",
        "Documents, ligne 1, Ce que c’est : son titre": "Guide",
        "Texte": "Un paragraphe de plus.",
    }.items():
        assert given.get(name) == text, name
    assert not [text for text in given.values() if text.isdecimal()], "what was chosen is no text"
    last_look = Client().post(address, filled(checked(writer, address), step="send", **ABOUT))
    assert named_texts(last_look)["Un mot à la rédaction"] == "Bonne lecture."


def test_whoever_signs_in_again_takes_the_whole_form_up(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    form = filled(writer.get(address), **TYPED, **{"sources-TOTAL_FORMS": "2"})
    door = Client()
    ended = door.post(address, {**form, "step": "check", "message": "Bonne lecture."})
    assert door.post(address, filled(ended)).status_code == 403, "not before"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    again = strict.post(address, filled(ended))
    assert again.status_code == 403, "shown again, and nothing is done before its button is pressed"
    shown = filled(again)
    assert {name: shown[name] for name in TYPED} == TYPED
    assert shown["message"] == "Bonne lecture."
    proposal.refresh_from_db()
    assert "Bilan" not in proposal.typed
    assert writer.post(address, {**shown, "step": "save"}).status_code == 200
    proposal.refresh_from_db()
    assert "Bilan" in proposal.typed


def test_whoever_was_signed_out_is_told_which_files_are_to_be_chosen_again(centre: Any, team: Any) -> None:
    """Nothing is read of a file that comes without account, and no page can hold one: its name is what is left."""
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    sent = {
        "documents-0-file": SimpleUploadedFile("bilan <b>.pdf", PDF),
        "images-0-file": SimpleUploadedFile("vide.png", b""),
    }
    ended = Client().post(address, {**filled(writer.get(address)), **sent, "step": "save"})
    said = [one.text for one in parsed(ended).select(".rc-stop p") if "bilan <b>.pdf" in one.text]
    assert len(said) == 1
    assert "vide.png" in said[0]
    assert "à choisir de nouveau" in said[0]
    without = Client().post(address, {**filled(writer.get(address)), "step": "save"})
    assert "à choisir de nouveau" not in without.content.decode()


def test_what_others_make_a_browser_post_is_shown_again_and_never_acted_on(centre: Any, team: Any) -> None:
    """The page for whoever is signed out holds what was posted, whoever wrote it: no token, no step of its own."""
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    attack = {"f-title": "<script>fired()</script>", "sources-0-title": ATTACK, "step": "send", "more": "sources"}
    answer = Client().post(address, attack)
    assert "<script>fired" not in answer.content.decode()
    assert filled(answer) == {"f-title": attack["f-title"], "sources-0-title": ATTACK, "step": "edit"}
    form = parsed(answer).select_one("form[method=post]")
    assert form is not None
    assert not form.get("action")
    unknown = Client().post(f"{centre.url}propositions/{uuid4()}/brouillon/", {"f-title": "Perdu ?", "step": "save"})
    assert (unknown.status_code, "Perdu ?" in unknown.content.decode()) == (403, True)
    assert writer.get(address).status_code == 200


def test_whoever_was_signed_out_gets_the_rows_of_a_change_back(centre: Any) -> None:
    page, writer = publish(centre, "practice", "Une pratique"), signed_in(person("carl"))
    change = f"{centre.url}contribuer/{page.uuid}/"
    look = writer.post(change, filled(writer.get(change), step="check", **{"f-title": "Autre"}))
    sent = writer.post(change, filled(look, step="send", significance="minor", consent="on", name="Carl"))
    assert sent.status_code == 303
    address = f"{sent['Location'].partition('#')[0]}reprendre/"
    form = filled(writer.get(address), **{"sources-0-title": "Bilan 2024", "b-new": "De plus."})
    ended = Client().post(address, {**form, "step": "check"})
    assert named_texts(ended)["Sources, ligne 1, Titre"] == "Bilan 2024"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    again = strict.post(address, filled(ended))
    assert (filled(again)["sources-0-title"], filled(again)["b-new"]) == ("Bilan 2024", "De plus.")
    assert filled(again)["shown"] == form["shown"], "the page that it was written from"


def test_whoever_was_signed_out_gets_the_word_to_the_editors_back(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    answer = Client().post(address, filled(checked(writer, address), step="send", **ABOUT))
    assert answer.status_code == 403
    assert "Bonne lecture." in answer.content.decode()
