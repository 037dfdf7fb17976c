"""Wagtail's own buttons at a step of ours, in its form of a page: they decide on what waits, or say why not."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import TaskState, WorkflowPage
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from resource_centre.admin.refusals import OPENED_AT_STEP
from resource_centre.content.pages.practice import Practice
from resource_centre.workflow.records import StepDecision
from tests.support.host import make_front_page
from tests.support.html import parsed
from tests.support.page_forms import page_form
from tests.support.reviewing import Desk, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def fields(page: Any) -> dict[str, Any]:
    """What a browser posts of the form of the draft, changed by nobody."""
    return {
        **page_form("practice", title=page.title, slug=page.slug, summary="Nouveau."),
        "body-0-id": str(uuid4()),
    }


@pytest.fixture
def state(desk: Desk, page: Any, fields: dict[str, Any]) -> TaskState:
    """The first step of a draft that an editor wrote in that form."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert signed_in(desk.editor).post(address, {**fields, "action-submit": "1"}).status_code == 302
    return waiting_step(page)


def live(page: Any) -> Any:
    return Practice.objects.get(pk=page.pk)


def pressed(user: Any, page: Any, fields: dict[str, Any], act: str = "approve", comment: str = "") -> Any:
    """The answer to the form, sent by a button of the step."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    button = {"action-workflow-action": "true", "workflow-action-name": act}
    typed = {"workflow-action-extra-data": json.dumps({"comment": comment})}
    return signed_in(user).post(address, {**fields, **button, **typed}, follow=True)


def step_in_form(user: Any, page: Any) -> dict[str, str]:
    """What the form of the page says of the step at which it is opened."""
    answer = signed_in(user).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    found = parsed(answer).find_all("input", attrs={"name": OPENED_AT_STEP})
    return {str(one["name"]): str(one["value"]) for one in found}


def pressed_at_home(user: Any, page: Any, state: TaskState, act: str = "approve", **sent: Any) -> Any:
    """The answer to a button of "Awaiting your review", on Wagtail's home."""
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, act, state.pk])
    return signed_in(user).post(address, sent, follow=True)


@pytest.fixture
def not_valid(state: TaskState, monkeypatch: pytest.MonkeyPatch) -> None:
    """What no form sees: another page has taken meanwhile what is for one page alone."""

    def publish(_revision: Any, **_more: Any) -> None:
        raise ValidationError({"title": "Déjà pris."})

    monkeypatch.setattr("wagtail.models.Revision.publish", publish)


