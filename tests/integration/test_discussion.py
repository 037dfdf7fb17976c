"""Discussions of a resource and of a proposal: who reads, who writes, who is told, what is taken out of sight."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry, PageViewRestriction

from resource_centre.access.groups import ensure_groups
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.models import Proposal, Status
from resource_centre.persons.person import person_of, person_of_user
from resource_centre.persons.walking import ErasePerson
from resource_centre.web.discussion import presenting
from tests.factories import make_centre, publish, restrict
from tests.support.contributing import address_of, confirm, filled, hand_in, letters
from tests.support.html import parsed, queries
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def page(centre: Any) -> Any:
    return publish(centre, "practice", "Une pratique")


@pytest.fixture
def ada() -> Client:
    return signed_in(person("ada"))


@pytest.fixture
def editor() -> Client:
    """Somebody who decides on every page of the centre."""
    return signed_in(person("redactrice", ensure_groups()[0].name))


def talk_of(centre: Any, page: Any) -> str:
    return f"{centre.url}discussions/{page.uuid}/"


def ask(client: Client, centre: Any, page: Any, text: str = "D’où vient ce chiffre ?") -> str:
    """Open a discussion, as a browser would; its address."""
    address = talk_of(centre, page)
    answer = client.post(address, filled(client.get(address), title="Le chiffre", text=text))
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def say(client: Client, address: str, text: str, **more: str) -> Any:
    return client.post(address, {**filled(client.get(address)), "text": text, **more})


def told() -> set[str]:
    """Who is written to since it was asked last."""
    mail.outbox.clear()
    return {address for letter in letters() for address in letter.to}


def words(answer: Any) -> str:
    return " ".join(parsed(answer).main.get_text(" ").split())


def test_an_account_asks_everybody_reads_an_editor_answers_and_it_is_resolved(
    centre: Any, page: Any, ada: Client, editor: Client
) -> None:
    address = ask(ada, centre, page)
    assert told() == {"redactrice@example.org"}
    read = Client().get(address)
    assert "D’où vient ce chiffre ?" in words(read)
    assert not read.cookies
    assert "Se connecter pour écrire ici" in words(read)
    assert say(editor, address, "Du rapport de 2015.").status_code == 303
    assert told() == {"ada@example.org"}
    assert "la rédaction" in words(Client().get(address))
    assert "2 messages" in words(Client().get(talk_of(centre, page)))
    ada.post(address, {**filled(ada.get(address)), "act": "resolve"})
    assert not Thread.objects.get().is_open
    assert "résolue" in words(Client().get(talk_of(centre, page)))
    assert say(ada, address, "Et celui de 2016 ?").status_code == 303
    assert Thread.objects.get().is_open, "an answer opens it again"
    actions = PageLogEntry.objects.filter(action__startswith="resource_centre.").values_list("action", flat=True)
    assert set(actions) == {"resource_centre.message_written", "resource_centre.thread_resolved"}


def test_the_page_leads_to_its_discussion(centre: Any, page: Any, client: Client) -> None:
    assert parsed(client.get(page.url)).find("a", href=talk_of(centre, page))


def test_who_came_to_correct_a_fact_is_led_to_the_form(centre: Any, page: Any, client: Client) -> None:
    links = [link["href"] for link in parsed(client.get(talk_of(centre, page))).select(".rc-empty a")]
    assert links == [address_of(centre, page)]


def test_who_is_not_signed_in_writes_nothing_and_loses_nothing(centre: Any, page: Any, ada: Client) -> None:
    address = ask(ada, centre, page)
    for place in (address, talk_of(centre, page)):
        answer = Client().post(place, {"text": "Mon texte", "title": "Mon titre"})
        assert (answer.status_code, "Mon texte" in answer.content.decode()) == (403, True)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4_001, "\x00"])
def test_a_message_that_says_nothing_or_too_much_is_given_back(text: str, centre: Any, page: Any, ada: Client) -> None:
    address = talk_of(centre, page)
    answer = ada.post(address, filled(ada.get(address), title="Sujet", text=text))
    assert answer.status_code == 422
    assert parsed(answer).select_one(".rc-field--error")
    assert "Sujet" in answer.content.decode()
    assert not Thread.objects.exists()


def test_what_is_typed_is_text(centre: Any, page: Any, ada: Client) -> None:
    attack = "<script>alert(1)</script> https://example.org javascript:alert(1)"
    address = ask(ada, centre, page, attack)
    tree = parsed(Client().get(address))
    assert attack in tree.main.text
    assert not tree.main.find("a", href="https://example.org")
    mail.outbox.clear()


def test_a_subject_and_a_name_turn_nothing_around_them_and_stand_on_one_line(
    centre: Any, page: Any, ada: Client
) -> None:
    get_user_model().objects.filter(username="ada").update(first_name="A\u202eda", last_name="Love\nlace\x01")
    address = f"{centre.url}discussions/{page.uuid}/"
    form = filled(ada.get(address), title="Quelle \u202eannée\nest-ce\x0b?\x01", text="Un \u2066mot.\x01")
    assert ada.post(address, form).status_code == 303
    message = Message.objects.select_related("thread").get()
    assert (message.thread.title, message.name) == ("Quelle année est-ce ?", "Ada Love lace")
    assert message.text == "Un mot."


def test_of_a_name_that_is_longer_than_its_column_the_beginning_is_kept(centre: Any, page: Any, ada: Client) -> None:
    """Django's own accounts have two names of 150 characters; SQLite takes what is too long, PostgreSQL does not."""
    get_user_model().objects.filter(username="ada").update(first_name="a" * 150, last_name="b" * 150)
    ask(ada, centre, page)
    assert Message.objects.get().name == "a" * 150


