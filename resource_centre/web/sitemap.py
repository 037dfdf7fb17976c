"""The sitemap for search engines: what anybody may read, by the same rule as everywhere.

"/sitemap.xml" leads to two lists: pages, read from the database, and the themes and territories that hold something,
counted by a search.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as sitemaps
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page, Site

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import EngineUnavailable
from resource_centre.web.search_messages import RETRY_AFTER

SECTION, TEMPLATES = "resource_centre_sitemap_section", "resource_centre/"
#: Addresses in one file.
LIMIT = 5_000


def _pages_of_site(request: HttpRequest, access: Access) -> QuerySet[Page]:
    """Pages of the site asked that may be seen, oldest first: a page keeps its place in a long sitemap."""
    site = Site.find_for_request(request)
    if site is None:
        return Page.objects.none()
    return access.filter(Page.objects.descendant_of(site.root_page, inclusive=True)).order_by("pk")


def _path(page: Page, request: HttpRequest) -> str:
    url: str = page.get_url(request) or "/"
    return "/" + url.split("/", 3)[3] if "://" in url else url


class PublicPages(Sitemap[Page]):
    """Every page of the site asked that an anonymous reader may see."""

    limit = LIMIT

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> QuerySet[Page]:
        """Pages, oldest first."""
        return _pages_of_site(self.request, Access.of(ANONYMOUS))

    def location(self, item: Page) -> str:
        """Address of a page, without its host."""
        return _path(item, self.request)

    def lastmod(self, item: Page) -> datetime | None:
        """When its published content changed last."""
        changed: datetime | None = item.last_published_at
        return changed


class Subjects(Sitemap[str]):
    """Themes and territories of each centre under which an anonymous reader finds something."""

    limit = LIMIT

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def items(self) -> list[str]:
        """Addresses, without their host."""
        access = Access.of(ANONYMOUS)
        pages = _pages_of_site(self.request, access)
        centres = ResourceCentrePage.objects.filter(pk__in=pages.values("pk")).order_by("pk")
        return [address for centre in centres for address in _subjects(centre, access, _path(centre, self.request))]

    def location(self, item: str) -> str:
        """The address itself."""
        return item


def _subjects(centre: ResourceCentrePage, access: Access, base: str) -> Iterator[str]:
    finder = Finder.of(centre, access)
    for bucket in finder.counts(Criteria(), THEME).buckets:
        yield f"{base}themes/{bucket.key}/"
    known = frozenset(finder.gazetteer.known_levels())
    for key in sorted(bucket.key for bucket in finder.counts(Criteria(), TERRITORY, known).buckets if bucket.count):
        level, _separator, code = key.partition(":")
        yield f"{base}territoires/{level}-{code}/"


SITEMAPS: dict[str, type[PublicPages] | type[Subjects]] = {"pages": PublicPages, "subjects": Subjects}


def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The list of lists."""
    return _answer(sitemaps.index, request, sitemap_url_name=SECTION, template_name=f"{TEMPLATES}sitemap_index.xml")


def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    """One list; Http404 for one that there is not."""
    return _answer(sitemaps.sitemap, request, section=section, template_name=f"{TEMPLATES}sitemap.xml")


def _answer(view: Any, request: HttpRequest, **arguments: str) -> HttpResponse:
    """503 while the search is away: a list without its themes would have them forgotten."""
    lists = {name: made(request) for name, made in SITEMAPS.items()}
    try:
        response: HttpResponse = view(request, sitemaps=lists, **arguments)
    except EngineUnavailable:
        return HttpResponse(status=503, headers={"Retry-After": RETRY_AFTER})
    return response
