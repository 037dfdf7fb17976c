"""Mails of a review: a draft waits for somebody; an expert is asked for an opinion, and has given it."""

from typing import Any

from django.conf import settings
from django.utils.translation import override
from wagtail.models import Page, TaskState

from resource_centre.content.people import shown_name
from resource_centre.contribution.letter_registry import register_letters
from resource_centre.contribution.letter_writing import (
    Letter,
    account_in,
    admin_url,
    language_of,
    reachable,
    written,
)
from resource_centre.workflow.opinion_links import centre_of, is_alive, opinion_url
from resource_centre.workflow.opinions import ASKER, OPINION_MAIL
from resource_centre.workflow.records import Handling, OpinionRequest, Sort
from resource_centre.workflow.steps import STEP_MAIL, is_of, item_of
from resource_centre.workflow.texts import title_of

STEP_URL = "resource_centre_step"


def register() -> None:
    """Called once, at start."""
    register_letters(STEP_MAIL, step_letter)
    register_letters(OPINION_MAIL, opinion_letter)


def step_letter(key: str) -> Letter | None:
    """To one of the people of a step, while it waits: "step:12:user:7"."""
    _sort, pk, who = key.split(":", 2)
    state = (
        TaskState.objects.filter(pk=pk, status=TaskState.STATUS_IN_PROGRESS).select_related("revision__user").first()
    )
    user = reachable(account_in(who))
    page = state.workflow_state.content_object if state is not None else None
    if state is None or user is None or not isinstance(page, Page) or not is_of(state.task.specific, user):
        return None
    language = language_of(user) or settings.LANGUAGE_CODE
    handling = Handling.objects.filter(sort=Sort.STEP, item_id=state.pk).first()
    with override(language):
        context: dict[str, Any] = {
            "title": page.get_admin_display_title(),
            "step": state.task.name,
            "due_on": handling.due_on if handling else None,
            "name": shown_name(state.revision.user) if state.revision and state.revision.user else "",
            "admin_url": admin_url(STEP_URL, state.pk),
        }
    return written("to_review", user.email, language, context)


def opinion_letter(key: str) -> Letter | None:
    """To the expert while the link serves ("opinion:12:expert"), to who asked once they answer ("opinion:12:asker")."""
    _sort, pk, who = key.split(":")
    asked = OpinionRequest.objects.filter(pk=pk).select_related("asked_by", "step__workflow_state").first()
    if asked is None:
        return None
    return _to_asker(asked) if who == ASKER else _to_expert(asked)


def _to_expert(asked: OpinionRequest) -> Letter | None:
    if not asked.email or not is_alive(asked):
        return None
    thing = asked.step.workflow_state.content_object
    with override(asked.language):
        context = {
            "title": title_of(thing),
            "name": asked.name,
            "by": shown_name(asked.asked_by) if asked.asked_by else "",
            "question": asked.question,
            "expires_on": asked.expires_on,
            "opinion_url": opinion_url(asked, centre_of(thing)),
        }
    return written("opinion_asked", asked.email, asked.language, context)


def _desk_url(asked: OpinionRequest) -> str:
    """Where it is read and decided."""
    sort, pk = item_of(asked.step)
    return admin_url(STEP_URL if sort == Sort.STEP else "resource_centre_proposal", pk)


def _to_asker(asked: OpinionRequest) -> Letter | None:
    user = asked.asked_by
    if user is None or not user.is_active or not user.email or asked.answered_at is None:
        return None
    language = language_of(user) or asked.language
    with override(language):
        context = {
            "title": title_of(asked.step.workflow_state.content_object),
            "name": asked.name,
            "verdict": asked.get_verdict_display(),
            "comment": asked.comment,
            "admin_url": _desk_url(asked),
        }
    return written("opinion_given", user.email, language, context)
