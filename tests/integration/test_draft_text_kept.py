"""A text that comes too late, and the word to the editors: neither is lost on the way between the pages of a draft."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from resource_centre.access.groups import ensure_groups
from resource_centre.access.membership_models import Membership
from resource_centre.contribution.models import Proposal, Status
from tests.factories import make_centre, publish
from tests.support.contributing import filled
from tests.support.drafting import begun, draft_of
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
ABOUT = {"name": "Ada L.", "is_credited": "on", "consent": "on", "message": "Bonne lecture."}
SAID = {"name": "Ada L.", "is_credited": "on", "message": "Bonne lecture."}
LATE = "pendant que vous écriviez"


@pytest.fixture
def centre() -> Any:
    return make_centre()


@pytest.fixture
def team(centre: Any) -> tuple[Client, Client, Proposal]:
    """Two people of one organisation, and the draft that the first has begun."""
    actor = publish(centre, "actor", "La Mednum")
    users = [person("ada"), person("bea")]
    for user in users:
        Membership.objects.create(user=user, actor=actor)
    writer, colleague = (signed_in(user) for user in users)
    return writer, colleague, begun(writer, centre, organisation=str(actor.pk))


def checked(client: Client, address: str, **changes: Any) -> Any:
    return client.post(address, filled(client.get(address), step="check", **changes))


def hand_in(client: Client, address: str) -> None:
    assert client.post(address, filled(checked(client, address), step="send", **ABOUT)).status_code == 303


def said_in(answer: Any) -> dict[str, Any]:
    """What a page would post of what is asked at the last look."""
    return {name: value for name, value in filled(answer).items() if name in {*ABOUT, "charter"}}


def publish_it(proposal: Proposal) -> None:
    ensure_groups()
    desk, address = (
        signed_in(person("redaction", "Resource centre editors")),
        reverse("resource_centre_proposal", args=[proposal.pk]),
    )
    assert desk.post(address, filled(desk.get(address), act="accept_all")).status_code == 302


@pytest.mark.parametrize("end", ["handed in", "published", "taken back"])
@pytest.mark.parametrize("step", ["save", "check", "file", "edit"])
def test_a_text_that_comes_after_the_end_is_given_back(end: str, step: str, centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    typed = filled(writer.get(address), **{"f-problem": "À ne pas perdre."})
    if end == "taken back":
        away = f"{centre.url}propositions/{proposal.uuid}/retirer/"
        assert writer.post(away, filled(writer.get(away))).status_code == 303
    else:
        hand_in(colleague, address)
        if end == "published":
            proposal.refresh_from_db()
            publish_it(proposal)
    answer = writer.post(address, {**typed, "step": step})
    page = parsed(answer)
    assert answer.status_code == 409
    assert filled(answer)["f-problem"] == "À ne pas perdre."
    assert LATE in str(page.select_one("[role=alert]"))
    follow = page.select_one(f"[role=alert] a[href$='/propositions/{proposal.uuid}/']")
    assert follow is not None
    assert writer.get(follow["href"]).status_code == 200
    assert page.select_one("#rc-draft [value=save], #rc-draft [value=check]") is None, "what cannot be done"
    told = writer.post(address, {**typed, "step": "auto"})
    assert told.status_code == 409
    assert LATE in json.loads(told.content)["moved"], "the script says this, and stops"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    expired = strict.post(address, {**typed, "step": step, "csrfmiddlewaretoken": "x" * 64})
    assert (expired.status_code, LATE in expired.content.decode()) == (409, True), "nothing that can be gone on with"
    proposal.refresh_from_db()
    assert "perdre" not in str(proposal.content)


def test_what_was_handed_in_is_only_followed_when_it_is_looked_at_or_sent_twice(centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    last_look = checked(writer, address)
    hand_in(colleague, address)
    for answer in (writer.get(address), writer.post(address, filled(last_look, step="send", **ABOUT))):
        assert answer.status_code == 303
        assert answer["Location"].endswith(f"/propositions/{proposal.uuid}/")


@pytest.mark.parametrize("step", ["save", "file", "edit", "auto"])
def test_what_is_said_to_the_editors_goes_to_the_form_and_back(step: str, centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    form = writer.post(address, filled(checked(writer, address), step="edit", **ABOUT))
    assert said_in(form) == SAID, "a consent is given anew"
    asides = parsed(form).select("#rc-draft [data-rc-aside]")
    assert {str(one["name"]) for one in asides} == set(SAID), "the script leaves these out of what it keeps"
    kept = writer.post(address, filled(form, step=step, **{"f-problem": "Repris."}))
    assert kept.status_code == 200
    proposal.refresh_from_db()
    assert "lecture" not in proposal.typed
    again = writer.post(address, filled(form if step == "auto" else kept, step="check", edition=proposal.edition))
    assert (again.status_code, said_in(again)) == (200, SAID)
    assert writer.post(address, filled(again, step="send", consent="on")).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.message, proposal.author_name, proposal.is_credited) == ("Bonne lecture.", "Ada L.", True)
    assert proposal.status == Status.SUBMITTED


def test_it_is_kept_when_a_colleague_saved_meanwhile_and_when_the_form_expired(centre: Any, team: Any) -> None:
    writer, colleague, proposal = team
    address = draft_of(centre, proposal)
    last_look = filled(checked(writer, address), step="send", **ABOUT)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = writer.cookies
    expired = strict.post(address, {**last_look, "csrfmiddlewaretoken": "x" * 64})
    assert (expired.status_code, said_in(expired)) == (403, SAID)
    theirs = filled(colleague.get(address), step="save", **{"f-problem": "Le sien."})
    assert colleague.post(address, theirs).status_code == 303
    overtaken = writer.post(address, last_look)
    assert (overtaken.status_code, said_in(overtaken)) == (409, SAID)


def test_the_credit_that_was_not_asked_for_is_not_ticked_again_and_the_name_stays_empty(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    first = checked(writer, address)
    assert said_in(first) == {"name": "ada", "message": ""}, "the name of the account, until another is given"
    form = writer.post(address, filled(first, step="edit", name=""))
    again = writer.post(address, filled(form, step="check"))
    assert said_in(again) == {"name": "", "message": ""}


def test_whoever_was_signed_out_gets_the_word_to_the_editors_back(centre: Any, team: Any) -> None:
    writer, _colleague, proposal = team
    address = draft_of(centre, proposal)
    answer = Client().post(address, filled(checked(writer, address), step="send", **ABOUT))
    assert answer.status_code == 403
    assert "Bonne lecture." in answer.content.decode()
