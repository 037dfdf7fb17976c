"""Files that a change brings to a published page: beside the others, in the place of one, never of somebody else."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from wagtail.documents.models import Document

from resource_centre.content.facts import ResourceDocument
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.models import ProposedFile
from tests.factories import publish
from tests.support.contributing import address_of, filled, hand_in
from tests.support.files import PDF
from tests.support.html import parsed
from tests.support.proposed_files import (
    CHANGE,
    address_of_file,
    content_of_file,
    decide,
    page_with_document,
    post,
    sent_file,
    status_of,
    with_file,
)
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_a_change_brings_a_file_and_leaves_the_others(
    centre: Any, writer: Client, desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = page_with_document(centre)
    address = address_of(centre, page)
    new = {"documents-1-file": sent_file("neuf.pdf", PDF + b"%"), "documents-1-title": "Neuf", "step": "file"}
    kept = post(writer, address, **new)
    assert kept.status_code == 200
    file = ProposedFile.objects.get()
    assert (file.proposal, file.uploaded_by.username) == (None, "ada")
    assert status_of(writer, address_of_file(centre, file)) == 200
    assert desk.get(address_of_file(centre, file)).status_code == 404
    checked = writer.post(address, filled(kept, step="check"))
    text = checked.content.decode()
    assert "neuf.pdf (PDF" in text
    assert "Ancien bilan" not in parsed(checked).select_one(".rc-changes").text
    assert writer.post(address, filled(checked, step="send", **CHANGE)).status_code == 303
    proposal = Proposal.objects.get()
    assert [change.key for change in proposal.changes] == ["documents/new-0"]
    file.refresh_from_db()
    assert file.proposal == proposal
    page.title = "Atelier du mardi"  # the page moves meanwhile: another place
    page.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(desk, proposal, act="accept_all").status_code == 302
    page = Practice.objects.get(pk=page.pk)
    assert [(row.title, row.document.title) for row in page.documents.all()] == [
        ("Ancien bilan", "Ancien"),
        ("Neuf", "Neuf"),
    ]
    assert page.title == "Atelier du mardi"
    assert not ProposedFile.objects.exists()


def test_words_of_a_document_of_the_page_are_changed_without_account(centre: Any, desk: Client) -> None:
    page = page_with_document(centre)
    proposal = hand_in(Client(), centre, page, **{"documents-0-title": "Bilan 2019"})
    assert [(change.key, change.after["title"]) for change in proposal.changes] == [
        (f"documents/{page.documents.get().pk}", "Bilan 2019")
    ]
    assert proposal.status == Status.TO_CONFIRM


def test_a_proposal_that_touches_no_file_says_nothing_of_files(centre: Any, writer: Client) -> None:
    page = page_with_document(centre)
    proposal = hand_in(writer, centre, page, CHANGE, **{"f-summary": "Autre."})
    assert [change.key for change in proposal.changes] == ["summary"]
    assert proposal.content["documents"] == content_of(page)["documents"]


def test_a_file_takes_the_place_of_another_unless_the_page_has_a_third(
    centre: Any, writer: Client, desk: Client, django_capture_on_commit_callbacks: Any
) -> None:
    page = page_with_document(centre)
    kept = post(
        writer, address_of(centre, page), **{"documents-0-file": sent_file("neuf.pdf", PDF + b"%")}, step="file"
    )
    checked = writer.post(address_of(centre, page), filled(kept, step="check"))
    writer.post(address_of(centre, page), filled(checked, step="send", **CHANGE))
    proposal = Proposal.objects.get()
    third = Document.objects.create(title="Troisième", file=sent_file("troisieme.pdf"))
    row = page.documents.get()
    row.document = third
    page.documents = [row]
    page.save_revision().publish()
    stopped = decide(desk, proposal, act="accept_all")
    assert stopped.status_code == 409
    key = f"documents/{row.pk}"
    for choice, title in (("page", "Troisième"), ("proposal", "neuf")):
        proposal.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            answer = decide(desk, proposal, act="accept_all", **{f"choice:{key}": choice})
        found = ResourceDocument.objects.get(resource=page).document.title
        if choice == "page":
            assert (answer.status_code, found) == (422, title)  # nothing would be kept
        else:
            assert (answer.status_code, found) == (302, "Ancien bilan")
    assert content_of_file(ResourceDocument.objects.get(resource=page).document) == PDF + b"%"


def test_a_form_sent_again_with_another_text_makes_a_second_proposal_with_its_own_copy(
    centre: Any, writer: Client
) -> None:
    page = publish(centre, "practice", "Atelier")
    address = address_of(centre, page)
    kept = with_file(writer, address)
    checked = writer.post(address, filled(kept, step="check"))
    for summary in ("Un.", "Deux."):
        sent = writer.post(address, filled(checked, step="send", **CHANGE, **{"f-summary": summary}))
        assert sent.status_code == 303, sent.content.decode()
    files = ProposedFile.objects.order_by("pk")
    assert len({file.proposal_id for file in files}) == len(files) == 2
    for file in files:
        assert file.proposal.content["documents"][0]["proposed"]["id"] == str(file.uuid)
        with store.opened(file.uuid) as found:
            assert found.read() == PDF


def test_nobody_proposes_the_file_of_somebody_else(centre: Any, writer: Client) -> None:
    page = publish(centre, "practice", "Atelier")
    with_file(writer, address_of(centre, page))
    stolen = str(ProposedFile.objects.get().uuid)
    for thief in (Client(), signed_in(person("rival"))):
        forged = {"documents-count": "1", "documents-0-proposed": stolen, "documents-0-title": "x", "step": "check"}
        answer = post(thief, address_of(centre, page), **forged)
        assert answer.status_code == 422, answer.content.decode()
        assert stolen not in str(list(Proposal.objects.values_list("content", flat=True)))
    for nonsense in ("x", "../..", "\x00", "0" * 5_000, str(uuid4())):
        forged = {"documents-count": nonsense, "images-count": "-3", "documents-0-proposed": nonsense, "step": "check"}
        assert post(writer, address_of(centre, page), **forged).status_code in {200, 400, 422}
