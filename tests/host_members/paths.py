"""The main paths with accounts of the host's own model: run by tests/integration/test_host_accounts.py, in a process
of its own, since a process knows one model of accounts."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.access.membership_models import Invitation, Membership, Role
from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.checks import check_accounts
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.discussion.changes import Discuss
from resource_centre.contribution.mail_rows import record_keys
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.report import ReportProblem
from resource_centre.contribution.team import ChangeRole, RemoveMember
from resource_centre.outbox.models import OutboxEntry
from resource_centre.workflow.clock.digest import send_digests
from resource_centre.workflow.clock.reviewing import MarkReviewed
from resource_centre.workflow.queue import Wanted, waiting_for
from resource_centre.workflow.records import Handling
from tests.factories import fresh, publish
from tests.integration.test_review import proposal_of
from tests.support.contributing import address_of, filled, letters
from tests.support.html import parsed
from tests.support.planted import ADDRESS, NAME, plant, rows_with_canaries
from tests.support.reviewing import Desk, make_desk, person, signed_in, submitted
from tests.support.teams import asked, invited, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site", "unhurried")]
QUEUE = "/admin/resource-centre/queue/"


@pytest.fixture
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def page(desk: Desk) -> Any:
    return publish(desk.centre, "practice", "Une pratique", summary="Un résumé.")


@pytest.fixture
def actor(desk: Desk) -> Any:
    return publish(desk.centre, "actor", "Association des lacs")


def words_of(answer: Any) -> str:
    """What a page says beside its frame, once it names nobody by their address."""
    assert answer.status_code == 200, answer.content.decode()[:2_000]
    text = " ".join(parsed(answer).find("main").text.split())
    assert "@example.org" not in text
    return text


def sent() -> list[tuple[str, str]]:
    """Name of whom each new mail goes to, and its subject; none of them names anybody by an address."""
    new = letters()
    mail.outbox.clear()
    assert not [one.body for one in new if "@example.org" in one.body.replace(" ", "")]
    return [(one.to[0].partition("@")[0], one.subject) for one in new]


def who(found: list[tuple[str, str]]) -> set[str]:
    return {name for name, _subject in found}


def proposed(desk: Desk, page: Any, author: Any) -> Proposal:
    """By the pages, signed with the name that they offer."""
    client, address = signed_in(author), address_of(desk.centre, page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-summary": "Proposé."}))
    about = {"significance": "content", "fact_source": "Un rapport.", "is_credited": "on", "consent": "on"}
    assert client.post(address, filled(checked, step="send", **about)).status_code == 303
    return Proposal.objects.latest("pk")


def decided(user: Any, proposal: Proposal) -> None:
    client, address = signed_in(user), reverse("resource_centre_proposal", args=[proposal.pk])
    shown = client.get(address)
    words_of(shown)
    assert client.post(address, filled(shown, act="accept")).status_code == 302


def test_the_model_has_what_is_read_of_it_and_a_key_that_is_no_number() -> None:
    model = get_user_model()
    assert (model._meta.label, check_accounts()) == ("host_members.Member", [])
    assert not {"username", "first_name", "last_name", "date_joined"} & {one.name for one in model._meta.get_fields()}
    assert not hasattr(model, "get_full_name")


def test_what_waits_is_taken_given_filtered_and_given_back(desk: Desk, page: Any) -> None:
    proposal = proposed(desk, page, person("ada"))
    assert proposal.author_name == "ada"
    assert who(sent()) == {"ada", "relecture", "relecture-2"}
    address, browser = reverse("resource_centre_handle", args=["proposal", proposal.pk]), signed_in(desk.reviewer)
    assert browser.post(address, {"act": "take"}).status_code == 302
    assert who(sent()) == {"ada"}, "the author is told that somebody reads it"
    assert "relecture-2" not in words_of(signed_in(proposal.author).get(reverse("resource_centre_workspace")))
    access = Access.of(principal_of_user(desk.reviewer))
    Discuss(proposal, access, desk.reviewer, "Quelle est la source ?").execute()
    assert who(sent()) == {"ada", "relecture-2"}, "and of a message"
    (mine,) = waiting_for(desk.reviewer, Wanted(whose="mine"))
    assert (mine.assignee_id, waiting_for(desk.other_reviewer, Wanted(whose="nobody"))) == (desk.reviewer.pk, [])
    assert "vous" in words_of(browser.get(f"{QUEUE}?whose=mine"))
    shown = browser.get(reverse("resource_centre_proposal", args=[proposal.pk]))
    options = {one.text: one["value"] for one in parsed(shown).select("#rc-to option")}
    assert {"relecture", "relecture-2"} <= options.keys()
    assert browser.post(address, {"act": "assign", "to": options["relecture-2"]}).status_code == 302
    assert Handling.objects.get().assignee == desk.other_reviewer
    assert "relecture-2" in words_of(browser.get(QUEUE))
    assert "Une pratique" not in words_of(browser.get(f"{QUEUE}?whose=mine"))
    for nonsense in ("7", "²", str(person("ailleurs").pk)):
        browser.post(address, {"act": "assign", "to": nonsense})
        assert Handling.objects.get().assignee == desk.other_reviewer
    browser.post(address, {"act": "assign", "to": ""})
    assert len(waiting_for(desk.reviewer, Wanted(whose="nobody"))) == 1


def test_an_accepted_proposal_credits_its_author_by_another_name_than_the_address(desk: Desk, page: Any) -> None:
    ada = person("ada")
    proposal = proposal_of(desk, page, ada, summary="Proposé.")
    assert "Une pratique" in words_of(signed_in(ada).get(reverse("resource_centre_workspace")))
    sent()
    decided(desk.reviewer, proposal)
    assert who(sent()) == {"redaction", "redaction-2"}, "those of the second step"
    decided(desk.other_editor, proposal)
    assert who(sent()) == {"ada"}
    proposal.refresh_from_db()
    assert (proposal.status, fresh(page).summary) == (Status.ACCEPTED, "Proposé.")
    assert "Ada" in words_of(Client().get(page.url))
    words_of(Client().get(f"{desk.centre.url}historique/{page.uuid}/"))
    words_of(signed_in(desk.editor).get(reverse("resource_centre_proposal", args=[proposal.pk])))


def test_those_of_a_step_of_a_report_and_of_a_re_reading_are_told(desk: Desk, page: Any, actor: Any) -> None:
    step = submitted(page, desk.editor, summary="À relire.")
    assert who(sent()) == {"relecture", "relecture-2"}
    ReportProblem(page, Access.of(ANONYMOUS), ProblemReport(reason="wrong", text="Faux.")).execute()
    assert "redaction" in who(sent())
    words_of(signed_in(desk.reviewer).get(reverse("resource_centre_step", args=[step.pk])))
    Resource.objects.filter(pk=actor.pk).update(review_by=timezone.localdate() - timedelta(days=3), keeper=desk.editor)
    assert send_digests() == 1
    assert who(sent()) == {"redaction"}
    assert "redaction" in words_of(signed_in(desk.other_editor).get(reverse("resource_centre_to_re_read")))
    MarkReviewed(Resource.objects.get(pk=actor.pk), desk.editor).execute()
    assert "redaction" in words_of(signed_in(desk.other_editor).get(reverse("resource_centre_review", args=[actor.pk])))
    assert "redaction" not in words_of(Client().get(actor.url)), "readers read a name that was given, or none"


def test_a_team_asks_invites_answers_and_is_read(desk: Desk, actor: Any) -> None:
    ada, lead, browser = person("ada"), person("lea"), signed_in(desk.editor)
    seat(lead, actor, Role.LEAD)
    request = asked(ada, actor)
    assert "redaction" in who(sent())
    detail = reverse("resource_centre_member_request", args=[request.pk])
    assert "ada" in parsed(browser.get(detail)).find("main").text
    assert browser.post(detail, filled(browser.get(detail), act="accept", role="contributor")).status_code == 302
    assert who(sent()) == {"ada"}
    invited(actor, lead, "bob@example.org")
    (invitation,) = letters()
    link = re.search(r"https?://[^/\s]+(/espace/invitation/\S+/)", str(invitation.body))
    assert link is not None
    assert who(sent()) == {"bob"}
    guest = signed_in(person("bob"))
    assert guest.post(link[1], filled(guest.get(link[1])), follow=True).status_code == 200
    assert who(sent()) == {"lea"}
    assert not Invitation.objects.exclude(used_by=None).filter(email__contains="@").exists()
    team = words_of(signed_in(ada).get(reverse("resource_centre_team", args=[actor.uuid])))
    assert all(name in team for name in ("ada", "lea", "bob"))
    ChangeRole(Membership.objects.get(user=ada), Role.LEAD, lead).execute()
    assert who(sent()) == {"ada"}
    RemoveMember(Membership.objects.get(user=ada), lead).execute()
    assert who(sent()) == {"ada"}


def test_all_that_is_held_on_somebody_is_exported_then_erased(desk: Desk, page: Any, tmp_path: Path) -> None:
    """The account has no name: an operator says which one was signed with."""
    ada = person(ADDRESS.partition("@")[0])
    plant(desk, page, ada)
    record_keys([f"left:1:{ada.pk}:5", f"digest:{ada.pk}:2026-11-27", f"report:1:user:{ada.pk}"])
    letters()
    mail.outbox.clear()  # Wagtail's own among them, which greet by the address
    assert signed_in(ada).get(reverse("resource_centre_data")).status_code == 200
    file = tmp_path / "export.json"
    call_command("contributions", "export", ADDRESS, "--output", str(file))
    held = json.loads(file.read_text())["held"]
    assert held["account"][0]["uuid"] == str(ada.pk)
    assert held.keys() >= {"memberships", "sessions", "mails"}
    assert all(held[name] for name in ("memberships", "sessions"))
    assert sum(str(ada.pk) in one["key"] for one in held["mails"]) == 3
    call_command("contributions", "erase", ADDRESS, "--name", NAME)
    assert rows_with_canaries() == []
    assert who(sent()) == {"collegue"}, "who goes on with what was written for a team"
    assert not OutboxEntry.objects.filter(key__contains=str(ada.pk)).exists()
    for name in ("resource_centre_queue", "resource_centre_steering"):
        words_of(signed_in(desk.other_editor).get(reverse(name)))
