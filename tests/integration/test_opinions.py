"""Opinions from outside: a private link opens one text, once, until its day, and nothing else."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, WorkflowTask

from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.errors import LinkUnusable, NotAllowed
from resource_centre.workflow.opinion_links import request_of, token_of
from resource_centre.workflow.opinions import Answer, AskOpinion, GiveOpinion, OpinionRefused, Question, RevokeOpinion
from resource_centre.workflow.records import OpinionRequest
from resource_centre.workflow.tasks import OutsideOpinion
from tests.factories import publish, restrict
from tests.support.contributing import letters
from tests.support.html import parsed, queries
from tests.support.reviewing import Desk, person, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


def in_days(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def asked(desk: Desk, page: Any, **more: Any) -> OpinionRequest:
    """An expert is asked about a draft of that page."""
    state = page.current_workflow_task_state or submitted(page, desk.editor, summary="Un texte à relire.")
    question = Question(**{"name": "Experte", "email": "experte@example.org", "until": in_days(5), **more})
    return AskOpinion(state, desk.reviewer, question).execute()


def address(desk: Desk, one: OpinionRequest) -> str:
    return f"{desk.centre.url}avis/{token_of(one)}/"


def test_an_expert_without_account_reads_the_draft_and_answers_once(desk: Desk, page: Any) -> None:
    one = asked(desk, page, text="Est-ce juste ?")
    sent = next(letter for letter in letters() if letter.to == ["experte@example.org"])
    link = re.search(r"https?://[^/\s]+(/\S+/avis/\S+)", str(sent.body))
    assert link
    expert = Client()
    shown = expert.get(link[1])
    text = parsed(shown).main.text
    assert "texte à relire" in text
    assert "Est-ce juste ?" in text
    assert (shown["Referrer-Policy"], shown["Cache-Control"]) == ("same-origin", "private, no-store")
    assert "noindex" in shown["X-Robots-Tag"]
    assert "Un texte à relire." in expert.get(f"{link[1]}apercu/").content.decode()
    said = {"verdict": "object", "on:summary": "Trop vague.", "csrfmiddlewaretoken": token(shown)}
    thanked = expert.post(link[1], said)
    assert (thanked.status_code, ways_to(thanked, desk)) == (200, 1)
    one.refresh_from_db()
    assert (one.verdict, one.comments, one.openings.count()) == ("object", {"summary": "Trop vague."}, 1)
    assert [letter.to for letter in letters()][-1] == ["relecture@example.org"]
    assert [expert.get(link[1]).status_code, expert.post(link[1], said).status_code] == [404, 404]
    assert ways_to(expert.get(link[1]), desk) == 1
    told = PageLogEntry.objects.filter(page=page.pk, action__startswith="resource_centre.opinion").order_by("pk")
    assert [entry.action.rpartition("_")[2] for entry in told] == ["asked", "given"]
    live = Practice.objects.get(pk=page.pk)
    assert (live.summary, waiting_step(page).pk) == ("Un résumé.", one.step_id)  # the reviewer still decides


def ways_to(answer: Any, desk: Desk) -> int:
    """How many links of the page lead to the centre."""
    return len(parsed(answer).main.find_all("a", href=desk.centre.url))


def token(answer: Any) -> str:
    return str(parsed(answer).find("input", attrs={"name": "csrfmiddlewaretoken"})["value"])


def test_a_link_dies_with_its_day_the_text_the_step_and_when_it_is_taken_back(desk: Desk, page: Any) -> None:
    late, moved, revoked = (asked(desk, Practice.objects.get(pk=page.pk), name=name) for name in "abc")
    OpinionRequest.objects.filter(pk=late.pk).update(expires_on=in_days(-1))
    RevokeOpinion(revoked, desk.other_reviewer).execute()
    client = Client()
    assert [client.get(address(desk, one)).status_code for one in (late, moved, revoked)] == [404, 200, 404]
    Practice.objects.get(pk=page.pk).save_revision(user=desk.editor)
    assert client.get(address(desk, moved)).status_code == 404
    with pytest.raises(LinkUnusable):
        GiveOpinion(moved, Answer("approve")).execute()


def test_many_opinions_cost_the_page_of_a_step_no_more_queries_than_one(desk: Desk, page: Any) -> None:
    first = asked(desk, page)
    browser, step = signed_in(desk.reviewer), reverse("resource_centre_step", args=[first.step_id])
    with_one = queries(browser, step)
    for number in range(5):
        asked(desk, Practice.objects.get(pk=page.pk), name=f"Experte {number}", email=f"{number}@example.org")
    assert queries(browser, step) == with_one


def test_what_an_expert_was_writing_when_the_link_died_is_given_back(desk: Desk, page: Any) -> None:
    one, expert = asked(desk, page), Client()
    said = {"verdict": "object", "comment": "À revoir <b>tout</b>.", "on:summary": "Trop vague.", "on:title": " "}
    said["csrfmiddlewaretoken"] = token(expert.get(address(desk, one)))
    Practice.objects.get(pk=page.pk).save_revision(user=desk.editor)
    answer = expert.post(address(desk, one), said)
    given = [text.text for text in parsed(answer).select("blockquote")]
    assert (answer.status_code, given) == (404, ["À revoir <b>tout</b>.", "Trop vague."])
    desk.centre.slug = "renomme"
    desk.centre.save()
    nowhere = expert.post(address(desk, one), said)
    given = [text.text for text in parsed(nowhere).select("blockquote")]
    assert (nowhere.status_code, given) == (404, ["À revoir <b>tout</b>.", "Trop vague."])
    one.refresh_from_db()
    assert one.verdict == ""


def test_a_made_up_or_cut_link_is_as_one_that_has_served_and_who_tries_many_is_stopped(desk: Desk, page: Any) -> None:
    good = token_of(asked(desk, page))
    client, base = Client(), f"{desk.centre.url}avis/"
    tries = [good[:-1], good.replace(":", "", 1), "x", good[3:], "a" * 300]
    answers = [client.get(f"{base}{one}/") for one in tries]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"avis/[^/]+/", "", answer.content.decode()) for answer in answers}) == 1
    assert 429 in {client.get(f"{base}{number}/").status_code for number in range(25)}


def test_a_link_opens_its_text_in_a_closed_centre_and_nothing_else_of_it(desk: Desk, page: Any) -> None:
    other = publish(desk.centre, "practice", "Autre page fermée")
    one = asked(desk, page)
    restrict(desk.centre)
    client = Client()
    assert client.get(address(desk, one)).status_code == 200
    assert client.get(f"{address(desk, one)}apercu/").status_code == 200
    assert client.get(other.url).status_code != 200
    assert "Autre page fermée" not in client.get(f"{address(desk, one)}apercu/").content.decode()


def test_only_a_link_that_was_sent_says_what_became_of_it_in_a_closed_centre(desk: Desk, page: Any) -> None:
    one, client = asked(desk, page), Client()
    restrict(desk.centre)
    RevokeOpinion(one, desk.other_reviewer).execute()
    served = client.get(address(desk, one))
    assert ("ne sert plus" in served.content.decode(), ways_to(served, desk)) == (True, 0)
    made_up = client.get(f"{desk.centre.url}avis/inventee/")
    absent = client.get("/aucun-centre/avis/inventee/")
    assert made_up.status_code == 404
    assert made_up.content.decode() == absent.content.decode().replace("aucun-centre", "centre")


@pytest.mark.parametrize(
    ("question", "error"),
    [
        ({"until": in_days(-1)}, OpinionRefused),
        ({"until": None}, OpinionRefused),
        ({"until": in_days(400)}, OpinionRefused),
        ({"name": " "}, OpinionRefused),
        ({"email": "experte"}, OpinionRefused),
        ({"email": f"{'e' * 243}@example.org"}, OpinionRefused),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_a_sentence(
    desk: Desk, page: Any, question: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"\w"):
        asked(desk, page, **question)


def test_only_the_people_of_the_step_ask_and_take_back(desk: Desk, page: Any) -> None:
    one = asked(desk, page)
    question = Question("Ami", until=in_days(3))
    for stranger in (desk.other_editor, person("ailleurs")):
        with pytest.raises(NotAllowed):
            AskOpinion(one.step, stranger, question).execute()
        with pytest.raises(NotAllowed):
            RevokeOpinion(one, stranger).execute()
        signed_in(stranger).post(f"/admin/resource-centre/opinions/{one.pk}/revoke/")
    assert request_of(token_of(one)) == one


def test_at_a_step_of_outside_opinion_the_answer_decides_the_step(desk: Desk, page: Any) -> None:
    task = OutsideOpinion.objects.create(name="Avis")
    task.groups.set(desk.reviewer.groups.all())
    workflow = page.get_workflow()
    WorkflowTask.objects.filter(workflow=workflow).delete()
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    GiveOpinion(asked(desk, page), Answer("approve", "Très bien.")).execute()
    assert Practice.objects.get(pk=page.pk).summary == "Un texte à relire."
    again = Practice.objects.get(pk=page.pk)
    state = submitted(again, desk.editor, summary="Encore un autre.")
    GiveOpinion(asked(desk, Practice.objects.get(pk=page.pk)), Answer("object", "Non.")).execute()
    state.refresh_from_db()
    assert (state.status, "Experte" in state.comment) == ("rejected", True)


def test_the_address_of_an_expert_is_forgotten_once_it_serves_no_more_and_the_name_when_asked(
    desk: Desk, page: Any
) -> None:
    waiting, done = asked(desk, page), asked(desk, Practice.objects.get(pk=page.pk), email="autre@example.org")
    GiveOpinion(done, Answer("approve")).execute()
    call_command("contributions", "tidy")
    kept = dict(OpinionRequest.objects.values_list("pk", "email"))
    assert kept == {waiting.pk: "experte@example.org", done.pk: ""}
    call_command("contributions", "erase", "Experte@example.org")
    waiting.refresh_from_db()
    assert (waiting.email, waiting.secret) == ("", "")
    assert "Experte" not in waiting.name
