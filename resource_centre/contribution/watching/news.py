"""What is news to somebody who watches: publications of what they watch, that they may read today."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource, Significance
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceConcept, ResourceTerritory
from resource_centre.content.vocabularies import THEME, ConceptTree
from resource_centre.contribution.history.recent import RecentChange, changes_between
from resource_centre.contribution.watching.models import Watch, Watcher

#: Changes that are told in one mail; the page of recent changes has them all.
MOST = 50


@dataclass(frozen=True)
class CentreNews:
    """What changed in one centre, the newest first, and how many more changes there are."""

    centre: ResourceCentrePage
    changes: tuple[RecentChange, ...]
    more: int


def access_of(watcher: Watcher) -> Access:
    """What that person may read."""
    return Access.of(principal_of_user(watcher.user) if watcher.user is not None else ANONYMOUS)


def news_of(watcher: Watcher, since: datetime, until: datetime) -> tuple[CentreNews, ...]:
    """What was published after `since`, up to `until`, by centre; nothing for a centre that may not be read.

    What a page published before it was watched is no news of it, though other things were watched then.
    """
    watches = list(watcher.watches.filter(secret="").select_related("centre"))
    access = access_of(watcher)
    wanted = {Significance.MEANING, Significance.CONTENT} if watcher.with_content else {Significance.MEANING}
    return tuple(_news(watches, access, {str(one) for one in wanted}, since, until))


def _news(
    watches: Sequence[Watch], access: Access, wanted: set[str], since: datetime, until: datetime
) -> Iterator[CentreNews]:
    tree = ConceptTree.of(THEME) if any(watch.concept_id for watch in watches) else None
    for centre in sorted({watch.centre for watch in watches}, key=lambda one: one.path):
        if not access.allows(centre):
            continue
        here = [watch for watch in watches if watch.centre_id == centre.pk]
        found = changes_between(access.filter(_watched(centre, here, tree)), since, until)
        begun = _begun(found, centre, here, tree, since)
        told = [
            one for one in found if one.at > begun[one.page.pk] and (one.is_first or one.story.significance in wanted)
        ]
        if told:
            yield CentreNews(centre, tuple(told[:MOST]), max(0, len(told) - MOST))


def _begun(
    found: Sequence[RecentChange], centre: ResourceCentrePage, watches: Sequence[Watch], tree: ConceptTree | None,
    since: datetime,
) -> dict[int, datetime]:  # fmt: skip
    """Since when the page of each of these changes is watched; `since` for all that were before. watches: the oldest
    first. One query for each watch that began meanwhile, none when there is none."""
    begun = dict.fromkeys((one.page.pk for one in found), since)
    fresh = [watch for watch in watches if watch.created_at > since]
    # The newest first: what an older one is about too is said after it.
    turns = [(watch.created_at, [watch]) for watch in reversed(fresh)]
    for moment, some in [*turns, (since, [one for one in watches if one not in fresh])] if fresh else ():
        about = _watched(centre, some, tree).filter(pk__in=begun)
        begun.update(dict.fromkeys(about.values_list("pk", flat=True), moment))
    return begun


def _watched(centre: ResourceCentrePage, watches: Sequence[Watch], tree: ConceptTree | None) -> QuerySet[Resource]:
    """The resources of a centre that these watches are about."""
    themes = {pk for one in watches if one.concept_id and tree is not None for pk in tree.subtree_ids(one.concept_id)}
    places = {one.territory_id for one in watches if one.territory_id}
    about = Q(pk__in={one.resource_id for one in watches if one.resource_id})
    if themes:
        about |= Q(pk__in=ResourceConcept.objects.filter(concept__in=themes).values("resource"))
    if places:
        inside = Q(territory__in=places) | Q(territory__ancestor_links__ancestor__in=places)
        about |= Q(pk__in=ResourceTerritory.objects.filter(inside).values("resource"))
    return Resource.objects.filter(about, path__startswith=centre.path, alias_of__isnull=True)
