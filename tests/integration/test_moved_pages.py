"""Pages that are moved to another centre in the admin: what waits, and what is watched, goes with them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.accept import Decision
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.moving import FILED, follow_pages
from resource_centre.contribution.settling import acceptance
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.contribution.watching.news import news_of
from resource_centre.discovery.staff.models import SearchRedirect, WantedResource
from resource_centre.workflow.archiving.changes import ArchiveResource
from resource_centre.workflow.opinion_links import token_of
from resource_centre.workflow.opinions import AskOpinion, Question
from resource_centre.workflow.queue import Wanted, waiting_for
from resource_centre.workflow.records import Sort
from tests.factories import index_of, make_centre, publish, restrict
from tests.support.contributing import ABOUT, address_of, filled, hand_in, letters
from tests.support.drafting import begun
from tests.support.files import PDF
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, signed_in, waiting_step
from tests.support.staff import publisher_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def other() -> Any:
    return make_centre("autre", "Autre centre")


@pytest.fixture
def writer() -> Client:
    return signed_in(person("ada"))


def moved_by_hand(page: Page, target: Page) -> None:
    """As an administrator does on Wagtail's screen."""
    admin = signed_in(person("admin", is_superuser=True, is_staff=True))
    address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, target.pk])
    assert admin.post(address).status_code == 302


def proposals_before(user: Any) -> set[int]:
    """What a person's queue holds of proposals."""
    return {one.pk for one in waiting_for(user, Wanted(sort=Sort.PROPOSAL))}


def test_what_waits_for_a_page_goes_with_it_to_the_other_centre(centre: Any, other: Any, writer: Client) -> None:
    page, left = publish(centre, "practice", "Une pratique"), publish(centre, "practice", "Une autre")
    proposal = hand_in(writer, centre, page, **{"f-title": "Autre titre"})
    stays = [hand_in(writer, centre, left, **{"f-title": "Reste"}), begun(writer, centre)]
    here, there = publisher_of(centre, "ici"), publisher_of(other, "la")
    file = ProposedFile.objects.create(
        centre=centre, form=proposal.uuid, proposal=proposal, name="a.pdf", kind_code="pdf", size=1
    )
    moved_by_hand(page, index_of(other, "practice"))
    proposal.refresh_from_db()
    file.refresh_from_db()
    assert (proposal.centre_id, file.centre_id) == (other.pk, other.pk)
    assert set(Proposal.objects.filter(centre=centre)) == set(stays)
    assert (proposals_before(there), proposals_before(here)) == ({proposal.pk}, {stays[0].pk})


def test_a_whole_branch_takes_along_what_waits_for_each_of_its_pages(
    centre: Any, other: Any, writer: Client, django_assert_num_queries: Any
) -> None:
    pages = [publish(centre, "practice", f"Pratique {rank}") for rank in range(3)]
    proposals = [hand_in(writer, centre, page, **{"f-title": "Autre"}) for page in pages]
    index_of(other, "practice").delete()
    branch = index_of(centre, "practice")
    branch.move(other, pos="last-child")
    assert set(Proposal.objects.filter(centre=other)) == set(proposals)
    Proposal.objects.update(centre=centre)
    moved = Page.objects.get(pk=branch.pk)
    with django_assert_num_queries(1 + len(FILED)):
        follow_pages(moved)
    assert set(Proposal.objects.filter(centre=other)) == set(proposals)


def being_written(centre: Any, writer: Client, summary: str) -> tuple[Any, str, dict[str, Any]]:
    """A page, the address of a proposal about it, and the form in which its author changes the summary."""
    page = publish(centre, "practice", "Une pratique")
    proposal = hand_in(writer, centre, page, **{"f-title": "Autre titre"})
    before = f"{centre.url}propositions/{proposal.uuid}/"
    return page, before, filled(writer.get(f"{before}reprendre/"), **{"f-summary": summary})


