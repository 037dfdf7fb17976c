"""Steps that are switched off in Wagtail's settings: nothing is published that nobody has read, and it is said."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import TaskState, Workflow, WorkflowState

from resource_centre.content.pages.practice import Practice
from resource_centre.contribution.steps import Stage, stage_of
from resource_centre.workflow.deciding import DecideStep
from resource_centre.workflow.steps import StepRefused, check_waits
from tests.factories import fresh
from tests.support.html import parsed
from tests.support.page_forms import page_form
from tests.support.reviewing import Desk, person, proposal_of, signed_in, submitted, waiting_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def boss() -> Any:
    return person("admin", is_superuser=True, is_staff=True)


def switch_off(boss: Any, *tasks: Any) -> None:
    """In Settings > Workflow tasks."""
    for task in tasks:
        address = reverse("wagtailadmin_workflows:disable_task", args=[task.pk])
        assert signed_in(boss).post(address).status_code == 302
        task.refresh_from_db()
        assert not task.active


def all_steps(desk: Desk) -> list[Any]:
    return [task.specific for task in Workflow.objects.get(workflow_pages__page=desk.centre).tasks]


def test_switching_all_steps_off_publishes_nothing_that_waits(desk: Desk, page: Any, boss: Any) -> None:
    state = submitted(page, desk.editor, summary="Jamais lu.")
    proposal = proposal_of(desk, page, summary="Proposé")
    switch_off(boss, *reversed(all_steps(desk)))
    assert (fresh(page).summary, fresh(page).get_latest_revision_as_object().summary) == ("Un résumé.", "Jamais lu.")
    proposal.refresh_from_db()
    assert stage_of(proposal) is Stage.DIRECT
    flow = WorkflowState.objects.get(pk=state.workflow_state_id)
    assert (flow.status, flow.current_task_state.status) == (WorkflowState.STATUS_CANCELLED, TaskState.STATUS_CANCELLED)
    shown = parsed(signed_in(boss).get(reverse("resource_centre_step", args=[state.pk]))).main.text
    assert "désactivée" in shown or "switched off" in shown
    assert "déjà décidée" not in shown
    assert "0 / " not in shown, "nobody went through the list of what to check"


def test_a_draft_is_kept_and_said_not_to_be_handed_in_where_no_step_is_in_use(desk: Desk, page: Any, boss: Any) -> None:
    switch_off(boss, *all_steps(desk))
    for user in (boss, desk.editor):
        fields = {
            **page_form("practice", title=page.title, slug=page.slug, summary=f"Jamais lu : {user}."),
            "body-0-id": str(uuid4()),
            "action-submit": "1",
        }
        said = parsed(signed_in(user).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields, follow=True))
        assert "circuit" in said.text or "workflow “" in said.text
        stored = Practice.objects.get(pk=page.pk)
        assert stored.get_latest_revision_as_object().summary == f"Jamais lu : {user}."
        assert (stored.summary, stored.current_workflow_state) == ("Un résumé.", None)
    with pytest.raises(StepRefused):
        page.get_workflow().start(page, boss)  # whoever asks no form
    assert (fresh(page).summary, WorkflowState.objects.exists()) == ("Un résumé.", False)


def test_a_step_that_is_switched_off_after_another_one_has_read_is_passed(desk: Desk, page: Any, boss: Any) -> None:
    state = submitted(page, desk.editor, summary="Lu une fois.")
    DecideStep(state, desk.reviewer, "approve", read=str(page.latest_revision_id)).execute()
    assert waiting_step(page).pk != state.pk
    switch_off(boss, all_steps(desk)[1])
    assert fresh(page).summary == "Lu une fois."


def test_each_end_of_a_step_is_told_in_its_own_words(desk: Desk, page: Any, boss: Any) -> None:
    first = submitted(page, desk.editor, summary="Nouveau.")

    def said(state: TaskState) -> tuple[str, bool]:
        with pytest.raises(StepRefused) as refused, override("en"):
            check_waits(TaskState.objects.get(pk=state.pk))
        return str(refused.value), refused.value.is_conflict

    check_waits(first)
    first.specific.cancel(user=desk.editor, resume=True)
    anew = "This step was cancelled, because the text was handed in anew: nobody has decided."
    assert said(first) == (anew, True)
    second = waiting_step(page)
    DecideStep(second, desk.reviewer, "approve", read=str(page.latest_revision_id)).execute()
    assert said(second) == ("This step is already decided.", True)
    fresh(page).current_workflow_state.cancel(user=desk.editor)
    whole = "This step was cancelled with the whole review: nobody has decided."
    assert said(first) == (whole, True)
    switch_off(boss, all_steps(desk)[0])
    assert said(first) == ("This step was cancelled, because it was switched off: nobody has decided.", True)
    assert said(second) == ("This step is already decided.", True)


def test_a_step_that_is_cancelled_is_not_said_to_be_decided(desk: Desk, page: Any) -> None:
    state = submitted(page, desk.editor, summary="Nouveau.")
    again = state.specific
    again.cancel(user=desk.editor, resume=True)
    address = reverse("resource_centre_step", args=[state.pk])
    sent = {"act": "approve", "read": str(page.latest_revision_id)}
    for words in ("de nouveau", "avec tout"):
        answer = signed_in(desk.reviewer).post(address, sent)
        shown = parsed(answer).main.text
        assert answer.status_code == 409
        assert ("annulée" in shown and words in shown) or "cancelled" in shown
        fresh(page).current_workflow_state.cancel(user=desk.editor) if words == "de nouveau" else None
