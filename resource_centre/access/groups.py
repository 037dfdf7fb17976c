"""The groups that work on a centre, and what they may do there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from resource_centre import conf
from resource_centre.content.correspondences import Correspondence
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import Concept, ConceptAlias, Vocabulary

PAGE_ACTIONS = {
    "editors": ("add_page", "change_page", "publish_page"),
    "reviewers": ("add_page", "change_page", "publish_page", "lock_page", "unlock_page"),
}
MEDIA_ACTIONS = ("add_image", "choose_image", "add_document", "choose_document")
#: What they add to the search, by the names of the models, which are above this package; and what they only read.
SEARCH_MODELS = ("synonymset", "promotion", "searchredirect", "wantedresource")
READ_ONLY = ("view_searchlogentry",)
VOCABULARY_MODELS = (Vocabulary, Concept, ConceptAlias, Correspondence)


@dataclass(frozen=True)
class GroupReport:
    """What was done for one group: GroupReport("Resource centre editors", created=True, centres=1)."""

    name: str
    created: bool
    centres: int


@transaction.atomic
def ensure_groups() -> Sequence[GroupReport]:
    """Make the two groups and give them their rights on every centre. Running twice changes nothing.

    Rights that an administrator added are kept; only missing ones are added.
    """
    centres = list(ResourceCentrePage.objects.all())
    return [
        _ensure_group(conf.editors_group(), PAGE_ACTIONS["editors"], centres),
        _ensure_group(conf.reviewers_group(), PAGE_ACTIONS["reviewers"], centres),
    ]


def _ensure_group(name: str, page_actions: Sequence[str], centres: Sequence[Page]) -> GroupReport:
    group, created = Group.objects.get_or_create(name=name)
    group.permissions.add(
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
        *_vocabulary_permissions(),
        *_search_permissions(),
    )
    for centre in centres:
        for permission in Permission.objects.filter(
            content_type=ContentType.objects.get_for_model(Page), codename__in=page_actions
        ):
            GroupPagePermission.objects.get_or_create(group=group, page_id=centre.pk, permission=permission)
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=MEDIA_ACTIONS):
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    return GroupReport(name, created, len(centres))


def _vocabulary_permissions() -> Sequence[Permission]:
    types = ContentType.objects.get_for_models(*VOCABULARY_MODELS).values()
    return list(Permission.objects.filter(content_type__in=types))


def _search_permissions() -> Sequence[Permission]:
    own = Permission.objects.filter(content_type__app_label=ResourceCentrePage._meta.app_label)
    return [*own.filter(content_type__model__in=SEARCH_MODELS), *own.filter(codename__in=READ_ONLY)]