def test_addresses_of_a_moved_proposal_lead_on_and_what_is_posted_there_arrives(
    centre: Any, other: Any, writer: Client
) -> None:
    page, before, form = being_written(centre, writer, "Écrit pendant ce temps.")
    page.move(index_of(other, "practice"), pos="last-child")
    for step in ("", "reprendre/", "discussion/", "retirer/"):
        found = writer.get(f"{before}{step}", follow=True)
        assert found.redirect_chain == [(f"{other.url}{before.removeprefix(centre.url)}{step}", 307)]
        assert found.status_code == 200, step
    sent = writer.post(f"{before}reprendre/", {**form, "step": "check"}, follow=True)
    assert (sent.status_code, filled(sent)["f-summary"]) == (200, "Écrit pendant ce temps.")
    assert Client().get(before, follow=True).redirect_chain[-1][0].endswith(f"?next={other.url}{before[8:]}")


def test_a_change_that_was_being_written_when_its_page_moved_arrives_with_its_files(
    centre: Any, other: Any, writer: Client
) -> None:
    page = publish(centre, "practice", "Une pratique")
    before, now = address_of(centre, page), address_of(other, page)
    sent = {"documents-0-file": SimpleUploadedFile("bilan.pdf", PDF), "documents-0-title": "Bilan 2024"}
    form = filled(writer.post(before, filled(writer.get(before), step="file", **sent)))
    file = ProposedFile.objects.get()
    page.move(index_of(other, "practice"), pos="last-child")
    checked = writer.post(before, {**form, "f-summary": "Écrit avant.", "step": "check"}, follow=True)
    assert (checked.status_code, checked.redirect_chain) == (200, [(now, 307)])
    assert writer.get(f"{other.url}propositions/fichiers/{file.uuid}/", follow=True).getvalue() == PDF
    assert writer.post(before, filled(checked, step="send", **ABOUT), follow=True).status_code == 200
    proposal, file = Proposal.objects.get(), ProposedFile.objects.get()
    assert (proposal.centre_id, proposal.content["summary"]) == (other.pk, "Écrit avant.")
    assert (file.proposal_id, file.centre_id) == (proposal.pk, other.pk)


def test_whatever_is_written_about_a_page_while_it_moves_arrives(centre: Any, other: Any, writer: Client) -> None:
    page = publish(centre, "practice", "Une pratique")
    typed: dict[str, dict[str, str]] = {
        f"signaler/{page.uuid}/": {"reason": "other", "text": "Il manque un mot."},
        f"discussions/{page.uuid}/": {"title": "Une question", "text": "Laquelle ?"},
        f"suivre/?resource={page.uuid}": {},
    }
    forms = {where: filled(writer.get(f"{centre.url}{where}"), **fields) for where, fields in typed.items()}
    page.move(index_of(other, "practice"), pos="last-child")
    for where, form in forms.items():
        sent = writer.post(f"{centre.url}{where}", form, follow=True)
        assert (sent.status_code, sent.redirect_chain[0]) == (200, (f"{other.url}{where}", 307)), where
    assert (ProblemReport.objects.count(), Thread.objects.count()) == (1, 1)
    assert Watch.objects.get().centre_id == other.pk
    read = writer.get(f"{centre.url}historique/{page.uuid}/", follow=True)
    assert (read.status_code, read.redirect_chain) == (200, [(f"{other.url}historique/{page.uuid}/", 307)])


def test_nobody_is_led_on_to_a_page_that_they_may_not_read(centre: Any, other: Any, writer: Client) -> None:
    page, draft = publish(centre, "practice", "Une pratique"), publish(other, "practice", "Brouillon", live=False)
    file = ProposedFile.objects.create(
        centre=other, form=page.uuid, proposal=begun(signed_in(person("bea")), other), name="a.pdf", kind_code="pdf",
        size=1,
    )  # fmt: skip
    restrict(other, PageViewRestriction.GROUPS)
    page.move(index_of(other, "practice"), pos="last-child")
    closed = [where for one in (page, draft) for where in (f"contribuer/{one.uuid}/", f"suivre/?resource={one.uuid}")]
    for where in (*closed, f"historique/{page.uuid}/", f"propositions/fichiers/{file.uuid}/"):
        assert writer.get(f"{centre.url}{where}").status_code == 404, where


