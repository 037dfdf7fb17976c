"""Files of drafts and of changes, sent by plain posts of what the pages hold."""

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.documents.models import Document

from resource_centre.content.facts import ResourceDocument
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.uploads.models import ProposedFile
from tests.factories import publish
from tests.support.contributing import filled
from tests.support.drafting import handed_in
from tests.support.files import PDF

#: What a reader adds before sending a change.
CHANGE = {"significance": "content", "name": "Ada", "consent": "on"}


def sent_file(name: str = "bilan.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    """A file as a form sends it."""
    return SimpleUploadedFile(name, data)


def post(client: Client, address: str, **fields: Any) -> Any:
    """Post the form of that page with these fields."""
    return client.post(address, filled(client.get(address), **fields))


def with_file(client: Client, address: str, **fields: Any) -> Any:
    """Post the form there with a document."""
    fields = {"documents-0-file": sent_file(), "documents-0-title": "Bilan 2024", "step": "file", **fields}
    return post(client, address, **fields)


def address_of_file(centre: Any, file: ProposedFile) -> str:
    """Where a file that waits is opened."""
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
    """The files that wait."""
    folder = Path(settings.RESOURCE_CENTRE["PRIVATE_FILES"])
    return [path for path in folder.rglob("*") if path.is_file()]


def decide(desk: Client, proposal: Proposal, **fields: Any) -> Any:
    """An editor's decision, with these fields of its form."""
    address = reverse("resource_centre_proposal", args=[proposal.pk])
    return desk.post(address, filled(desk.get(address), **fields))


def hand_in_draft(writer: Client, centre: Any, proposal: Proposal) -> None:
    """The draft through its last two pages."""
    sent = handed_in(writer, centre, proposal)
    assert sent.status_code == 303, sent.content.decode()
    proposal.refresh_from_db()


def page_with_document(centre: Any, **more: Any) -> Any:
    """A practice that has a document already."""
    document = Document.objects.create(title="Ancien", file=sent_file("ancien.pdf"))
    rows = [ResourceDocument(document=document, title="Ancien bilan", language="fr")]
    return publish(centre, "practice", "Atelier", documents=rows, **more)
