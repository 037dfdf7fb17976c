"""Where Wagtail's signals enter, and where letters are registered: each line calls a function by its name."""

from typing import Any

from django.db.models.base import ModelBase
from django.db.models.signals import pre_save
from wagtail.log_actions import get_active_log_context
from wagtail.models import Task, WorkflowState
from wagtail.signals import page_published
from wagtail.workflows import get_task_types

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.letter_registry import register_letters
from resource_centre.workflow import letters
from resource_centre.workflow.archiving.changes import lift_archive
from resource_centre.workflow.clock import digest
from resource_centre.workflow.clock.letters import digest_letter
from resource_centre.workflow.clock.setting import note_publication
from resource_centre.workflow.unread import refuse_unread, release_unread


def connect() -> None:
    """Called once, when models are loaded."""
    page_published.connect(on_published)
    pre_save.connect(on_review_saved, sender=WorkflowState)
    for model in (Task, *get_task_types()):  # Wagtail's settings switch a step off as a `Task`; code, as what it is
        pre_save.connect(on_step_saved, sender=model)
    register_letters(digest.SORT, digest_letter)
    letters.register()


def on_review_saved(sender: ModelBase, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """A review is about to be stored."""
    if not raw:
        refuse_unread(instance)


def on_step_saved(sender: ModelBase, instance: Any, raw: bool = False, **_kwargs: Any) -> None:
    """A step is about to be stored, of whatever class."""
    if instance.pk and not instance.active and not raw:
        release_unread(instance, get_active_log_context().user)


def on_published(sender: ModelBase, instance: Any, revision: Any = None, **_kwargs: Any) -> None:
    """A page was published. An alias follows its source, and has no clock of its own."""
    if isinstance(instance, Resource) and instance.live and not instance.alias_of_id:
        note_publication(instance, revision)
        if instance.first_published_at != instance.last_published_at:  # the first time, it is in no archive
            lift_archive(instance, revision)