def test_links_of_the_files_of_a_moved_proposal_lead_on_for_those_who_may_open_them(
    centre: Any, other: Any, writer: Client
) -> None:
    page = publish(centre, "practice", "Une pratique")
    address = address_of(centre, page)
    sent = {"documents-0-file": SimpleUploadedFile("bilan.pdf", PDF), "documents-0-title": "Bilan 2024"}
    checked = writer.post(address, filled(writer.get(address), step="check", **sent))
    assert writer.post(address, filled(checked, step="send", **ABOUT)).status_code == 303
    where = f"propositions/fichiers/{ProposedFile.objects.get().uuid}/"
    page.move(index_of(other, "practice"), pos="last-child")
    opened = writer.get(f"{centre.url}{where}", follow=True)
    assert (opened.redirect_chain, opened.getvalue()) == ([(f"{other.url}{where}", 307)], PDF)
    for stranger in (Client(), signed_in(person("bea"))):
        assert stranger.get(f"{centre.url}{where}").status_code == 404


def test_what_was_written_for_a_page_that_moved_into_a_closed_centre_is_given_back(
    centre: Any, other: Any, writer: Client
) -> None:
    page, before, form = being_written(centre, writer, "Écrit <b>pendant</b> ce temps.")
    restrict(other, PageViewRestriction.GROUPS)
    page.move(index_of(other, "practice"), pos="last-child")
    for step in ("", "reprendre/", "discussion/", "retirer/"):
        assert writer.get(f"{before}{step}").status_code == 404, step
    assert writer.post(f"{before}retirer/", {}).status_code == 404, "nothing was typed there"
    for client, is_in in ((writer, True), (Client(), False)):
        given = client.post(f"{before}reprendre/", {**form, "step": "check"})
        assert (given.status_code, texts_in(given)["Résumé"]) == (404, "Écrit <b>pendant</b> ce temps.")
        assert (parsed(given).select_one(".rc-stop a.rc-button") is None) == is_in, "who is signed in need not sign in"
        assert other.url not in given.content.decode()
    said = writer.post(f"{before}discussion/", {"text": "Un mot à garder."})
    assert (said.status_code, "Un mot à garder." in said.content.decode()) == (404, True)


def texts_in(response: Any) -> dict[str, str]:
    """What is given back: {"Résumé": "Écrit."}."""
    return {text.find_previous_sibling().text: text.text for text in parsed(response).select("blockquote")}


def test_what_was_typed_for_what_is_not_there_is_given_back_in_the_same_words_as_for_what_is_closed(
    centre: Any, other: Any
) -> None:
    page, reader = publish(centre, "practice", "Une pratique"), Client()
    address = address_of(centre, page)
    form = filled(reader.get(address), **{"f-summary": "Écrit.", "step": "check"})
    nowhere = reader.post(f"{centre.url}contribuer/{uuid4()}/", form)
    page.move(index_of(other, "practice"), pos="last-child")
    restrict(other, PageViewRestriction.LOGIN)
    moved = reader.post(address, form)
    restrict(centre, PageViewRestriction.LOGIN)
    closed = reader.post(address, form)
    for given in (nowhere, moved, closed):
        assert (given.status_code, texts_in(given)["Résumé"]) == (404, "Écrit.")
        assert parsed(given).select_one(".rc-stop").text == parsed(nowhere).select_one(".rc-stop").text
        assert filled(given)["f-summary"] == "Écrit.", "the form waits to be taken up again"
    taken_up = signed_in(person("bea")).post(address, filled(closed), follow=True)
    assert (taken_up.status_code, filled(taken_up)["f-summary"]) == (200, "Écrit.")