def test_a_flood_is_slowed_and_nothing_is_lost(centre: Any, page: Any, ada: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": {"account": (1, 3600)}}
    address = ask(ada, centre, page)
    answer = say(ada, address, "Encore un mot")
    assert (answer.status_code, "Encore un mot" in answer.content.decode()) == (429, True)


def test_accounts_of_one_office_do_not_slow_each_other(centre: Any, page: Any, ada: Client, settings: Any) -> None:
    limits = {"address": (1, 3600), "account": (1, 3600)}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": limits}
    address = ask(ada, centre, page)
    assert say(signed_in(person("collegue")), address, "Bonne question").status_code == 303


def test_only_who_asked_and_who_decides_resolve_and_only_who_decides_hides(
    centre: Any, page: Any, ada: Client, editor: Client
) -> None:
    address = ask(ada, centre, page, "Une injure.")
    message, other = Message.objects.get(), signed_in(person("autre"))
    for client, act in ((other, "resolve"), (other, "hide"), (ada, "hide")):
        answer = client.post(address, {"act": act, "message": str(message.pk), "why": "Parce que."})
        assert answer.status_code == 404, act
    assert editor.post(address, {"act": "hide", "message": str(message.pk), "why": " "}).status_code == 422
    assert editor.post(address, {"act": "hide", "message": "n'importe", "why": "x"}).status_code == 404
    assert editor.post(address, {"act": "hide", "message": str(message.pk), "why": "Une insulte."}).status_code == 303
    assert editor.post(address, {"act": "hide", "message": str(message.pk), "why": "Encore."}).status_code == 409
    assert "Une injure." not in Client().get(address).content.decode()
    assert "Une insulte." in Client().get(address).content.decode()
    assert "Une injure." in editor.get(address).content.decode(), "those who decide still read it"
    assert told() == set(), "nobody is sent what was taken out of sight"
    elsewhere = ask(ada, centre, publish(centre, "tool", "Un outil"))
    assert editor.post(elsewhere, {"act": "hide", "message": str(message.pk), "why": "x"}).status_code == 404


@pytest.mark.parametrize("number", ["", "x", "²", "9" * 30, "9" * 5_000])
def test_a_message_that_is_none_is_not_hidden(number: str, centre: Any, page: Any, ada: Client, editor: Client) -> None:
    address = ask(ada, centre, page)
    form = {**filled(editor.get(address)), "act": "hide", "message": number, "why": "Hors sujet."}
    assert editor.post(address, form).status_code == 404
    assert Message.objects.filter(hidden_at=None).count() == 1


def test_a_hidden_page_hides_what_is_said_of_it(centre: Any, page: Any, ada: Client, editor: Client) -> None:
    address = ask(ada, centre, page)
    say(editor, address, "Réponse.")
    restrict(page)
    for place in (address, talk_of(centre, page)):
        assert Client().get(place).status_code == 404
        assert ada.get(place).status_code == 200
    page.unpublish()
    assert told() == set(), "nobody is written to about a page that they may not read"
    assert ada.get(address).status_code == 404
    other = make_centre("autre", "Autre centre")
    assert ada.get(f"{other.url}discussions/{page.uuid}/1/").status_code == 404


def test_a_proposal_is_discussed_between_its_author_and_those_who_decide(
    centre: Any, page: Any, ada: Client, editor: Client
) -> None:
    proposal = Proposal.objects.create(
        centre=centre, resource=page.resource_ptr, author=get_user_model().objects.get(username="ada"),
        author_name="Ada", status=Status.SUBMITTED,
    )  # fmt: skip
    address = f"{centre.url}propositions/{proposal.uuid}/discussion/"
    assert say(editor, address, "De quelle année parlez-vous ?").status_code == 303
    assert told() == {"ada@example.org"}
    assert "De quelle année" in words(ada.get(address))
    assert say(ada, address, "De 2015.").status_code == 303
    assert told() == {"redactrice@example.org"}
    stranger = signed_in(person("autre"))
    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"text": "Moi aussi"}).status_code == 404
    way_in = Client().get(address)
    assert (way_in.status_code, way_in["Location"].endswith(f"?next={address}")) == (302, True)
    ended = Client().post(address, {"text": "Moi aussi"})
    assert ended.status_code == 403
    assert "Moi aussi" in words(ended), "the text is given back to whoever was signed out meanwhile"
    assert f"?next={address}" in ended.content.decode()
    assert Thread.objects.get().messages.count() == 2
    proposal.status = Status.DRAFT
    proposal.save()
    assert editor.get(address).status_code == 404


