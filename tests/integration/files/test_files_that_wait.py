"""Files while they wait: who opens them, where they lie, what a failure leaves and what tidies it."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.documents.models import Document
from wagtail.models import Collection

from resource_centre.access.membership_models import Membership
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.uploads import store
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.contribution.uploads.publishing import Copies
from resource_centre.persons.person import person_of
from resource_centre.persons.walking import ErasePerson
from resource_centre.workflow.opinion_links import token_of
from resource_centre.workflow.opinions import AskOpinion, Question, RevokeOpinion
from tests.factories import make_centre, publish
from tests.support.contributing import address_of, filled, letters
from tests.support.drafting import begun, draft_of
from tests.support.files import PDF
from tests.support.html import parsed
from tests.support.proposed_files import (
    CHANGE,
    address_of_file,
    decide,
    hand_in_draft,
    on_disk,
    page_with_document,
    post,
    sent_file,
    status_of,
    with_file,
)
from tests.support.reviewing import make_desk, person, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


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
    from resource_centre.checks import check_file_limits, check_private_files

    assert check_private_files() == []
    assert check_file_limits() == []
    settings.MEDIA_ROOT = str(Path(django_settings.RESOURCE_CENTRE["PRIVATE_FILES"]).parent)
    assert [one.id for one in check_private_files()] == ["resource_centre.E021"]
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "FILE_LIMITS": {"size": "20 Mo"}}
    assert [one.id for one in check_file_limits()] == ["resource_centre.E022"]
