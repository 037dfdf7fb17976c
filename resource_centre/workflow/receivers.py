"""Where Wagtail's signals enter, and where letters are registered: each line calls a function by its name."""

from typing import Any

from django.db.models.base import ModelBase
from wagtail.signals import page_published

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.letter_registry import register_letters
from resource_centre.workflow import letters
from resource_centre.workflow.archiving.changes import lift_archive
from resource_centre.workflow.clock import digest
from resource_centre.workflow.clock.letters import digest_letter
from resource_centre.workflow.clock.setting import note_publication


def connect() -> None:
    """Called once, when models are loaded."""
    page_published.connect(on_published)
    register_letters(digest.SORT, digest_letter)
    letters.register()


def on_published(sender: ModelBase, instance: Any, revision: Any = None, **_kwargs: Any) -> None:
    """A page was published. An alias follows its source, and has no clock of its own."""
    if isinstance(instance, Resource) and instance.live and not instance.alias_of_id:
        note_publication(instance, revision)
        if instance.first_published_at != instance.last_published_at:  # the first time, it is in no archive
            lift_archive(instance, revision)
