"""Wagtail's own buttons at a step of ours, in its form of a page: they decide on what waits, or say why not."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import TaskState

from resource_centre.content.pages.practice import Practice
from tests.support.page_forms import page_form
from tests.support.reviewing import Desk, signed_in, waiting_step

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


def pressed(user: Any, page: Any, fields: dict[str, Any], act: str = "approve") -> Any:
    """The answer to the form, sent by a button of the step."""
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    button = {"action-workflow-action": "true", "workflow-action-name": act}
    return signed_in(user).post(address, {**fields, **button}, follow=True)


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


def test_a_button_tells_why_what_is_not_valid_is_not_published(
    desk: Desk, page: Any, state: TaskState, fields: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What its form does not see: another page may have taken meanwhile what is for one page alone."""
    pressed(desk.reviewer, page, fields)
    last = waiting_step(page)

    def publish(_flow: Any, user: Any = None) -> None:
        raise ValidationError({"title": "Déjà pris."})

    monkeypatch.setattr("wagtail.models.WorkflowState.on_finish", publish)
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
