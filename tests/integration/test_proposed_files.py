"""Files of drafts and of changes: sent by plain posts, kept out of sight, published or deleted with their proposal."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Collection

from resource_centre.access.membership_models import Membership
from resource_centre.content.facts import ResourceDocument
from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.surface import content_of
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.uploads.publishing import Copies
from resource_centre.persons.person import person_of, person_of_user
from resource_centre.persons.walking import ErasePerson
from resource_centre.workflow.opinion_links import token_of
from resource_centre.workflow.opinions import AskOpinion, Question, RevokeOpinion
from tests.factories import make_centre, publish
from tests.support.contributing import address_of, filled, hand_in, letters
from tests.support.drafting import begun, draft_of, handed_in
from tests.support.files import PDF, image, pdf_with, photograph
from tests.support.html import parsed
from tests.support.reviewing import an_editor, make_desk, person, signed_in, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
CHANGE = {"significance": "content", "name": "Ada", "consent": "on"}


@pytest.fixture
def desk() -> Client:
    return signed_in(an_editor())


def sent_file(name: str = "bilan.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def post(client: Client, address: str, **fields: Any) -> Any:
    """Post the form of that page with these fields."""
    return client.post(address, filled(client.get(address), **fields))


def with_file(client: Client, address: str, **fields: Any) -> Any:
    fields = {"documents-0-file": sent_file(), "documents-0-title": "Bilan 2024", "step": "file", **fields}
    return post(client, address, **fields)


def address_of_file(centre: Any, file: ProposedFile) -> str:
    return f"{centre.url}propositions/fichiers/{file.uuid}/"


def status_of(client: Client, address: str) -> int:
    """The status there, the file that is answered closed."""
    answer = client.get(address)
    answer.getvalue()  # read to its end, the test client closes it and keeps the database
    return int(answer.status_code)


def content_of_file(thing: Any) -> bytes:
    """What a document or an image of Wagtail holds."""
    with thing.file.open() as kept:
        found: bytes = kept.read()
    return found


def on_disk(settings: Any) -> list[Path]:
    folder = Path(settings.RESOURCE_CENTRE["PRIVATE_FILES"])
    return [path for path in folder.rglob("*") if path.is_file()]


def decide(desk: Client, proposal: Proposal, **fields: Any) -> Any:
    address = reverse("resource_centre_proposal", args=[proposal.pk])
    return desk.post(address, filled(desk.get(address), **fields))


def hand_in_draft(writer: Client, centre: Any, proposal: Proposal) -> None:
    sent = handed_in(writer, centre, proposal)
    assert sent.status_code == 303, sent.content.decode()
    proposal.refresh_from_db()


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


def test_who_opens_a_file_that_waits(centre: Any, writer: Client, desk: Client) -> None:
    actor = publish(centre, "actor", "La Mednum")
    for name in ("colleague", "rival"):
        person(name)
    ada, colleague, rival = (get_user_model().objects.get(username=name) for name in ("ada", "colleague", "rival"))
    for user in (ada, colleague):
        Membership.objects.create(user=user, actor=actor)
    Membership.objects.create(user=rival, actor=publish(centre, "actor", "Autre"))
    proposal = begun(writer, centre, organisation=str(actor.pk))
    with_file(writer, draft_of(centre, proposal))
    address = address_of_file(centre, ProposedFile.objects.get())
    found = {}
    for state in ("draft", "submitted"):
        clients = {"anonymous": Client(), "ada": writer, "desk": desk}
        for user in (colleague, rival):
            clients[user.username] = Client()
            clients[user.username].force_login(user)
        found[state] = {name for name, client in clients.items() if status_of(client, address) == 200}
        if state == "draft":
            hand_in_draft(writer, centre, proposal)
    assert found == {"draft": {"ada", "colleague"}, "submitted": {"ada", "colleague", "desk"}}
    answer = writer.get(address)
    assert answer.getvalue() == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="bilan.pdf"'
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert writer.post(address).status_code == 405
    assert writer.get(f"{centre.url}propositions/fichiers/{uuid4()}/").status_code == 404
    other = make_centre("autre", "Autre centre")
    file = ProposedFile.objects.get()
    elsewhere = address_of_file(other, file)
    led = writer.get(elsewhere)
    assert (led.status_code, led["Location"]) == (307, address_of_file(centre, file))
    assert Client().get(elsewhere).status_code == 404


def test_an_expert_opens_the_files_of_the_proposal_that_is_asked_about_and_no_other(
    writer: Client,
) -> None:
    desk = make_desk()
    page = page_with_document(desk.centre)
    other = begun(writer, desk.centre)
    with_file(writer, draft_of(desk.centre, other))
    elsewhere = ProposedFile.objects.get()
    change = address_of(desk.centre, page)
    new = {"documents-1-file": sent_file("neuf.pdf"), "documents-1-title": "Bilan 2024", "step": "file"}
    checked = writer.post(change, filled(post(writer, change, **new), step="check"))
    assert writer.post(change, filled(checked, step="send", **CHANGE)).status_code == 303
    proposal = Proposal.objects.get(resource=page.pk)
    file = ProposedFile.objects.get(proposal=proposal)
    question = Question("Experte", "", until=timezone.localdate() + timedelta(days=5))
    asked = AskOpinion(waiting_step(proposal), desk.reviewer, question).execute()
    expert, address = Client(), f"{desk.centre.url}avis/{token_of(asked)}/"
    opened = f"{address}fichiers/{file.uuid}/"
    assert opened in [link["href"] for link in parsed(expert.get(address)).select(".rc-documents a")]
    preview = expert.get(f"{address}apercu/").content.decode()
    assert opened in preview
    assert all(title in preview for title in ("Bilan 2024", "Ancien bilan"))
    answer = expert.get(opened)
    assert answer.getvalue() == PDF
    assert "sandbox" in answer["Content-Security-Policy"]
    assert (answer["X-Robots-Tag"], "no-store" in answer["Cache-Control"]) == ("noindex, nofollow", True)
    assert status_of(expert, f"{address}fichiers/{elsewhere.uuid}/") == 404
    assert status_of(expert, address_of_file(desk.centre, file)) == 404
    RevokeOpinion(asked, desk.reviewer).execute()
    assert status_of(expert, opened) == 404


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


def page_with_document(centre: Any, **more: Any) -> Any:
    document = Document.objects.create(title="Ancien", file=sent_file("ancien.pdf"))
    rows = [ResourceDocument(document=document, title="Ancien bilan", language="fr")]
    return publish(centre, "practice", "Atelier", documents=rows, **more)


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


def test_a_failure_while_it_is_accepted_leaves_no_copy_and_no_half(
    centre: Any, writer: Client, desk: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    hand_in_draft(writer, centre, proposal)
    before = set(default_storage.listdir("documents")[1]) if default_storage.exists("documents") else set()

    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr("resource_centre.contribution.accept.drop_files", fail)
    with pytest.raises(RuntimeError):
        decide(desk, proposal, act="accept_all")
    after = set(default_storage.listdir("documents")[1]) if default_storage.exists("documents") else set()
    assert after == before
    assert not Document.objects.exists()
    assert len(on_disk(settings)) == 1  # the file that waits, and no note
    proposal.refresh_from_db()
    assert proposal.status == Status.SUBMITTED


def test_what_a_kill_leaves_is_tidied_away(
    centre: Any, writer: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    monkeypatch.setattr(Copies, "undo", lambda _copies: None)  # whoever is killed undoes nothing
    copies = Copies(proposal, None)
    proposal.refresh_from_db()
    change = proposal.changes[-1]
    copies.published({change.key: change.after}, {change.key})
    lost = copies.made[0][2]
    Document.objects.all().delete()
    default_storage.save(lost, sent_file()) if not default_storage.exists(lost) else None
    store.put(uuid4(), b"half")
    assert len(on_disk(settings)) == 3
    call_command("contributions", "tidy")
    assert len(on_disk(settings)) == 3  # too early to tell
    later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    with django_capture_on_commit_callbacks(execute=True):
        call_command("contributions", "tidy")
    assert [path.name for path in on_disk(settings)] == [ProposedFile.objects.get().uuid.hex]
    assert not default_storage.exists(lost)


def test_what_nobody_hands_in_goes_after_a_week(
    centre: Any, writer: Client, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with_file(writer, address_of(centre, publish(centre, "practice", "Atelier")))
    ProposedFile.objects.update(uploaded_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        call_command("contributions", "tidy")
    assert on_disk(settings) == []


def test_an_address_that_is_forgotten_is_named_on_no_file(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    ErasePerson(person_of("ada@example.org")).execute()
    assert not ProposedFile.objects.filter(uploaded_by__isnull=False).exists()


def test_files_become_documents_in_the_collection_of_the_centre_and_are_served(
    centre: Any, writer: Client, desk: Client, settings: Any, tmp_path: Path
) -> None:
    public = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "p")}}
    settings.STORAGES = {**settings.STORAGES, "default": public}
    own = Collection.get_first_root_node().add_child(name=centre.title)
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    hand_in_draft(writer, centre, proposal)
    decide(desk, proposal, act="accept_all")
    document = Document.objects.get()
    assert document.collection == own
    served = Client().get(document.url)
    assert served.getvalue() == PDF


def test_a_file_that_was_lost_stops_the_acceptance_in_words(centre: Any, writer: Client, desk: Client) -> None:
    proposal = begun(writer, centre)
    with_file(writer, draft_of(centre, proposal))
    hand_in_draft(writer, centre, proposal)
    store.remove(ProposedFile.objects.get().uuid)
    answer = decide(desk, proposal, act="accept_all")
    assert (answer.status_code, "n’est plus là" in answer.content.decode()) == (422, True)
    assert writer.get(address_of_file(centre, ProposedFile.objects.get())).status_code == 404


def test_a_draft_begun_before_files_were_taken_goes_on(centre: Any, writer: Client) -> None:
    proposal = begun(writer, centre)
    for content in (proposal.base_content, proposal.content):
        del content["documents"]
    proposal.save()
    assert post(writer, draft_of(centre, proposal), step="save", **{"f-problem": "Encore."}).status_code == 303
    hand_in_draft(writer, centre, proposal)
    proposal.refresh_from_db()
    assert proposal.content["documents"] == []
    assert letters()


def test_private_files_are_not_where_files_are_served_from(settings: Any) -> None:
    from resource_centre.checks import check_private_files

    assert check_private_files() == []
    settings.MEDIA_ROOT = str(Path(django_settings.RESOURCE_CENTRE["PRIVATE_FILES"]).parent)
    assert [one.id for one in check_private_files()] == ["resource_centre.E021"]
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"size": "20 Mo"}}
    assert "resource_centre.E022" in {one.id for one in check_private_files()}
