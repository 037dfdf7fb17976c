"""Recent changes of a centre: publications of pages that a reader may see, the newest first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Min, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from wagtail.models import PageLogEntry

from resource_centre.access.visibility import Access
from resource_centre.content.kinds import kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceConcept, ResourceTerritory
from resource_centre.content.vocabularies import THEME
from resource_centre.contribution.history.versions import PUBLISHED, Story, stories_of

#: Changes that are read for whoever asks for all those of a time.
MOST = 1_000


@dataclass(frozen=True)
class ChangeFilters:
    """Which changes are wanted; what is empty filters nothing.

    themes: codes, any of them. territory: key of a territory, which stands for all that is inside. kind: its code.
    significance: a value of `Significance`. Themes and territories are those of the page of today.
    """

    themes: frozenset[str] = frozenset()
    territory: int | None = None
    kind: str = ""
    significance: str = ""


@dataclass(frozen=True)
class RecentChange:
    """A publication. entry: its number in the log. revision: None when its text is no longer kept. is_first: before it,
    readers did not see the page.
    """

    entry: int
    page: Resource
    at: datetime
    revision: int | None
    is_first: bool
    story: Story


def recent_changes(
    centre: ResourceCentrePage, access: Access, filters: ChangeFilters, start: int, stop: int
) -> tuple[RecentChange, ...]:
    """A stretch of the changes, in seven queries at most."""
    entries = _entries(_pages(centre, access, filters), filters.significance)
    return _told(entries[start:stop])


def changes_between(pages: QuerySet[Resource], since: datetime, until: datetime) -> tuple[RecentChange, ...]:
    """What was published of these pages after `since`, up to `until`; the reader's rights are in the query."""
    return _told(_entries(pages).filter(timestamp__gt=since, timestamp__lte=until)[:MOST])


def _told(entries: QuerySet[PageLogEntry]) -> tuple[RecentChange, ...]:
    found = list(entries.values_list("pk", "page_id", "timestamp", "revision_id", "revision__pk", "said"))
    pages = Resource.objects.defer("body", "extra").in_bulk({page for _pk, page, *_rest in found})
    stories = stories_of({number: said or "" for *_rest, number, _kept, said in found})
    first = _first_entries(pages)
    return tuple(
        RecentChange(pk, pages[page], at, kept, pk in first, stories[number])
        for pk, page, at, number, kept, _said in found
        if page in pages
    )


def _first_entries(pages: Collection[int]) -> frozenset[int]:
    """The first publication of each page."""
    rows = PageLogEntry.objects.filter(page__in=pages, action__in=PUBLISHED, revision__isnull=False)
    return frozenset(rows.order_by().values("page").annotate(first=Min("pk")).values_list("first", flat=True))


def _pages(centre: ResourceCentrePage, access: Access, filters: ChangeFilters) -> QuerySet[Resource]:
    pages = access.filter(Resource.objects.filter(path__startswith=centre.path, alias_of__isnull=True))
    if filters.kind:
        pages = pages.filter(content_type=ContentType.objects.get_for_model(kind_model(filters.kind)))
    if filters.themes:
        pages = pages.filter(pk__in=_with_themes(filters.themes))
    if filters.territory is not None:
        inside = Q(territory=filters.territory) | Q(territory__ancestor_links__ancestor=filters.territory)
        pages = pages.filter(pk__in=ResourceTerritory.objects.filter(inside).values("resource"))
    return pages


def _with_themes(codes: Collection[str]) -> QuerySet[ResourceConcept, Mapping[str, int]]:
    rows = ResourceConcept.objects.filter(concept__vocabulary__code=THEME, concept__code__in=codes)
    return rows.values("resource")


def _entries(pages: QuerySet[Resource], significance: str = "") -> QuerySet[PageLogEntry]:
    rows = PageLogEntry.objects.filter(page__in=pages.values("pk"), action__in=PUBLISHED, revision__isnull=False)
    rows = rows.annotate(said=KeyTextTransform("significance", "revision__content"))
    rows = rows.filter(revision__content__significance=significance) if significance else rows
    found: QuerySet[PageLogEntry] = rows.order_by("-timestamp", "-pk")
    return found
