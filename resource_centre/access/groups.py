"""The groups that work on a centre, and what they may do there."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.documents.models import Document
from wagtail.images.models import Image
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
#: Wagtail looks for these rights on its own models, also where a host put models of its own in their place.
MEDIA_MODELS = (Image, Document)
#: What they add to the search, by the names of the models, which are above this package; and what they only read.
SEARCH_MODELS = ("synonymset", "promotion", "searchredirect", "wantedresource")
READ_ONLY = ("view_searchlogentry",)
OUR_LABEL = ResourceCentrePage._meta.app_label
VOCABULARY_MODELS = (Vocabulary, Concept, ConceptAlias, Correspondence)


@dataclass(frozen=True)
class GroupReport:
    """What was done for one group: GroupReport("Editors", created=False, centres=1, added=("add_page on Centre",))."""

    name: str
    created: bool
    centres: int
    added: tuple[str, ...]


@dataclass(frozen=True)
class RemovedGroup:
    """What became of one group: deleted, or kept without that many rights of ours."""

    name: str
    deleted: bool
    rights: int


@transaction.atomic
def ensure_groups() -> Sequence[GroupReport]:
    """Make the two groups and give them their rights. Running twice changes nothing.

    What an administrator added is kept, and what they took away of a centre stays away: its rights are given to a group
    that has none there. Rights on our own models are completed, for a new version may bring new models.
    """
    centres = list(ResourceCentrePage.objects.all())
    return [
        _ensure_group(conf.editors_group(), PAGE_ACTIONS["editors"], centres),
        _ensure_group(conf.reviewers_group(), PAGE_ACTIONS["reviewers"], centres),
    ]


def _ensure_group(name: str, page_actions: Sequence[str], centres: Sequence[Page]) -> GroupReport:
    group, created = Group.objects.get_or_create(name=name)
    is_first_time = not group.permissions.filter(content_type__app_label=OUR_LABEL).exists()
    added = _give_model_rights(group)
    if is_first_time:
        added += _give_admin_and_media(group)
    for centre in centres:
        if is_first_time or not GroupPagePermission.objects.filter(group=group, page_id=centre.pk).exists():
            added += _give_page_rights(group, page_actions, centre)
    return GroupReport(name, created, len(centres), tuple(added))


def _give_model_rights(group: Group) -> list[str]:
    held = set(group.permissions.values_list("pk", flat=True))
    missing = [each for each in (*_vocabulary_permissions(), *_search_permissions()) if each.pk not in held]
    group.permissions.add(*missing)
    return [permission.codename for permission in missing]


def _give_admin_and_media(group: Group) -> list[str]:
    admin = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    group.permissions.add(admin)
    root = Collection.get_first_root_node()
    types = ContentType.objects.get_for_models(*MEDIA_MODELS).values()
    media = Permission.objects.filter(content_type__in=types, codename__in=MEDIA_ACTIONS)
    for permission in media:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    return [admin.codename, *(permission.codename for permission in media)]


def _give_page_rights(group: Group, actions: Sequence[str], centre: Page) -> list[str]:
    pages = ContentType.objects.get_for_model(Page)
    permissions = Permission.objects.filter(content_type=pages, codename__in=actions)
    for permission in permissions:
        GroupPagePermission.objects.get_or_create(group=group, page_id=centre.pk, permission=permission)
    return [f"{permission.codename} on {centre.title}" for permission in permissions]


@transaction.atomic
def remove_groups() -> Sequence[RemovedGroup]:
    """Delete the groups that bear our names. One that the host named is the host's: it loses its rights on our models.

    Rights on the pages of a centre go with them. What the host's group may do elsewhere, the admin and media included,
    stays: nothing says whether we gave it.
    """
    ours = {conf.DEFAULTS["EDITORS_GROUP"], conf.DEFAULTS["REVIEWERS_GROUP"]}
    named = Group.objects.filter(name__in=[conf.editors_group(), conf.reviewers_group()]).order_by("name")
    return [_remove_group(group, deleted=group.name in ours) for group in named]


def _remove_group(group: Group, *, deleted: bool) -> RemovedGroup:
    rights = list(group.permissions.filter(content_type__app_label=OUR_LABEL))
    if deleted:
        group.delete()
    else:
        group.permissions.remove(*rights)
    return RemovedGroup(group.name, deleted, len(rights))


def _vocabulary_permissions() -> Sequence[Permission]:
    types = ContentType.objects.get_for_models(*VOCABULARY_MODELS).values()
    return list(Permission.objects.filter(content_type__in=types))


def _search_permissions() -> Sequence[Permission]:
    own = Permission.objects.filter(content_type__app_label=OUR_LABEL)
    return [*own.filter(content_type__model__in=SEARCH_MODELS), *own.filter(codename__in=READ_ONLY)]
