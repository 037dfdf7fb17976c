"""Mails of a review: a draft waits for somebody; an expert is asked for an opinion, and has given it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import override
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page, TaskState

from resource_centre.contribution.letter_writing import Letter, language_of, written
from resource_centre.contribution.letters import register_letters
from resource_centre.contribution.member_letters import shown_name
from resource_centre.workflow.records import Handling, Sort
from resource_centre.workflow.steps import STEP_MAIL, is_of

STEP_URL = "resource_centre_step"


def register() -> None:
    """Called once, at start."""
    register_letters(STEP_MAIL, step_letter)


def step_letter(_sort: str, pk: int, who: list[str]) -> Letter | None:
    """To one of the people of a step, while it waits: "step:12:user:7"."""
    state = (
        TaskState.objects.filter(pk=pk, status=TaskState.STATUS_IN_PROGRESS).select_related("revision__user").first()
    )
    user = get_user_model()._default_manager.filter(pk=int(who[1]), is_active=True).exclude(email="").first()
    page = state.workflow_state.content_object if state is not None else None
    if state is None or user is None or not isinstance(page, Page) or not is_of(state.task.specific, user):
        return None
    language = language_of(user) or "fr"
    handling = Handling.objects.filter(sort=Sort.STEP, item_id=pk).first()
    with override(language):
        context: dict[str, Any] = {
            "title": page.get_admin_display_title(),
            "step": state.task.name,
            "due_on": handling.due_on if handling else None,
            "name": shown_name(state.revision.user) if state.revision and state.revision.user else "",
            "admin_url": f"{get_admin_base_url() or ''}{reverse(STEP_URL, args=[pk])}",
        }
    return written("to_review", user.email, language, context)