def test_addresses_of_a_page_that_moved_and_was_withdrawn_say_so(centre: Any, other: Any, writer: Client) -> None:
    page, _before, _form = being_written(centre, writer, "Écrit.")
    page.move(index_of(other, "practice"), pos="last-child")
    page.refresh_from_db()
    ArchiveResource(page, publisher_of(other, "la"), "Fini.").execute()
    for where in (f"contribuer/{page.uuid}/", f"historique/{page.uuid}/", f"suivre/?resource={page.uuid}"):
        found = Client().get(f"{centre.url}{where}")
        assert (found.status_code, found["Location"]) == (307, f"{other.url}{where}")
        assert Client().get(f"{other.url}{where}").status_code == 410, where
    restrict(other, PageViewRestriction.LOGIN)
    assert Client().get(f"{centre.url}contribuer/{page.uuid}/").status_code == 404


def test_what_was_being_written_of_a_page_that_is_withdrawn_is_given_back(centre: Any, writer: Client) -> None:
    page = publish(centre, "practice", "Une pratique")
    address, report = address_of(centre, page), f"{centre.url}signaler/{page.uuid}/"
    form = filled(writer.get(address), **{"f-summary": "Écrit <b>avant</b>.", "step": "check"})
    words = filled(writer.get(report), reason="other", text="Il manque un mot.")
    ArchiveResource(page, publisher_of(centre, "ici"), "Fini.").execute()
    sent, reported = writer.post(address, form), writer.post(report, words)
    assert (sent.status_code, texts_in(sent)["Résumé"]) == (410, "Écrit <b>avant</b>.")
    assert (reported.status_code, "Il manque un mot." in reported.content.decode()) == (410, True)


@pytest.mark.parametrize("end", [Status.ACCEPTED, Status.REFUSED, Status.WITHDRAWN])
def test_what_its_author_writes_in_a_proposal_that_is_answered_meanwhile_is_given_back(
    end: str, centre: Any, writer: Client
) -> None:
    _page, address, form = being_written(centre, writer, "Écrit <b>avant</b>.")
    Proposal.objects.update(status=end)
    sent = writer.post(f"{address}reprendre/", {**form, "step": "check"})
    assert (sent.status_code, texts_in(sent)["Résumé"]) == (409, "Écrit <b>avant</b>.")
    folded = parsed(sent).select_one(".rc-stop details")
    assert folded is not None
    assert "Écrit" not in folded.text, "what is kept nowhere comes first"
    assert parsed(sent).select_one(".rc-stop a.rc-button")["href"] == address
    assert writer.get(f"{address}reprendre/").status_code == 404
    stranger = signed_in(person("bea")).post(f"{address}reprendre/", {**form, "step": "check"})
    assert (stranger.status_code, address in parsed(stranger).select_one(".rc-stop").decode()) == (404, False)


def test_the_link_that_confirms_a_proposal_or_a_watch_survives_the_move(centre: Any, other: Any) -> None:
    page, reader = publish(centre, "practice", "Une pratique"), Client()
    proposal = hand_in(reader, centre, page, **{"f-title": "Autre titre"})
    asked = letters()
    watch = f"{centre.url}suivre/?resource={page.uuid}"
    reader.post(watch, filled(reader.get(watch), email="ada@example.org"))
    secret = Watch.objects.get().secret
    page.move(index_of(other, "practice"), pos="last-child")
    assert len(asked) == 1
    link = str(asked[0].body).partition("/propositions/confirmer/")[2].partition("/")[0]
    address = f"{centre.url}propositions/confirmer/{link}/"
    confirmed = reader.post(address, filled(reader.get(address, follow=True)), follow=True)
    assert confirmed.status_code == 200
    address = f"{centre.url}suivre/confirmer/{secret}/"
    assert reader.post(address, filled(reader.get(address, follow=True)), follow=True).status_code == 200
    proposal.refresh_from_db()
    assert (proposal.status, proposal.centre_id) == (Status.SUBMITTED, other.pk)
    assert (Watch.objects.get().secret, Watch.objects.get().centre_id) == ("", other.pk)


