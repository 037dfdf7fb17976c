"""Where Wagtail's and Django's signals enter: each line says what changed, in the transaction of the change."""

from typing import Any

from django.db import transaction
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.restrictions import aliases_below
from resource_centre.content.stamps import LISTS, STAFF_SEARCH, TERRITORIES, VOCABULARIES, raise_stamp
from resource_centre.content.territories import Territory, TerritoryAlias, TerritoryRelease
from resource_centre.content.vocabularies import Concept, ConceptAlias, Vocabulary
from resource_centre.discovery.changes import EVERYTHING, record_resources, record_spread
from resource_centre.discovery.indexer import wake
from resource_centre.discovery.staff.models import PromotedResource, Promotion, SearchRedirect, SynonymSet

#: Fields that a draft, a lock or a workflow writes on a page: nobody finds a page by them.
_UNSEEN_FIELDS = frozenset(
    {
        "latest_revision", "latest_revision_created_at", "has_unpublished_changes", "draft_title", "locked",
        "locked_at", "locked_by", "go_live_at", "live_revision", "numchild",
    }
)  # fmt: skip
#: What others say of an actor, and what moves a term: what else changes of them concerns no other document.
_WATCHED: dict[type[Model], tuple[str, ...]] = {
    Actor: ("title", "slug", "live", "expire_at"),
    Concept: ("parent_id", "replaced_by_id"),
    Territory: ("label", "name", "lat", "lon"),
}


def connect() -> None:
    """Called once, when models are loaded."""
    for model in _WATCHED:
        pre_save.connect(on_before_save, sender=model)
    post_save.connect(on_saved)
    post_delete.connect(on_resource_deleted, sender=Resource)
    post_page_move.connect(on_page_moved)
    for restriction_signal in (post_save, post_delete):
        restriction_signal.connect(on_restriction_changed, sender=PageViewRestriction)
        for model in (Vocabulary, Concept, ConceptAlias):
            restriction_signal.connect(on_vocabulary_changed, sender=model)
        for model in (Territory, TerritoryAlias, TerritoryRelease):
            restriction_signal.connect(on_territories_changed, sender=model)
        for model in (KindIndexPage, ResourceCentrePage):
            restriction_signal.connect(on_list_changed, sender=model)
        for model in (SynonymSet, Promotion, PromotedResource, SearchRedirect):
            restriction_signal.connect(on_staff_search_changed, sender=model)
    pre_save.connect(on_restriction_to_come, sender=PageViewRestriction)
    m2m_changed.connect(on_restriction_groups_changed, sender=PageViewRestriction.groups.through)


def _wake() -> None:
    transaction.on_commit(wake, robust=True)


def on_before_save(sender: type[Model], instance: Any, **_kwargs: Any) -> None:
    """Look whether what others depend on is about to change."""
    fields = _WATCHED[sender]
    before = sender._default_manager.filter(pk=instance.pk).values_list(*fields).first() if instance.pk else None
    instance._concerns_others = before is not None and before != tuple(getattr(instance, name) for name in fields)


def on_saved(sender: type[Model], instance: Any, update_fields: Any = None, **kwargs: Any) -> None:
    """A resource was saved; or a page as Wagtail saves the one it moves, inside the move's transaction."""
    if kwargs.get("raw"):
        return
    if sender is Page:
        if update_fields is None:
            on_page_moved(sender, instance)
    elif isinstance(instance, Resource) and not (update_fields and _UNSEEN_FIELDS.issuperset(update_fields)):
        record_resources([instance.uuid])
        if getattr(instance, "_concerns_others", False):
            record_spread(f"actor:{instance.pk}")
        _wake()


def on_resource_deleted(instance: Resource, **_kwargs: Any) -> None:
    """A resource is no more."""
    record_resources([instance.uuid])
    _wake()


def on_page_moved(sender: Any, instance: Page, **_kwargs: Any) -> None:
    """Access and centre follow the place in the tree."""
    record_spread(f"tree:{instance.pk}")
    raise_stamp(LISTS)
    _wake()


def on_restriction_changed(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """A branch was closed or opened; a restriction binds the page's aliases too."""
    aliases = (pk for _source, pk, _path in aliases_below([instance.page_id]))
    record_spread(*(f"tree:{pk}" for pk in (instance.page_id, *aliases)))
    _wake()


def on_restriction_to_come(instance: PageViewRestriction, **_kwargs: Any) -> None:
    """A branch is about to be closed. The model is Wagtail's, and is saved before its signal is sent: recorded twice,
    the change is told of even if the process dies between the two."""
    if instance.page_id:
        record_spread(f"tree:{instance.page_id}")


def on_restriction_groups_changed(instance: Any, action: str, **_kwargs: Any) -> None:
    """Other groups are let in."""
    if action.startswith("post_") and isinstance(instance, PageViewRestriction):
        on_restriction_changed(instance)


def on_vocabulary_changed(sender: type[Model], instance: Any, **_kwargs: Any) -> None:
    """Labels are read again; only a term that moves, or is replaced, changes documents."""
    raise_stamp(VOCABULARIES)
    if getattr(instance, "_concerns_others", False):
        record_spread(f"concept:{instance.pk}")
        _wake()


def on_territories_changed(sender: type[Model], instance: Any, **_kwargs: Any) -> None:
    """Another table of territories concerns every document; a renamed one, those that name it."""
    raise_stamp(TERRITORIES)
    if isinstance(instance, TerritoryRelease):
        record_spread(EVERYTHING)
        _wake()
    elif getattr(instance, "_concerns_others", False):
        record_spread(f"territory:{instance.pk}")
        _wake()


def on_list_changed(sender: type[Model], **_kwargs: Any) -> None:
    """Menus are read again."""
    raise_stamp(LISTS)


def on_staff_search_changed(sender: type[Model], **_kwargs: Any) -> None:
    """What editors add to the search is read again, by every process."""
    raise_stamp(STAFF_SEARCH)