def test_an_author_without_account_answers_at_the_address_of_the_proposal(
    centre: Any, page: Any, editor: Client
) -> None:
    reader = Client()
    proposal = hand_in(reader, centre, page, **{"f-summary": "Un autre résumé."})
    confirm(reader)
    address = f"{centre.url}propositions/{proposal.uuid}/discussion/"
    assert address in words(reader.get(f"{centre.url}propositions/{proposal.uuid}/")) or reader.get(address)
    say(editor, address, "De quelle année ?")
    assert "ada@example.org" in told()
    assert say(reader, address, "De 2015.").status_code == 303
    assert "Ada" in words(reader.get(address))
    Proposal.objects.filter(pk=proposal.pk).update(status=Status.REFUSED)
    ErasePerson(person_of("ada@example.org")).execute()
    assert "un compte fermé" in words(editor.get(address))
    assert reader.get(address).status_code == 404, "the link of somebody who is forgotten opens nothing"


@pytest.mark.parametrize("has_account", [False, True])
def test_a_mail_about_a_proposal_tells_no_title_that_its_author_may_not_read_any_more(
    has_account: bool, centre: Any, page: Any, editor: Client
) -> None:
    reader = signed_in(person("bea")) if has_account else Client()
    proposal = hand_in(reader, centre, page, **{"f-summary": "Autre."})
    if not has_account:
        confirm(reader)
    page = type(page).objects.get(pk=page.pk)
    page.title = "Titre canari"
    page.save_revision().publish()
    address = f"{centre.url}propositions/{proposal.uuid}/discussion/"
    letters()
    mail.outbox.clear()
    say(editor, address, "De quelle année ?")
    assert ["Titre canari" in one.subject for one in letters() if one.to != ["redactrice@example.org"]] == [True]
    restrict(page, PageViewRestriction.GROUPS)
    mail.outbox.clear()
    say(editor, address, "Toujours ?")
    (told_now,) = [one for one in letters() if one.to != ["redactrice@example.org"]]
    assert ("canari" in f"{told_now.subject}{told_now.body}", "Toujours ?" in str(told_now.body)) == (False, True)
    assert told_now.subject == "Un message au sujet d’une proposition"