def test_who_watches_a_page_is_told_of_what_changes_after_its_move(centre: Any, other: Any) -> None:
    page = publish(centre, "practice", "Une pratique")
    watcher = Watcher.objects.create(email="ada@example.org")
    for resource in (page, publish(centre, "practice", "Une autre")):
        Watch.objects.create(watcher=watcher, centre=centre, resource=resource.resource_ptr)
    page.move(index_of(other, "practice"), pos="last-child")
    since = timezone.now()
    page = type(page).objects.get(pk=page.pk)
    page.summary, page.significance = "Depuis.", "meaning"
    page.save_revision().publish()
    told = news_of(watcher, since, timezone.now())
    assert [(news.centre.pk, [one.page.pk for one in news.changes]) for news in told] == [(other.pk, [page.pk])]


def test_a_review_that_has_begun_goes_on_with_the_people_of_its_step(desk: Desk, page: Any, writer: Client) -> None:
    """Wagtail leaves a running review of a moved page alone as well."""
    other = make_centre("autre", "Autre centre")
    stranger = publisher_of(other, "la")
    proposal = hand_in(writer, desk.centre, page, **{"f-title": "Relu jusqu’au bout"})
    before = waiting_step(proposal)
    until = timezone.localdate() + timedelta(days=5)
    question = Question(name="Experte", email="experte@example.org", until=until)
    link = f"avis/{token_of(AskOpinion(before, desk.reviewer, question).execute())}/"
    page.move(index_of(other, "practice"), pos="last-child")
    proposal.refresh_from_db()
    assert (waiting_step(proposal), proposal.centre_id) == (before, other.pk)
    assert (proposals_before(desk.reviewer), proposals_before(stranger)) == ({proposal.pk}, set())
    opened = Client().get(f"{desk.centre.url}{link}", follow=True)
    assert (opened.status_code, opened.redirect_chain) == (200, [(f"{other.url}{link}", 307)])
    for one in (desk.reviewer, desk.editor):
        proposal = Proposal.objects.get(pk=proposal.pk)
        read = (proposal.digest, Resource.objects.get(pk=page.pk).live_revision_id)
        acceptance(proposal, one, Decision(read)).execute()
    proposal.refresh_from_db()
    assert proposal.status == Status.ACCEPTED
    assert Resource.objects.get(pk=page.pk).title == "Relu jusqu’au bout"


def test_what_strayed_from_the_centre_of_its_page_is_filed_there_each_day(
    centre: Any, other: Any, writer: Client, capsys: Any
) -> None:
    pages = [publish(centre, "practice", f"Pratique {rank}") for rank in range(2)]
    strayed, stays = (hand_in(writer, centre, page, **{"f-title": "Autre"}) for page in pages)
    ProposedFile.objects.create(
        centre=centre, form=strayed.uuid, proposal=strayed, name="a.pdf", kind_code="pdf", size=1
    )
    begun(writer, centre)
    path = f"{index_of(other, 'practice').path}0001"
    Page.objects.filter(pk=pages[0].pk).update(path=path)
    call_command("contributions", "tidy")
    assert "refiled=2" in capsys.readouterr().out
    assert set(Proposal.objects.filter(centre=other)) == {strayed}
    assert stays in Proposal.objects.filter(centre=centre)
    Page.objects.filter(pk=pages[0].pk).update(path=f"{Page.objects.get(depth=1).path}zzzz", depth=2)
    call_command("contributions", "tidy")
    assert "refiled=0" in capsys.readouterr().out, "it is in no centre: as it was"


def test_every_model_that_stores_a_centre_beside_a_page_is_known() -> None:
    """What editors write for the words of a search is about the centre, and stays there."""
    found = {
        model
        for model in apps.get_app_config("resource_centre").get_models()
        for keys in [{field.related_model for field in model._meta.get_fields() if field.many_to_one}]
        if ResourceCentrePage in keys and keys & {Resource, Proposal}
    }
    assert found == {model for model, _way in FILED} | {SearchRedirect, WantedResource}
