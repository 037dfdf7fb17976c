"""The front page of a centre, and what a site's own front page may show of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.http import HttpRequest

from resource_centre.access.visibility import Access
from resource_centre.content.dates import PartialDate
from resource_centre.content.facts import Figure
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import ConceptTree
from resource_centre.web.presenters import counts
from resource_centre.web.presenters.common import (
    Card,
    CountedLink,
    Link,
    breadcrumb,
    cards,
    index_title,
    kind_indexes,
    page_urls,
    visible_resources,
)
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.themes import theme_links

LATEST = 5
#: Kinds that answer "what exists?"; the others help to understand.
SEARCH_KINDS = ("practice", "tool", "study")
FIGURES = 3


@dataclass(frozen=True)
class DatedFigure:
    """A figure put forward, with the resource that vouches for it."""

    value: str
    unit: str
    label: str
    date: PartialDate | None
    resource: Link


@dataclass(frozen=True)
class CentreView:
    """What a centre holds, for whoever asks."""

    title: str
    introduction: str
    breadcrumb: tuple[Link, ...]
    url: str
    themes_url: str
    territories_url: str
    total: int
    search_lists: tuple[CountedLink, ...]
    other_lists: tuple[CountedLink, ...]
    themes: tuple[CountedLink, ...]
    latest: tuple[Card, ...]
    latest_are_reviewed: bool
    last_review: date | None
    figures: tuple[DatedFigure, ...]


def present_centre(request: HttpRequest, centre: ResourceCentrePage, access: Access) -> CentreView:
    """Lists with their counts, themes, and the resources re-read last (or updated last, when none was)."""
    resources = visible_resources(centre, access)
    found = counts.by_kind(resources)
    url = centre_url(centre, request)
    lists = [
        (index.kind_code, CountedLink(index_title(index), index.get_url(request) or "", found[index.kind_code]))
        for index in kind_indexes(centre, access)
    ]
    reviewed = resources.filter(reviewed_on__isnull=False).order_by("-reviewed_on", "-last_published_at", "pk")
    latest = list(reviewed.defer("body", "extra")[:LATEST])
    are_reviewed = bool(latest)
    if not latest:
        recent = resources.order_by(F("last_published_at").desc(nulls_last=True), "pk")
        latest = list(recent.defer("body", "extra")[:LATEST])
    return CentreView(
        title=centre.title,
        introduction=centre.introduction,
        breadcrumb=breadcrumb(centre, request=request),
        url=url,
        themes_url=f"{url}themes/",
        territories_url=f"{url}territoires/",
        total=sum(found.values()),
        search_lists=tuple(link for code, link in lists if code in SEARCH_KINDS),
        other_lists=tuple(link for code, link in lists if code not in SEARCH_KINDS),
        themes=theme_links(centre, request, access, ConceptTree.of("theme")),
        latest=cards(latest, request),
        latest_are_reviewed=are_reviewed,
        last_review=latest[0].reviewed_on if latest else None,
        figures=_figures(request, access, centre),
    )


def _figures(request: HttpRequest, access: Access, centre: ResourceCentrePage) -> tuple[DatedFigure, ...]:
    """The most recent figures that are numbers and have a date and a source, one a resource."""
    rows = Figure.objects.filter(access.q("resource__"), resource__path__startswith=centre.path, date__isnull=False)
    rows = rows.filter(value__regex=r"^[0-9]")
    rows = rows.exclude(source_title="").select_related("resource").order_by("-date", "sort_order", "pk")
    kept: dict[int, Figure] = {}
    for row in rows[: FIGURES * 10]:
        kept.setdefault(row.resource_id, row)
    chosen = list(kept.values())[:FIGURES]
    urls = page_urls([row.resource for row in chosen], request)
    return tuple(
        DatedFigure(row.value, row.unit, row.label, row.date, Link(row.resource.title, urls[row.resource_id]))
        for row in chosen
    )