def test_a_closed_account_leaves_its_words_without_its_name(centre: Any, page: Any, ada: Client) -> None:
    address = ask(ada, centre, page)
    user = get_user_model().objects.get(username="ada")
    ErasePerson(person_of_user(user)).execute()
    assert "un compte fermé" in words(Client().get(address))


def test_the_same_few_queries_for_one_message_and_for_many(centre: Any, page: Any, ada: Client) -> None:
    address = ask(ada, centre, page)
    few = queries(Client(), address), queries(Client(), talk_of(centre, page))
    thread = Thread.objects.get()
    for number in range(40):
        thread.messages.create(text=f"Message {number}", name="Ada")
        other = Thread.objects.create(resource=page.resource_ptr, number=number + 2, title=f"Sujet {number}")
        other.messages.create(text="Un mot", name="Ada")
    assert (queries(Client(), address), queries(Client(), talk_of(centre, page))) == few
    assert max(few) <= 20


def test_long_discussions_are_in_pages_and_open_at_their_end(
    centre: Any, page: Any, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presenting, "EACH_MESSAGES", 3)
    monkeypatch.setattr(presenting, "EACH_THREADS", 2)
    address, listed = ask(ada, centre, page), talk_of(centre, page)
    thread = Thread.objects.get()
    for number in range(6):
        thread.messages.create(text=f"Message {number}", name="Ada")
    last, first = words(Client().get(address)), words(Client().get(f"{address}?page=1"))
    assert [text in last for text in ("D’où vient", "Message 4", "Message 5")] == [False, False, True]
    assert "D’où vient" in first
    assert "Message 5" not in first
    for number in range(2, 5):
        Thread.objects.create(
            resource=page.resource_ptr, number=number, title=f"Sujet {number}", resolved_at=timezone.now()
        ).messages.create(text="?", name="Ada")
    assert "Le chiffre" in words(Client().get(listed)), "open ones first, whatever their age"
    assert "Le chiffre" not in words(Client().get(f"{listed}?page=2"))
    for place in (address, listed):
        assert Client().get(f"{place}?page=99").status_code == 404
        assert Client().get(f"{place}?page=%00x").status_code == 200
        assert "page=" in Client().get(place).content.decode()


def test_a_message_sent_twice_by_one_press_is_one_message_and_one_letter(
    centre: Any, page: Any, ada: Client, editor: Client
) -> None:
    address = talk_of(centre, page)
    form = filled(ada.get(address), title="Le chiffre", text="D’où vient-il ?")
    opened = {ada.post(address, form)["Location"] for _press in range(2)}
    assert (len(opened), Thread.objects.count(), Message.objects.count()) == (1, 1, 1)
    there = opened.pop()
    answer = {**filled(editor.get(there)), "text": "De l’enquête."}
    for _press in range(2):
        assert editor.post(there, answer).status_code == 303
    assert Message.objects.count() == 2
    assert sorted(address for letter in letters() for address in letter.to).count("ada@example.org") == 1
    say(ada, there, "De l’enquête.")  # another person may say the same
    Message.objects.update(at=timezone.now() - timedelta(hours=1))
    say(editor, there, "De l’enquête.")  # and the same one later
    assert Message.objects.count() == 4
