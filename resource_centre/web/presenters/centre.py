"""The front page of a centre, and what a site's own front page may show of it."""

from dataclasses import dataclass

from django.db.models import F
from django.http import HttpRequest

from resource_centre.content.dates import PartialDate
from resource_centre.content.facts import Figure
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import CHANGES, PROPOSE
from resource_centre.discovery.documents import TYPE
from resource_centre.discovery.lists import lists_of
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import EngineUnavailable
from resource_centre.search.facets import FacetCounts
from resource_centre.web.presenters.common import (
    Card,
    CountedLink,
    Link,
    breadcrumb,
    cards,
    editorial_lang,
    foreign,
    index_title,
    page_urls,
)
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.themes import Themes

LATEST = 5
#: Kinds that answer "what exists?"; the others help to understand.
SEARCH_KINDS = ("practice", "tool", "study")
FIGURES = 3


@dataclass(frozen=True)
class DatedFigure:
    """A figure put forward, with the resource that vouches for it, in whose language it is worded."""

    value: str
    unit: str
    label: str
    date: PartialDate | None
    resource: Link


@dataclass(frozen=True)
class CentreView:
    """What a centre holds, for whoever asks. lang: of its title and introduction. charter_url: "" without a charter.
    total: None while the search is away."""

    title: str
    lang: str
    introduction: str
    breadcrumb: tuple[Link, ...]
    url: str
    search_url: str
    suggestions_url: str
    themes_url: str
    territories_url: str
    add_url: str
    changes_url: str
    charter_url: str
    total: int | None
    search_lists: tuple[CountedLink, ...]
    other_lists: tuple[CountedLink, ...]
    themes: tuple[CountedLink, ...]
    latest: tuple[Card, ...]
    latest_are_reviewed: bool
    figures: tuple[DatedFigure, ...]


def present_centre(request: HttpRequest, finder: Finder) -> CentreView:
    """Lists with their counts, themes, and the resources re-read last (or updated last, when none was).

    While the search is away, the same without numbers nor themes.
    """
    centre, access = finder.centre, finder.access
    kinds, themes = _counts(request, finder)
    url = centre_url(centre, request)
    lists = [
        (index.kind_code, CountedLink(index_title(index), index.get_url(request) or "", _of(kinds, index.kind_code)))
        for index in lists_of(centre, access)
    ]
    latest, are_reviewed = _latest(finder)
    return CentreView(
        title=centre.title,
        lang=editorial_lang(),
        introduction=centre.introduction,
        breadcrumb=breadcrumb(centre, request=request),
        url=url,
        search_url=f"{url}recherche/",
        suggestions_url=f"{url}suggestions.json",
        themes_url=f"{url}themes/",
        territories_url=f"{url}territoires/",
        add_url=f"{url}{PROPOSE}/",
        changes_url=f"{url}{CHANGES}/",
        charter_url=f"{url}charte/" if centre.charter_version else "",
        total=None if kinds is None else sum(bucket.count for bucket in kinds.buckets),
        search_lists=tuple(link for code, link in lists if code in SEARCH_KINDS),
        other_lists=tuple(link for code, link in lists if code not in SEARCH_KINDS),
        themes=themes,
        latest=cards(latest, request),
        latest_are_reviewed=are_reviewed,
        figures=_figures(request, finder),
    )


def _counts(request: HttpRequest, finder: Finder) -> tuple[FacetCounts | None, tuple[CountedLink, ...]]:
    try:
        return finder.counts(Criteria(), TYPE), Themes.of(finder, request).links()
    except EngineUnavailable:
        return None, ()


def _of(counts: FacetCounts | None, code: str) -> int | None:
    return None if counts is None else counts.count_of(code)


def _latest(finder: Finder) -> tuple[list[Resource], bool]:
    resources = finder.access.filter(Resource.objects.descendant_of(finder.centre)).defer("body", "extra")
    reviewed = resources.filter(reviewed_on__isnull=False).order_by("-reviewed_on", "-last_published_at", "pk")
    if latest := list(reviewed[:LATEST]):
        return latest, True
    return list(resources.order_by(F("last_published_at").desc(nulls_last=True), "pk")[:LATEST]), False


def _figures(request: HttpRequest, finder: Finder) -> tuple[DatedFigure, ...]:
    """The most recent figures that are numbers and have a date and a source, one a resource."""
    rows = Figure.objects.filter(finder.access.q("resource__"), resource__path__startswith=finder.centre.path)
    rows = rows.filter(date__isnull=False)
    rows = rows.filter(value__regex=r"^[0-9]")
    rows = rows.exclude(source_title="").select_related("resource").order_by("-date", "sort_order", "pk")
    kept: dict[int, Figure] = {}
    for row in rows[: FIGURES * 10]:
        kept.setdefault(row.resource_id, row)
    chosen = list(kept.values())[:FIGURES]
    urls = page_urls([row.resource for row in chosen], request)
    links = [Link(row.resource.title, urls[row.resource_id], foreign(row.resource.language)) for row in chosen]
    return tuple(
        DatedFigure(row.value, row.unit, row.label, row.date, link) for row, link in zip(chosen, links, strict=True)
    )
