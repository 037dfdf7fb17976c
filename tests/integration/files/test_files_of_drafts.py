"""Files of drafts: sent by plain posts, reviewed, published or deleted with their draft."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image

from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.uploads.keeping import TIMES
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import ErasePerson
from tests.factories import publish
from tests.support.contributing import address_of, filled
from tests.support.drafting import begun, draft_of
from tests.support.files import PDF, image, pdf_with, photograph
from tests.support.html import parsed
from tests.support.proposed_files import (
    address_of_file,
    content_of_file,
    decide,
    hand_in_draft,
    on_disk,
    post,
    sent_file,
    with_file,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


# Wagtail leaves it to Python to close the file in which it makes a rendition.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_draft_with_a_document_and_an_image_is_reviewed_accepted_and_shown(
    centre: Any,
    writer: Client,
    desk: Client,
    settings: Any,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    public = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path / "public")},
    }
    settings.STORAGES = {**settings.STORAGES, "default": public}
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    words = {
        "documents-0-is_accessible": "False",
        "documents-0-alternative": "https://example.org/bilan",
        "f-problem": "Gardé.",
    }
    assert with_file(writer, address, **words).status_code == 303
    picture = {
        "images-0-file": sent_file("photo.jpg", photograph()),
        "images-0-alternative": "Un atelier.",
        "images-0-credit": "Ada, CC BY",
        "step": "file",
    }
    assert post(writer, address, **picture).status_code == 303
    proposal.refresh_from_db()
    document, photo = ProposedFile.objects.order_by("pk")
    assert (document.name, document.proposal, document.uploaded_by.username) == ("bilan.pdf", proposal, "ada")
    assert proposal.content["documents"][0]["proposed"]["id"] == str(document.uuid)
    assert "Gardé." in proposal.content["problem"]
    assert len(on_disk(settings)) == 2
    assert not Document.objects.exists()
    form = writer.get(address).content.decode()
    assert all(words in form for words in ("bilan.pdf", "photo.jpg", "Un atelier.", address_of_file(centre, photo)))
    preview = writer.get(f"{centre.url}propositions/{proposal.uuid}/apercu/").content.decode()
    assert f'src="{address_of_file(centre, photo)}"' in preview
    assert "Bilan 2024" in preview

    hand_in_draft(writer, centre, proposal)
    page = desk.get(reverse("resource_centre_proposal", args=[proposal.pk])).content.decode()
    assert "Bilan 2024\xa0: bilan.pdf (PDF" in page
    assert address_of_file(centre, document) in page
    with django_capture_on_commit_callbacks(execute=True):
        assert decide(desk, proposal, act="accept_all").status_code == 302
    made = Practice.objects.get(title="Le numérique au village")
    row = made.documents.get()
    assert (row.title, row.is_accessible, row.document.title) == ("Bilan 2024", False, "Bilan 2024")
    assert content_of_file(row.document) == PDF
    block = made.body.raw_data[0]
    assert (block["value"]["alternative"], "proposed" in block["value"]) == ("Un atelier.", False)
    assert b"Canary" not in content_of_file(Image.objects.get(pk=block["value"]["image"]))
    shown = Client().get(made.url).content.decode()
    assert row.document.url in shown
    assert "https://example.org/bilan" in shown
    assert "Un atelier." in shown
    assert not ProposedFile.objects.exists()
    assert on_disk(settings) == []
    followed = writer.get(f"{centre.url}propositions/{proposal.uuid}/").content.decode()
    assert "bilan.pdf" in followed


@pytest.mark.parametrize("end", ["refused", "withdrawn", "account closed"])
def test_nothing_is_left_of_the_files_of_what_is_not_kept(
    end: str, centre: Any, writer: Client, desk: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    hand_in_draft(writer, centre, proposal)
    file = ProposedFile.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        if end == "refused":
            assert decide(desk, proposal, act="refuse", why="Hors sujet.").status_code == 302
        elif end == "withdrawn":
            post(writer, f"{centre.url}propositions/{proposal.uuid}/retirer/")
        else:
            ErasePerson(person_of_user(get_user_model().objects.get(username="ada"))).execute()
    assert not ProposedFile.objects.exists()
    assert on_disk(settings) == []
    assert writer.get(address_of_file(centre, file)).status_code == 404
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("virus.exe", b"MZ", "ne sont pas acceptés"),
        ("script.pdf", pdf_with(b"<< /S /JavaScript >>"), "JavaScript"),
        ("faux.pdf", b"<html><script>", "dit autre chose"),
        ("dessin.svg", b"<svg/>", "SVG"),
        ("vide.pdf", b"", "vide"),
        ("grand.pdf", PDF + bytes(70_000), "trop lourd"),
    ],
)
def test_a_file_that_is_refused_takes_nothing_else_with_it(
    name: str, data: bytes, said: str, centre: Any, writer: Client, settings: Any
) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"size": 60_000}}
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    assert with_file(writer, address).status_code == 303
    typed = {"documents-1-title": "Un autre", "f-problem": "À garder."}
    answer = post(writer, address, **{"documents-1-file": sent_file(name, data)}, **typed, step="save")
    assert answer.status_code == 422
    page = parsed(answer)
    assert said in page.select_one("#id_documents-1-file-error").text
    assert page.select_one("#errors a[href='#id_documents-1-file']")
    text = answer.content.decode()
    assert "bilan.pdf" in text
    assert "Un autre" in text
    assert "À garder." in text
    assert ProposedFile.objects.count() == len(on_disk(settings)) == 1
    proposal.refresh_from_db()
    assert "garder" in proposal.typed


def test_names_that_lead_elsewhere_are_cleaned(centre: Any, writer: Client, settings: Any) -> None:
    proposal = begun(writer, centre)
    head = (
        b'--x\r\nContent-Disposition: form-data; name="documents-0-file"; filename="../../../etc/pas\x00swd.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n"
    )
    fields = filled(writer.get(draft_of(centre, proposal)), step="file")
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
    ]
    body = "".join(parts).encode() + head + PDF + b"\r\n--x--\r\n"
    sent = writer.post(draft_of(centre, proposal), body, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 303, sent.content.decode()
    assert ProposedFile.objects.get().name == "passwd.pdf"
    assert all(path.is_relative_to(settings.RESOURCE_CENTRE["PRIVATE_FILES"]) for path in on_disk(settings))
    assert on_disk(settings)[0].stat().st_mode & 0o777 == 0o600


def test_files_are_replaced_reworded_and_removed_by_plain_posts(
    centre: Any, writer: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    with_file(writer, address)
    other = {"documents-1-file": sent_file("autre.pdf", PDF + b"%"), "documents-1-title": "Autre", "step": "file"}
    post(writer, address, **other)
    first, second = ProposedFile.objects.order_by("pk")
    post(writer, address, **{"documents-0-file": sent_file("neuf.pdf", PDF + b"%%")}, step="save")
    proposal.refresh_from_db()
    assert [row["proposed"]["name"] for row in proposal.content["documents"]] == ["neuf.pdf", "autre.pdf"]
    assert post(writer, address, **{"documents-0-DELETE": "on"}, step="save").status_code == 303
    proposal.refresh_from_db()
    assert [row["title"] for row in proposal.content["documents"]] == ["Autre"]
    text = writer.get(address).content.decode()
    assert "neuf.pdf" not in text
    assert "autre.pdf" in text
    with django_capture_on_commit_callbacks(execute=True):
        hand_in_draft(writer, centre, proposal)
    assert list(ProposedFile.objects.all()) == [second]
    assert [path.name for path in on_disk(settings)] == [second.uuid.hex]
    assert writer.get(address_of_file(centre, first)).status_code == 404


def test_the_same_file_twice_is_said_and_the_same_post_twice_is_one_file(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    form = filled(writer.get(address), step="file")
    for _time in range(2):
        writer.post(address, {**form, "documents-0-file": sent_file(), "documents-0-title": "Bilan"})
    assert ProposedFile.objects.count() == 1
    twice = post(writer, address, **{"documents-1-file": sent_file("copie.pdf")}, step="save")
    assert "déjà là" in parsed(twice).select_one("#id_documents-1-file-error").text


class PressedAgain(FileSystemStorage):
    """A private storage in which a file is not kept before the same button is pressed again, and answered."""

    again: ClassVar[list[Callable[[], Any]]] = []

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        while self.again:
            self.again.pop()()
        return super().save(name, content, max_length)


@pytest.fixture
def slow(settings: Any, tmp_path: Path) -> Path:
    """The folder of private files, on that storage."""
    folder = tmp_path / "slow"
    storage = {"BACKEND": f"{__name__}.PressedAgain", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "slow": storage}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "PRIVATE_FILES": "slow"}
    return folder


def form_at(place: str, centre: Any, writer: Client) -> tuple[str, dict[str, Any]]:
    """The address of the form of a draft, or of a change, and what it posts to keep a file."""
    is_draft = place == "draft"
    address = draft_of(centre, begun(writer, centre)) if is_draft else address_of(centre, publish(centre, "tool", "O"))
    return address, filled(writer.get(address), step="file")


@pytest.mark.parametrize("place", ["draft", "change"])
def test_the_same_post_twice_at_once_is_one_file(place: str, centre: Any, writer: Client, slow: Path) -> None:
    is_draft = place == "draft"
    address, form = form_at(place, centre, writer)

    def press() -> Any:
        return writer.post(address, {**form, "documents-0-file": sent_file(), "documents-0-title": "Bilan"})

    PressedAgain.again.append(press)
    answer = press()
    (kept,) = ProposedFile.objects.all()
    assert [path.name for path in slow.rglob("*") if path.is_file()] == [kept.uuid.hex]
    shown = writer.get(address) if is_draft else answer
    assert parsed(shown).find(id="id_documents-0-proposed")["value"] == str(kept.uuid)
    assert parsed(shown).find(id="id_documents-1-proposed").get("value") is None


@pytest.mark.parametrize("place", ["draft", "change"])
def test_two_files_sent_at_once_are_counted_one_after_the_other(
    place: str, centre: Any, writer: Client, settings: Any, slow: Path
) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"files": 1}}
    address, form = form_at(place, centre, writer)

    def send(number: int) -> Any:
        file = sent_file(f"{number}.pdf", PDF + b"%" * number)
        return writer.post(address, {**form, "documents-0-file": file, "documents-0-title": "Bilan"})

    for number in range(1, TIMES):
        send(number)
    PressedAgain.again.append(lambda: send(TIMES))
    late = send(TIMES + 1)
    assert ProposedFile.objects.count() == TIMES
    assert parsed(late).select_one("#id_documents-0-file-error")
    assert len([path for path in slow.rglob("*") if path.is_file()]) == TIMES


def test_as_many_files_as_the_site_says(centre: Any, writer: Client, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"files": 1}}
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    with_file(writer, address)
    more = post(writer, address, **{"documents-1-file": sent_file("b.pdf", PDF + b"%")}, step="file")
    assert "1 fichier au plus" in parsed(more).select_one("#id_documents-1-file-error").text.replace("\xa0", " ")
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"total": len(PDF) + 10}}
    more = post(writer, address, **{"documents-1-file": sent_file("b.pdf", PDF + b"%")}, step="file")
    assert "ensemble" in parsed(more).select_one("#id_documents-1-file-error").text
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"files": 0}}
    assert not parsed(writer.get(address)).select("input[type=file]")


def test_what_is_far_too_big_is_answered_in_one_sentence(centre: Any, writer: Client, settings: Any) -> None:
    proposal = begun(writer, centre)
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"total": 1_000}}
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000
    for address in (draft_of(centre, proposal), address_of(centre, publish(centre, "tool", "Outil"))):
        for data in ({"documents-0-file": sent_file(data=bytes(20_000))}, {"f-title": "x" * 8_000}):
            answer = writer.post(address, data)
            assert answer.status_code == 413, address
            assert "revenez à votre formulaire" in answer.content.decode()
    assert not ProposedFile.objects.exists()


def test_an_image_needs_its_alternative_and_its_credit(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    address = draft_of(centre, proposal)
    post(writer, address, **{"images-0-file": sent_file("a.png", image())}, step="file")
    checked = post(writer, address, step="check")
    assert checked.status_code == 422
    assert parsed(checked).select("#id_images-0-alternative-error, #id_images-0-credit-error").__len__() == 2
    ok = {"images-0-is_decorative": "on", "images-0-credit": "Ada"}
    assert post(writer, address, **ok, step="check").status_code == 200


def test_readers_without_account_are_told_why_and_send_nothing(centre: Any, settings: Any) -> None:
    page = publish(centre, "practice", "Atelier")
    client = Client()
    shown = client.get(address_of(centre, page))
    assert not parsed(shown).select("input[type=file]")
    assert "connectez-vous" in shown.content.decode()
    forged = {"documents-count": "1", "documents-0-file": sent_file(), "documents-0-title": "x", "step": "check"}
    answer = client.post(address_of(centre, page), filled(shown, **forged))
    assert answer.status_code == 422
    assert not ProposedFile.objects.exists()
    assert on_disk(settings) == []
