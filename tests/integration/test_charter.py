"""The charter of a centre: asked once, before something is sent, and kept on the proposal; a text that is given up."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.drafts import StartDraft
from resource_centre.contribution.errors import CharterUnread
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.revise import WithdrawProposal
from resource_centre.contribution.submit import About, Author, Draft, SubmitProposal
from resource_centre.contribution.surface import content_of
from tests.factories import publish
from tests.support.contributing import ABOUT, address_of, content_with, filled, hand_in
from tests.support.html import parsed
from tests.support.reviewing import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]

CHARTER = "<p>Tout est publié sous <b>CC BY</b>.</p>"


@pytest.fixture
def page(centre: Any) -> Any:
    return publish(centre, "practice", "Une pratique", summary="Un résumé.")


@pytest.fixture
def ada() -> Any:
    return get_user_model().objects.create_user("ada", email="ada@example.org")


def write(centre: Any, text: str = CHARTER) -> str:
    """The charter of that centre from now on; its version."""
    centre.charter = text
    centre.save_revision().publish()
    return str(ResourceCentrePage.objects.get(pk=centre.pk).charter_version)


def checked(client: Client, centre: Any, page: Any, **changes: Any) -> Any:
    address = address_of(centre, page)
    return client.post(address, filled(client.get(address), step="check", **(changes or {"f-title": "Autre"})))


def send(client: Client, centre: Any, page: Any, seen: Any, **about: Any) -> Any:
    return client.post(address_of(centre, page), filled(seen, step="send", **{**ABOUT, **about}))


@pytest.mark.parametrize("text", ["", "<p> </p>", "<p></p>"])
def test_without_a_charter_nothing_is_asked(text: str, centre: Any, page: Any) -> None:
    assert write(centre, text) == ""
    proposal = hand_in(Client(), centre, page, **{"f-title": "Autre"})
    assert (proposal.charter_version, proposal.charter_accepted_at) == ("", None)
    assert Client().get(f"{centre.url}charte/").status_code == 404


def test_the_charter_is_shown_asked_for_and_kept(centre: Any, page: Any) -> None:
    version = write(centre)
    assert "CC BY" in parsed(Client().get(f"{centre.url}charte/")).main.text
    client = Client()
    seen = checked(client, centre, page)
    box = parsed(seen).find("input", attrs={"name": "charter"})
    assert (box["value"], box.has_attr("checked")) == (version, False)
    assert "CC BY" in parsed(seen).find("details", class_="rc-section").text
    refused = send(client, centre, page, seen)
    assert refused.status_code == 422
    tree = parsed(refused)
    assert "cochez cette case" in tree.find(id="id_charter-error").text
    assert tree.find("input", attrs={"name": "f-title"})["value"] == "Autre", "nothing typed is lost"
    assert send(client, centre, page, refused, charter=version).status_code == 303
    proposal = Proposal.objects.get()
    assert proposal.charter_version == version
    assert proposal.charter_accepted_at is not None


@pytest.mark.parametrize("posted", ["on", "faux", "0" * 16])
def test_a_charter_that_changed_meanwhile_is_asked_again(posted: str, centre: Any, page: Any) -> None:
    write(centre)
    client = Client()
    seen = checked(client, centre, page)
    answer = send(client, centre, page, seen, charter=posted)
    assert answer.status_code == 422
    assert "La charte a changé" in parsed(answer).find(id="id_charter-error").text
    assert not Proposal.objects.exists()


def test_an_account_is_asked_once_and_again_when_the_charter_changes(centre: Any, page: Any, ada: Any) -> None:
    version, client = write(centre), signed_in(ada)
    assert send(client, centre, page, checked(client, centre, page), charter=version).status_code == 303
    again = checked(client, centre, page, **{"f-summary": "Encore."})
    assert parsed(again).find("input", attrs={"name": "charter"}) is None
    assert send(client, centre, page, again).status_code == 303
    newer = write(centre, CHARTER + "<p>Et l’on se respecte.</p>")
    assert newer != version
    third = checked(client, centre, page, **{"f-summary": "Enfin."})
    assert parsed(third).find("input", attrs={"name": "charter"})["value"] == newer


def test_a_draft_is_written_freely_and_asks_for_the_charter_when_it_is_handed_in(centre: Any, ada: Any) -> None:
    version, client = write(centre), signed_in(ada)
    proposal = StartDraft(centre, "practice", ada, "Une idée", "Résumé.").execute()
    address = f"{centre.url}propositions/{proposal.uuid}/brouillon/"
    seen = client.post(address, filled(client.get(address), step="check"))
    assert parsed(seen).find("input", attrs={"name": "charter"}) is not None
    assert client.post(address, filled(seen, step="send", **ABOUT)).status_code == 422
    assert client.post(address, filled(seen, step="send", charter=version, **ABOUT)).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.status, proposal.charter_version) == (Status.SUBMITTED, version)


def test_no_other_door_leads_around_the_charter(centre: Any, page: Any, ada: Any) -> None:
    version = write(centre)
    access = Access.of(principal_of_user(ada))
    draft = Draft(content_of(page, access), content_with(page, title="Autre"))
    with pytest.raises(CharterUnread):
        SubmitProposal(page, centre, draft, Author(ada), About(), access).execute()
    SubmitProposal(page, centre, draft, Author(ada), About(charter=version), access).execute()


# A text that is given up.


def test_the_text_of_what_is_given_up_is_said_to_go_and_goes_after_thirty_days(
    centre: Any, page: Any, ada: Any, capsys: Any
) -> None:
    client = signed_in(ada)
    draft = StartDraft(centre, "practice", ada, "Une idée", "Mon secret.").execute()
    kept = StartDraft(centre, "practice", ada, "Une autre", "Gardé.").execute()
    address = f"{centre.url}propositions/{draft.uuid}/"
    assert "30 jours" in parsed(client.get(f"{address}retirer/")).main.text
    for one in (draft, kept):
        WithdrawProposal(one, ada).execute()
    Proposal.objects.filter(pk=draft.pk).update(decided_at=timezone.now() - timedelta(days=31), typed="f-title=secret")
    call_command("contributions", "tidy")
    assert "given_up=1" in capsys.readouterr().out
    draft.refresh_from_db()
    kept.refresh_from_db()
    assert (draft.content, draft.base_content, draft.typed, draft.latest_revision) == ({}, {}, "", None)
    assert kept.content["summary"] == "Gardé."
    answer = client.get(address)
    assert answer.status_code == 200
    assert "secret" not in answer.content.decode()
    call_command("contributions", "tidy")
    assert "given_up=0" in capsys.readouterr().out


def test_the_days_are_a_setting(centre: Any, ada: Any, settings: Any) -> None:
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "GIVEN_UP_DAYS": 1}
    draft = WithdrawProposal(StartDraft(centre, "practice", ada, "Idée", "?").execute(), ada).execute()
    Proposal.objects.filter(pk=draft.pk).update(decided_at=timezone.now() - timedelta(days=2))
    call_command("contributions", "tidy")
    assert Proposal.objects.get(pk=draft.pk).content == {}
