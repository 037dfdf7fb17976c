"""Characters that nobody sees in what people type or paste, and the one among them that PostgreSQL takes in no text:
never an error of ours, never kept, never shown.

SQLite takes them all: what forms say is looked up where it is kept.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from home.accounts.forms import NameForm
from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.joining import RequestMembership
from resource_centre.contribution.models import ProblemReport
from resource_centre.workflow.opinion_links import token_of
from resource_centre.workflow.records import OpinionRequest
from tests.factories import make_centre, publish
from tests.support.contributing import ABOUT, address_of, filled, hand_in
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]

ADDRESSES = (
    *(f"recherche/?{name}=%00" for name in ("q", "place", "theme", "actor", "type", "year", "sort", "page")),
    *(
        "recherche/?territory=region:%00",
        "recherche/?territory=%00:53",
        "recherche.json?q=a%00b",
        "recherche.csv?q=%00",
    ),
    *(
        "suggestions.json?q=a%00",
        "recherche/filtres/theme/?q=%00",
        "pratiques/?theme=%00",
        "pratiques/?territory=%00:%00",
    ),
    *("pratiques/?territory=%00:%00", "themes/%00/", "territoires/region-%00/", "pratiques/%00/", "acteurs/a%00b/"),
    *("changements/?theme=%00&territory=region:%00&type=%00", "changements.atom?territory=region:%00"),
    *("suivre/?territory=region:%00", "suivis/%00/arreter/", "propositions/confirmer/%00/", "contribuer/nouveau/%00/"),
)
ELSEWHERE = ("/recherche/?q=%00", "/espace/organisations/?q=a%00", "/espace/invitation/%00/", "/espace/?done=%00")


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_no_error_in_a_centre(address: str, client: Client) -> None:
    centre: Any = make_centre()
    publish(centre, "practice", "Une pratique")
    assert client.get(f"{centre.url}{address}").status_code < 500


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nor_on_the_rest_of_the_site(address: str, client: Client) -> None:
    client.force_login(get_user_model().objects.create_user("ada"))
    assert client.get(address).status_code < 500


WORDS, KEPT = "Trop\x00 va\u202egue\u200b.", "Trop vague."
#: What looks like a name and is none: blanks, and letters that are.
NOTHING = "\u200b\u3164\u2060 \ufe0f"


def test_what_decides_on_a_proposal_is_kept_without_it(desk: Desk, page: Any) -> None:
    passed, refused = (proposal_of(desk, page, summary=f"Un résumé {number}.") for number in range(2))
    browser, address = signed_in(desk.reviewer), "/admin/resource-centre/proposals/{}/"
    for proposal, act in ((passed, "accept"), (refused, "refuse")):
        shown = browser.get(address.format(proposal.pk))
        said = {"text:summary": WORDS, "choice:summary": "pa\x00ge", "why": WORDS}
        assert browser.post(address.format(proposal.pk), filled(shown, act=act, **said)).status_code == 302
        assert proposal.events.latest("pk").why == KEPT
    passed.refresh_from_db()
    so_far = {"kept": ["summary"], "edits": {"summary": KEPT}, "choices": {"summary": "page"}}
    assert passed.kept_so_far == so_far


def test_what_decides_on_a_draft_is_kept_without_it(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    address, browser = f"/admin/resource-centre/review/{state.pk}/", signed_in(desk.reviewer)
    assert browser.post(address, filled(browser.get(address), act="reject", why=WORDS)).status_code == 302
    state.refresh_from_db()
    assert state.comment == KEPT


def test_answers_to_a_request_to_join_and_to_a_report_are_kept_without_it(desk: Desk, page: Any) -> None:
    actor, ada, browser = publish(desk.centre, "actor", "Un acteur"), person("ada"), signed_in(desk.editor)
    asked = RequestMembership(actor, ada, "Bonjour.", Access.of(principal_of_user(ada))).execute()
    report = ProblemReport.objects.create(resource_id=page.pk, reason="error", email="lue@example.org")
    browser.post(f"/admin/resource-centre/members/{asked.pk}/", {"act": "refuse", "why": WORDS})
    browser.post("/admin/resource-centre/reports/", {"report": report.pk, "answer": WORDS})
    asked.refresh_from_db()
    report.refresh_from_db()
    assert (asked.reason, report.answer) == (KEPT, KEPT)


def test_a_question_to_an_expert_and_the_answer_are_kept_without_it(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    asking = {"name": "A\x00da", "email": "ada@exam\x00ple.org", "question": WORDS, "until": f"{day}\x00"}
    signed_in(desk.reviewer).post(f"/admin/resource-centre/review/{state.pk}/opinion/", asking)
    one = OpinionRequest.objects.get()
    assert (one.name, one.email, one.question) == ("Ada", "ada@example.org", KEPT)
    expert, link = Client(), f"{desk.centre.url}avis/{token_of(one)}/"
    said = {"verdict": "object", "comment": WORDS, "on:summary": WORDS}
    assert expert.post(link, said).status_code == 200
    one.refresh_from_db()
    assert (one.comment, one.comments) == (KEPT, {"summary": KEPT})


@pytest.mark.usefixtures("unhurried")
def test_what_a_reader_says_of_a_change_and_reports_is_kept_without_them(desk: Desk, page: Any) -> None:
    said = {"name": "A\u202eda", "email": "\u200bada@example.org", "message": WORDS, "fact_source": "Bi\u2066lan\u2069"}
    proposal = hand_in(Client(), desk.centre, page, {**ABOUT, **said}, **{"f-summary": WORDS, "b-new": WORDS})
    assert (proposal.author_name, proposal.author_email) == ("Ada", "ada@example.org")
    assert (proposal.message, proposal.fact_source, proposal.content["summary"]) == (KEPT, "Bilan", KEPT)
    assert KEPT in proposal.content["body"][-1]["value"]
    reader, address = Client(), f"{desk.centre.url}signaler/{page.uuid}/"
    words = {"reason": "other", "text": WORDS, "email": "ada@exam\u200bple.org"}
    assert reader.post(address, filled(reader.get(address), **words)).status_code == 303
    report = ProblemReport.objects.get()
    assert (report.text, report.email) == (KEPT, "ada@example.org")


def test_what_is_said_in_a_discussion_is_kept_without_them(desk: Desk, page: Any) -> None:
    browser, address = signed_in(desk.editor), f"{desk.centre.url}discussions/{page.uuid}/"
    asked = browser.post(address, filled(browser.get(address), title="Où\u202e ?\u2028Et ici", text=WORDS))
    assert asked.status_code == 303
    message = Message.objects.get()
    assert (message.thread.title, message.text) == ("Où ? Et ici", KEPT)
    hidden = {"act": "hide", "message": str(message.pk), "why": WORDS}
    assert browser.post(asked["Location"], filled(browser.get(asked["Location"]), **hidden)).status_code == 303
    message.refresh_from_db()
    assert message.hidden_why == KEPT


def test_what_is_asked_of_a_team_is_kept_without_them(desk: Desk) -> None:
    actor = publish(desk.centre, "actor", "Un acteur")
    browser, lead = signed_in(person("ada")), person("lea")
    join, team = f"/espace/organisations/{actor.uuid}/rejoindre/", f"/espace/organisations/{actor.uuid}/"
    assert browser.post(join, filled(browser.get(join), message=WORDS)).status_code == 303
    assert MembershipRequest.objects.get().message == KEPT
    Membership.objects.create(user=lead, actor=actor, role=Role.LEAD)
    browser = signed_in(lead)
    invited = {"act": "invite", "email": "bea@exam\u200bple.org", "role": Role.CONTRIBUTOR}
    assert browser.post(team, {**filled(browser.get(team)), **invited}).status_code == 303
    assert Invitation.objects.get().email == "bea@example.org"


def test_what_holds_nothing_else_is_empty(desk: Desk, page: Any) -> None:
    assert not NameForm({"name": NOTHING}).is_valid()
    form = NameForm({"name": "A\u202eda\u200b"})
    assert (form.is_valid(), form.cleaned_data["name"]) == (True, "Ada")
    reader, address = Client(), address_of(desk.centre, page)
    refused = reader.post(address, filled(reader.get(address), step="check", **{"f-title": NOTHING}))
    assert (refused.status_code, bool(parsed(refused).select_one("#errors a[href='#id_f-title']"))) == (422, True)


@pytest.mark.parametrize("where", ["recherche/?{}=x", "changements/?theme={}", "territoires/?q={}"])
def test_what_an_address_holds_is_shown_without_them(where: str, client: Client) -> None:
    centre: Any = make_centre()
    publish(centre, "practice", "Une pratique")
    shown = client.get(f"{centre.url}{where.format('gro%E2%80%AEupe')}").content.decode()
    assert "groupe" in shown
    assert "\u202e" not in parsed(client.get(f"{centre.url}{where.format('gro%E2%80%AEupe')}")).get_text()
