"""What editors type in the admin is not lost when somebody else was faster: it is on the page, or given back."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from resource_centre.access.membership_models import MembershipRequest
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.contribution.accept_step import PassStep
from resource_centre.contribution.decide import RefuseProposal
from resource_centre.contribution.joining import RefuseMembership, RequestMembership, WithdrawRequest
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.report import CloseReport
from resource_centre.workflow.deciding import DecideStep
from resource_centre.workflow.opinions import LONGEST
from resource_centre.workflow.records import OpinionRequest
from resource_centre.workflow.tasks import SubstanceReview
from tests.factories import publish
from tests.integration.test_review import read
from tests.support.contributing import filled
from tests.support.html import parsed
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

REPORTS = "/admin/resource-centre/reports/"


def given_back(answer: Any) -> list[str]:
    return [text.get_text("\n") for text in parsed(answer).select(".rc-given-back blockquote")]


def at(proposal: Proposal) -> str:
    return reverse("resource_centre_proposal", args=[proposal.pk])


@pytest.fixture
def proposal(desk: Desk, page: Any) -> Proposal:
    """Two places change, at the first step."""
    return proposal_of(desk, page, title="Autre titre", summary="Un meilleur résumé.")


@pytest.fixture
def expert() -> Any:
    """The reviewer whom the first step names, who publishes nothing."""
    task = SubstanceReview.objects.get()
    task.reviewer = person("experte")
    task.reviewer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    task.save()
    return task.reviewer


def test_a_word_and_other_words_come_back_from_a_proposal_that_was_decided_meanwhile(
    desk: Desk, proposal: Proposal
) -> None:
    browser = signed_in(desk.reviewer)
    typed = filled(browser.get(at(proposal)), act="accept", why="Merci.", **{"text:summary": "Encore mieux.\r\nSi."})
    RefuseProposal(proposal, desk.other_reviewer, "Non.").execute()
    answer = browser.post(at(proposal), typed)
    assert answer.status_code == 409
    assert given_back(answer) == ["Encore mieux.\nSi.", "Merci."], "no text that nobody touched"
    names = [name.text for name in parsed(answer).select(".rc-given-back .rc-label")]
    assert names == ["Résumé", gettext("A word to the author (needed to refuse or to ask)")]
    assert not parsed(browser.get(at(proposal))).select(".rc-given-back")


def test_what_is_in_a_form_that_is_shown_again_is_not_given_back_besides(desk: Desk, proposal: Proposal) -> None:
    browser = signed_in(desk.reviewer)
    typed = filled(browser.get(at(proposal)), act="refuse", **{"text:summary": "Encore mieux."})
    answer = browser.post(at(proposal), typed)
    assert (answer.status_code, filled(answer)["text:summary"], given_back(answer)) == (422, "Encore mieux.", [])
    Proposal.objects.filter(pk=proposal.pk).update(content={**proposal.base_content, "title": "Autre titre"})
    answer = browser.post(at(proposal), {**typed, "why": "Non."} | {"act": "accept"})
    assert (answer.status_code, filled(answer)["why"]) == (409, "Non.")
    assert given_back(answer) == ["Encore mieux."], "its author changes the summary no more"


def test_a_named_reviewer_whose_step_was_passed_meanwhile_reads_what_they_wrote(
    desk: Desk, expert: Any, proposal: Proposal
) -> None:
    browser = signed_in(expert)
    typed = filled(browser.get(at(proposal)), act="accept", why="Bien.", **{"text:title": "Mon titre"})
    PassStep(proposal, expert, read(proposal)).execute()
    assert browser.get(at(proposal)).status_code == 404
    answer = browser.post(at(proposal), typed)
    assert (answer.status_code, given_back(answer)) == (404, ["Mon titre", "Bien."])
    assert browser.post(at(proposal), {**typed, "why": "", "text:title": "Autre titre"}).status_code == 404
    guessed = browser.post(at(proposal), {"act": "accept", "text:title": "Autre titre"})
    assert given_back(guessed) == ["Autre titre"], "whoever has not read the text learns nothing of it"
    Proposal.objects.all().delete()
    gone = browser.post(at(proposal), {"act": "refuse", "why": "Déjà dit."})
    assert (gone.status_code, given_back(gone)) == (404, ["Déjà dit."])


def test_whoever_says_that_they_read_a_proposal_stays_on_it_with_what_they_began(
    desk: Desk, proposal: Proposal, page: Any
) -> None:
    proposal_of(desk, publish(desk.centre, "practice", "Une autre"), title="Ce qui suit")
    browser = signed_in(desk.reviewer)
    shown = browser.get(at(proposal))
    point = parsed(shown).find("input", attrs={"name": "point"})
    typed = filled(shown, act="take_up", why="À vérifier.", point=str(point["value"] if point else ""))
    typed |= {"text:summary": "Encore mieux."}
    del typed["keep:title"]
    answer = browser.post(at(proposal), typed)
    of_the_page = {"read": "", "csrfmiddlewaretoken": ""}
    again = filled(answer, act="take_up", **of_the_page)
    assert (answer.status_code, again) == (200, {**typed, **of_the_page})
    proposal.refresh_from_db()
    assert proposal.status == Status.IN_REVIEW
    assert decision_form(answer)["data-w-unsaved-force-value"] == "true"


def test_whoever_says_so_before_they_type_anything_finds_the_page_as_it_was(desk: Desk, proposal: Proposal) -> None:
    browser = signed_in(desk.reviewer)
    answer = browser.post(at(proposal), filled(browser.get(at(proposal)), act="take_up"))
    assert (answer.status_code, answer["Location"]) == (302, at(proposal))


@pytest.mark.parametrize("act", ["ask", "outdated"])
def test_other_words_are_joined_to_what_the_author_is_asked(act: str, desk: Desk, proposal: Proposal) -> None:
    browser = signed_in(desk.reviewer)
    form = filled(browser.get(at(proposal)), act=act, why="Est-ce plus juste ?")
    assert browser.post(at(proposal), form | {"text:summary": "Encore\r\nmieux."}).status_code == 302
    event = proposal.events.latest("pk")
    assert event.why == "Est-ce plus juste ?\n\nSuggestion pour «\xa0Résumé\xa0»\xa0:\nEncore\nmieux."


@pytest.mark.parametrize(("act", "why"), [("ask", "À préciser."), ("refuse", "Non.")])
def test_a_text_that_nobody_changed_is_joined_to_nothing(act: str, why: str, desk: Desk, proposal: Proposal) -> None:
    browser = signed_in(desk.reviewer)
    assert browser.post(at(proposal), filled(browser.get(at(proposal)), act=act, why=why)).status_code == 302
    assert proposal.events.latest("pk").why == why


def test_other_words_are_no_reason(desk: Desk, proposal: Proposal) -> None:
    browser = signed_in(desk.reviewer)
    answer = browser.post(at(proposal), filled(browser.get(at(proposal)), act="ask") | {"text:summary": "Encore."})
    assert answer.status_code == 422
    assert "Encore." in answer.content.decode()


def decision_form(answer: Any) -> Any:
    read = parsed(answer).find("input", attrs={"name": "read"})
    assert read
    return read.find_parent("form")


def test_leaving_the_form_of_a_decision_is_warned_of_and_sending_it_is_not(
    desk: Desk, proposal: Proposal, page: Any
) -> None:
    state = submitted(publish(desk.centre, "practice", "Une autre"), desk.editor, summary="À relire.")
    step = reverse("resource_centre_step", args=[state.pk])
    for address, act in ((at(proposal), "refuse"), (step, "reject")):
        browser = signed_in(desk.reviewer)
        form = decision_form(browser.get(address))
        assert form["data-controller"] == "w-unsaved"
        assert form["data-action"].split() == ["w-unsaved#submit", "beforeunload@window->w-unsaved#confirm"]
        values = ("data-w-unsaved-confirmation-value", "data-w-unsaved-force-value")
        assert [form[name] for name in values] == ["true", "false"]
        again = decision_form(browser.post(address, filled(browser.get(address), act=act)))
        assert again["data-w-unsaved-force-value"] == "true"


def test_a_word_comes_back_from_a_step_that_was_decided_or_closed_to_its_writer(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    address, browser = reverse("resource_centre_step", args=[state.pk]), signed_in(desk.reviewer)
    typed = filled(browser.get(address), act="reject", why="Il manque une source.")
    DecideStep(state, desk.other_reviewer, "approve", read=typed["read"]).execute()
    answer = browser.post(address, typed)
    assert (answer.status_code, given_back(answer)) == (409, ["Il manque une source."])
    desk.reviewer.user_permissions.add(Permission.objects.get(codename="access_admin"))
    desk.reviewer.groups.clear()
    answer = browser.post(address, typed)
    assert (answer.status_code, given_back(answer)) == (404, ["Il manque une source."])
    assert browser.post(address, {**typed, "why": " "}).status_code == 404
    assert browser.get(address).status_code == 404


def asked_to_join(desk: Desk, name: str) -> MembershipRequest:
    actor, ada = publish(desk.centre, "actor", f"Association {name}"), person(name)
    return RequestMembership(actor, ada, "J’y travaille.", Access.of(principal_of_user(ada))).execute()


def test_a_reason_comes_back_from_a_request_to_join_that_was_answered_or_withdrawn(desk: Desk) -> None:
    answered, withdrawn = asked_to_join(desk, "ada"), asked_to_join(desk, "bob")
    RefuseMembership(answered, desk.other_editor, "Non.").execute()
    WithdrawRequest(withdrawn, withdrawn.user).execute()
    browser = signed_in(desk.editor)
    for request, status in ((answered, 409), (withdrawn, 404)):
        address = reverse("resource_centre_member_request", args=[request.pk])
        answer = browser.post(address, {"act": "refuse", "why": "Personne ne vous connaît."})
        assert (answer.status_code, given_back(answer)) == (status, ["Personne ne vous connaît."])
    assert browser.get(address).status_code == 404


def test_an_answer_comes_back_from_a_report_that_was_closed_meanwhile(desk: Desk, page: Any) -> None:
    closed, open_one = (
        ProblemReport.objects.create(resource_id=page.pk, reason="error", text=text, email="lue@example.org")
        for text in ("Un chiffre faux.", "Un lien mort.")
    )
    CloseReport(closed, desk.other_editor).execute()
    browser = signed_in(desk.editor)
    answer = browser.post(f"{REPORTS}?report={closed.pk}", {"report": closed.pk, "answer": "Corrigé, merci."})
    assert (answer.status_code, given_back(answer)) == (409, ["Corrigé, merci."])
    main = parsed(answer).main
    assert main.select_one("[role=alert]")
    assert "Un lien mort." in main.text
    assert "Un chiffre faux." not in main.text
    closed.refresh_from_db()
    assert closed.answer == ""
    stranger = person("ailleurs")
    stranger.user_permissions.add(Permission.objects.get(codename="access_admin"))
    refused = signed_in(stranger).post(REPORTS, {"report": open_one.pk, "answer": "Corrigé."})
    assert (refused.status_code, given_back(refused)) == (404, ["Corrigé."])


def test_the_address_of_a_closed_report_does_not_say_that_no_other_is_open(desk: Desk, page: Any) -> None:
    closed, _open = (ProblemReport.objects.create(resource_id=page.pk, reason="error") for _number in range(2))
    CloseReport(closed, desk.other_editor).execute()
    main = parsed(signed_in(desk.editor).get(f"{REPORTS}?report={closed.pk}")).main
    assert "Personne n’a rien signalé" not in main.text
    assert main.select('a[href="?"]')


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("wrong", [{"until": in_days(LONGEST + 9)}, {"email": "ada@serveur"}, {"until": "demain"}])
def test_a_question_that_is_refused_stands_in_its_form_again(desk: Desk, page: Any, wrong: dict[str, str]) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    address = reverse("resource_centre_opinion_ask", args=[state.pk])
    here = reverse("resource_centre_step", args=[state.pk])
    typed = {"name": "Ada", "email": "ada@example.org", "question": "Est-ce <juste> ?", "until": in_days(5), **wrong}
    answer = signed_in(desk.reviewer).post(address, {**typed, "next": here})
    form = parsed(answer).main.select_one(f'form[action="{address}"]')
    assert answer.status_code == 422
    assert parsed(answer).main.select_one("[role=alert]")
    assert {name: value for name, value in filled(answer).items() if name in typed} == typed
    assert form
    mended = filled(answer, email="ada@example.org", until=in_days(5))
    assert signed_in(desk.reviewer).post(address, mended)["Location"] == here
    assert OpinionRequest.objects.get().question == "Est-ce <juste> ?"


def test_the_last_day_of_a_link_can_be_picked_and_none_after_it(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    shown = parsed(signed_in(desk.reviewer).get(reverse("resource_centre_step", args=[state.pk])))
    day = shown.find("input", id="rc-expert-until")
    assert day
    assert (day["min"], day["max"]) == (in_days(0), in_days(LONGEST))


def test_a_question_comes_back_from_a_step_that_was_decided_or_is_somebody_elses(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Un texte à relire.")
    latest = str(type(page).objects.get(pk=page.pk).latest_revision_id)
    DecideStep(state, desk.other_reviewer, "approve", read=latest).execute()
    address = reverse("resource_centre_opinion_ask", args=[state.pk])
    typed = {"name": "Ada", "email": "", "question": "Est-ce juste ?", "until": in_days(5)}
    answer = signed_in(desk.reviewer).post(address, typed)
    assert (answer.status_code, given_back(answer)) == (409, ["Ada", "Est-ce juste ?"])
    stranger = signed_in(desk.other_editor).post(address, typed)
    assert (stranger.status_code, given_back(stranger)) == (404, ["Ada", "Est-ce juste ?"])


def test_what_is_typed_while_the_session_ends_is_given_back_with_the_way_in_again(
    desk: Desk, page: Any, proposal: Proposal
) -> None:
    state = submitted(publish(desk.centre, "practice", "Une autre"), desk.editor, summary="À relire.")
    step = reverse("resource_centre_step", args=[state.pk])
    for address, act, more in ((step, "reject", {}), (at(proposal), "ask", {"text:summary": "Encore mieux."})):
        browser = signed_in(desk.reviewer)
        typed = filled(browser.get(address), act=act, why="Il manque une source.", **more)
        browser.logout()
        answer = browser.post(address, typed)
        assert (answer.status_code, "Il manque une source." in given_back(answer)) == (403, True)
        assert set(more.values()) <= set(given_back(answer))
        way_in = parsed(answer).select_one("main a.button")
        assert way_in
        browser.force_login(desk.reviewer)
        assert browser.get(str(way_in["href"]), follow=True).request["PATH_INFO"] == address
        assert browser.post(address, typed).status_code == 302, "the same form may be sent again"
    nothing_typed = signed_in(desk.reviewer)
    nothing_typed.logout()
    assert nothing_typed.post(step, {"act": "approve"}).status_code == 302
    assert nothing_typed.get(step).status_code == 302
