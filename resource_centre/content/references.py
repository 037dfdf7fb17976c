"""Wagtail's index of references, brought up to date once for a page and all its rows.

Wagtail reads a whole page again for each of its rows that is saved: thirty actors, thirty-one readings.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from asgiref.local import Local
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex

#: `wagtail_reference_index_ignore` of a model. A row is a use of what it points to when an editor wrote it and the site
#: shows it, or goes by it: relations, sources, recommended results, replaced terms. What is noted of somebody's work or
#: wish (proposals, opinions, merges, requests, watches, searches) is none, nor what is computed: Wagtail would count it
#: among the uses of a page, and list it before a deletion.
NO_USE: Final = True

#: What changed, in order: {(Practice, 12): None}. No attribute `changed` outside a block.
_block = Local()


@contextmanager
def references_once() -> Iterator[None]:
    """Record what is saved in this block at its end, each page or term once. Within another block: at that one's end.

    Within Wagtail's `disable_reference_index_auto_update` nothing is recorded, as it says. Call this inside the
    transaction of what is saved: whatever fails in the block leaves nothing to record.
    """
    # Wagtail's module asks for models as it is imported; those that are saved whole are not loaded yet.
    from wagtail import signal_handlers as wagtail

    # Not Wagtail's own block: one within another ends both, and fails.
    disabled = wagtail.reference_index_auto_update_disabled
    if hasattr(_block, "changed") or getattr(disabled, "value", False):
        yield
        return
    _block.changed, disabled.value = {}, True
    try:
        yield
        changed = _without_their_bases(_block.changed)
    finally:
        disabled.value = False
        del _block.changed
    for model, pk in changed:
        saved = model._base_manager.filter(pk=pk).first()
        if saved is not None:
            wagtail.update_reference_index_on_save(saved)


def _without_their_bases(changed: dict[tuple[type[models.Model], int], None]) -> list[tuple[type[models.Model], int]]:
    """A row says that it is of a resource; what is known to be a practice is read as that, and once."""
    covered = {(base, pk) for model, pk in changed for base in model._meta.get_parent_list()}
    return [one for one in changed if one not in covered]


def _on_saved(sender: type[models.Model], instance: models.Model, raw: bool = False, **_kwargs: object) -> None:
    if hasattr(_block, "changed") and sender in ReferenceIndex.tracked_models and not raw:
        model, pk = _whole(instance)
        if pk is not None:
            _block.changed[model, pk] = None


def _on_deleted(sender: type[models.Model], instance: models.Model, **_kwargs: object) -> None:
    """What is gone leads nowhere at once: whatever held it may not be saved in this block."""
    if hasattr(_block, "changed") and sender in ReferenceIndex.tracked_models:
        with transaction.atomic():
            ReferenceIndex.remove_for_object(instance)
            ReferenceIndex.remove_references_to(instance)


def _whole(instance: models.Model) -> tuple[type[models.Model], int | None]:
    """What a row is a part of; itself when it is part of nothing."""
    for field in type(instance)._meta.get_fields():
        if isinstance(field, ParentalKey):
            return field.related_model, getattr(instance, field.attname)
    return type(instance), instance.pk


def connect() -> None:
    """Listen to what is saved and deleted, whatever its model."""
    post_save.connect(_on_saved)
    post_delete.connect(_on_deleted)
