"""What comes after a proposal was handed in: its link, letters, its page, and changes by its author."""

import re
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.facts import Source
from resource_centre.contribution import posting
from resource_centre.contribution.accept import AcceptProposal
from resource_centre.contribution.addresses import proposal_path
from resource_centre.contribution.errors import AlreadyDecided, ProposalMoved
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.revise import RebaseProposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from resource_centre.outbox import rows
from tests.factories import fresh, publish
from tests.support.contributing import ABOUT, address_of, confirm, content_with, filled, hand_in, letters
from tests.support.html import parsed
from tests.support.proposing import detail, everything, given
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_an_author_answers_remarks_on_the_page_of_today(centre: Any, page: Any, desk: Client) -> None:
    reader = Client()
    proposal = given(reader, centre, page, **{"f-title": "Titre proposé"})
    desk.post(detail(proposal), filled(desk.get(detail(proposal)), act="ask", why="Plus court ?"))
    moved = fresh(page)
    moved.summary = "Résumé changé depuis."
    moved.save_revision().publish()
    address = f"{centre.url}propositions/{proposal.uuid}/reprendre/"
    shown = reader.get(address)
    assert "Plus court ?" in parsed(shown).main.text, "what is asked is in sight of whoever answers it"
    assert "Plus court ?" not in parsed(reader.get(address_of(centre, page))).main.text
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
        stop = parsed(given_back).select_one(".rc-stop")
        assert stop is not None
        first = [text.text for text in stop.select("blockquote") if text.find_parent("details") is None]
        folded = [text.text for text in stop.select("details blockquote")]
        # This window has typed one; the title of before stands nowhere else any more.
        assert first == ["Titre proposé", "S3 corrigé"]
        assert {"Un résumé.", "S1", "S2"} <= set(folded)
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