def test_a_button_decides_on_the_text_that_waits(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    before = live(page).latest_revision_id
    pressed(desk.reviewer, page, fields)
    state.refresh_from_db()
    assert (state.status, state.finished_by, live(page).latest_revision_id) == ("approved", desk.reviewer, before)
    pressed(desk.other_editor, page, fields)
    assert live(page).summary == "Nouveau."


def test_a_button_tells_why_it_refuses_and_saves_nothing(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    live(page).get_latest_revision_as_object().save_revision(user=desk.editor)
    before = live(page).latest_revision_id
    answer = pressed(desk.reviewer, page, fields)
    assert answer.redirect_chain[0][0] == reverse("resource_centre_step", args=[state.pk])
    assert "Le texte a changé depuis" in answer.content.decode()
    assert live(page).latest_revision_id == before


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_a_button_decides_on_no_text_that_was_mended_in_the_form_and_loses_nothing(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any], act: str
) -> None:
    """Stored, the correction would make its writer unable to decide; with one reviewer, the step would be stuck."""
    before = live(page).latest_revision_id
    answer = pressed(desk.reviewer, page, {**fields, "summary": "Nouveau, sans faute."}, act)
    text = answer.content.decode()
    assert (answer.redirect_chain, "Nouveau, sans faute." in text) == ([], True)
    assert "un autre texte que celui qui attend" in text
    assert reverse("resource_centre_step", args=[state.pk]) in text
    state.refresh_from_db()
    assert (state.status, live(page).latest_revision_id) == ("in_progress", before)
    pressed(desk.reviewer, page, fields)
    state.refresh_from_db()
    assert (state.status, state.finished_by) == ("approved", desk.reviewer)


def test_a_mended_text_of_who_may_not_decide_is_not_lost_either(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    live(page).get_latest_revision_as_object().save_revision(user=desk.reviewer)
    before = live(page).latest_revision_id
    answer = pressed(desk.reviewer, page, {**fields, "summary": "Encore mieux."})
    text = answer.content.decode()
    assert ("Encore mieux." in text, "Vous avez écrit une partie" in text) == (True, True)
    assert live(page).latest_revision_id == before


@pytest.mark.usefixtures("not_valid")
def test_a_button_tells_why_what_is_not_valid_is_not_published(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    pressed(desk.reviewer, page, fields)
    last = waiting_step(page)
    answer = pressed(desk.other_editor, page, fields)
    assert "Titre\xa0: Déjà pris." in answer.content.decode()
    last.refresh_from_db()
    assert (last.status, live(page).summary) == ("in_progress", "Un résumé.")


def test_a_text_that_is_kept_by_itself_during_a_review_is_another_version(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    """What a reviewer read was written over by the window of its writer, under the same number."""
    read = live(page).latest_revision_id
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    kept = {**fields, "summary": "Pas lu.", "overwrite_revision_id": str(read), "loaded_revision_id": str(read)}
    desk.editor.groups.add(Group.objects.get(name="Resource centre reviewers"))
    answer = signed_in(desk.editor).post(address, kept, headers={"Accept": "application/json"})
    assert answer.json()["success"]
    assert answer.json()["revision_id"] != read
    review = signed_in(desk.reviewer).post(
        reverse("resource_centre_step", args=[state.pk]), {"act": "approve", "read": read, "why": "Relu."}
    )
    assert review.status_code == 409


def test_a_button_pressed_at_a_step_does_not_decide_on_the_next_one(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    """Two people of both groups have the form open; the slower one would publish what they read for the substance."""
    for one in (desk.reviewer, desk.other_reviewer):
        one.groups.add(Group.objects.get(name="Resource centre editors"))
    opened = step_in_form(desk.other_reviewer, page)
    assert opened == {OPENED_AT_STEP: str(state.pk)}
    pressed(desk.reviewer, page, {**fields, **opened})
    last = waiting_step(page)
    answer = pressed(desk.other_reviewer, page, {**fields, **opened})
    assert answer.redirect_chain[0][0] == reverse("resource_centre_step", args=[last.pk])
    assert "a été décidée entre-temps. Une autre attend" in answer.content.decode()
    assert (waiting_step(page), live(page).summary) == (last, "Un résumé.")
    pressed(desk.other_reviewer, page, {**fields, **step_in_form(desk.other_reviewer, page)})
    assert live(page).summary == "Nouveau."


@pytest.mark.parametrize("act", ["approve", "reject"])
@pytest.mark.parametrize("names_its_step", [True, False])
def test_a_button_of_the_last_step_decided_since_saves_nothing_and_says_so(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any], act: str, names_its_step: bool
) -> None:
    """Wagtail would store what was typed as a draft, and say that the page was updated."""
    pressed(desk.reviewer, page, fields)
    opened = step_in_form(desk.other_editor, page) if names_its_step else {}
    pressed(desk.other_editor, page, {**fields, **opened}, act, "Relu.")
    before = live(page)
    for summary in ("Nouveau.", "Encore mieux."):
        answer = pressed(desk.reviewer, page, {**fields, **opened, "summary": summary})
        text = answer.content.decode()
        assert (answer.redirect_chain, summary in text, "aucune autre n’attend" in text) == ([], True, True)
    assert (live(page).latest_revision_id, live(page).summary) == (before.latest_revision_id, before.summary)
    assert StepDecision.objects.count() == 2


def test_pages_of_a_host_with_our_steps_are_decided_on_at_the_step_that_was_read(
    desk: Desk, django_user_model: Any
) -> None:
    front = make_front_page()
    WorkflowPage.objects.create(page=front, workflow=desk.centre.get_workflow())
    writer, slow, fast = (django_user_model.objects.create_superuser(name) for name in ("ada", "lente", "vive"))
    first = submitted(front, writer, promise_fr="Promis.")
    fields = nested_form_data(
        {"title": front.title, "slug": front.slug, "promise_fr": "Promis.", "comments": inline_formset([])}
    )
    opened = step_in_form(slow, front)
    assert opened == {OPENED_AT_STEP: str(first.pk)}
    pressed(fast, front, {**fields, **opened})
    last = waiting_step(front)
    answer = pressed(slow, front, {**fields, **opened})
    assert (waiting_step(front), "a été décidée entre-temps. Une autre attend" in answer.content.decode()) == (
        last,
        True,
    )
    opened = step_in_form(slow, front)
    pressed(fast, front, {**fields, **step_in_form(fast, front)})
    assert type(front).objects.get(pk=front.pk).promise_fr == "Promis."
    answer = pressed(slow, front, {**fields, **opened, "promise_fr": "Autre."})
    assert ("Autre." in answer.content.decode(), "aucune autre n’attend" in answer.content.decode()) == (True, True)
    assert type(front).objects.get(pk=front.pk).get_latest_revision_as_object().promise_fr == "Promis."


def test_the_form_of_a_page_that_waits_for_nobody_names_no_step(desk: Desk, page: Any) -> None:
    assert step_in_form(desk.editor, page) == {}


def test_a_button_sends_nothing_back_without_a_reason(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any]
) -> None:
    answer = pressed(desk.reviewer, page, fields, "reject", " ")
    state.refresh_from_db()
    assert (state.status, "Dites pourquoi" in answer.content.decode()) == ("in_progress", True)
    pressed(desk.reviewer, page, fields, "reject", "Une source ?")
    state.refresh_from_db()
    assert (state.status, state.comment) == ("rejected", "Une source ?")


@pytest.mark.parametrize("name", ["collect_workflow_action_data", "workflow_action"])
def test_the_window_of_wagtail_s_buttons_asks_for_the_reason(
    desk: Desk, page: Any, state: TaskState, name: str
) -> None:
    address = reverse(f"wagtailadmin_pages:{name}", args=[page.pk, "reject", state.pk])
    script = {"X-Requested-With": "XMLHttpRequest"}
    asked = signed_in(desk.reviewer).post(address, {"comment": " "}, headers=script).json()
    state.refresh_from_db()
    assert (asked["step"], "Dites pourquoi" in asked["html"], state.status) == ("action", True, "in_progress")
    assert signed_in(desk.reviewer).post(address, {"comment": "Non."}, headers=script).json()["step"] == "success"
    approved = reverse("wagtailadmin_pages:collect_workflow_action_data", args=[page.pk, "approve", state.pk])
    if name == "collect_workflow_action_data":
        assert signed_in(desk.reviewer).post(approved, {"comment": ""}, headers=script).json()["step"] == "success"


@pytest.mark.usefixtures("not_valid")
def test_the_home_tells_why_what_is_not_valid_is_not_published(desk: Desk, page: Any, state: TaskState) -> None:
    pressed_at_home(desk.reviewer, page, state)
    last = waiting_step(page)
    answer = pressed_at_home(desk.other_editor, page, last)
    assert answer.redirect_chain[0][0] == reverse("resource_centre_step", args=[last.pk])
    assert "Titre\xa0: Déjà pris." in answer.content.decode()
    last.refresh_from_db()
    assert (last.status, live(page).summary) == ("in_progress", "Un résumé.")
    assert not StepDecision.objects.filter(task_state=last.pk).exists()
    review = signed_in(desk.other_editor).post(
        reverse("resource_centre_step", args=[last.pk]), {"act": "approve", "read": live(page).latest_revision_id}
    )
    assert (review.status_code, "Titre\xa0: Déjà pris." in review.content.decode()) == (422, True)


def test_the_home_tells_why_it_refuses(desk: Desk, page: Any, state: TaskState) -> None:
    step = reverse("resource_centre_step", args=[state.pk])
    live(page).get_latest_revision_as_object().save_revision(user=desk.editor)
    moved = pressed_at_home(desk.reviewer, page, state)
    assert (moved.redirect_chain[0][0], "Le texte a changé depuis" in moved.content.decode()) == (step, True)
    live(page).get_latest_revision_as_object().save_revision(user=desk.reviewer)
    own = pressed_at_home(desk.reviewer, page, state)
    assert (own.redirect_chain[0][0], "Vous avez écrit une partie" in own.content.decode()) == (step, True)
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    script = {"X-Requested-With": "XMLHttpRequest"}
    assert signed_in(desk.reviewer).post(address, headers=script).json() == {"step": "success", "redirect": step}
    assert pressed_at_home(desk.editor, page, state).redirect_chain[0][0] == reverse("wagtailadmin_home")
    state.refresh_from_db()
    assert state.status == "in_progress"


def test_the_home_decides_on_a_step_once(desk: Desk, page: Any, state: TaskState) -> None:
    pressed_at_home(desk.reviewer, page, state)
    answer = pressed_at_home(desk.other_reviewer, page, state)
    assert "Cette étape est déjà décidée" in answer.content.decode()
    assert StepDecision.objects.count() == 1
