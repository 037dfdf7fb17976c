"""What is said at the address of a page that was withdrawn: since when, why, and where to go."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.days import site_day
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.relations import ResourceConcept
from resource_centre.content.vocabularies import THEME
from resource_centre.web.presenters.common import Link, breadcrumb, foreign, index_title
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.themes import theme_url
from resource_centre.workflow.archiving.models import Archive

#: Themes that are offered.
MOST_THEMES = 5


@dataclass(frozen=True)
class GoneView:
    """A page that is no more. successor, asked_by: None when there is none, or none that this reader may read."""

    breadcrumb: tuple[Link, ...]
    title: str
    lang: str
    since: date
    reason: str
    asked_by: Link | None
    successor: Link | None
    themes: tuple[Link, ...]
    kind_list: Link
    search: Link


def present_gone(request: HttpRequest, access: Access, centre: ResourceCentrePage, archive: Archive) -> GoneView:
    """For a reader whom no restriction keeps out of the page."""
    page, base = archive.resource, centre_url(centre, request)
    above = page.get_parent().specific
    kind_list = Link(centre.title, base)
    if isinstance(above, KindIndexPage) and access.allows(above):
        kind_list = Link(index_title(above), above.get_url(request) or base)
    here = Link(page.title, "", foreign(page.language))
    return GoneView(
        breadcrumb=breadcrumb(centre, *((kind_list,) if kind_list.url != base else ()), here, request=request),
        title=page.title,
        lang=foreign(page.language),
        since=site_day(archive.archived_at),
        reason=archive.reason,
        asked_by=_link(archive.asked_by, access, request),
        successor=_link(archive.successor, access, request),
        themes=_themes(page, centre, request),
        kind_list=kind_list,
        search=Link(_("Search for it in the centre"), f"{base}recherche/?{urlencode({'q': page.title[:200]})}"),
    )


def _link(page: Resource | None, access: Access, request: HttpRequest) -> Link | None:
    if page is None or not access.allows(page):
        return None
    return Link(page.title, page.get_url(request) or "", foreign(page.language))


def _themes(page: Resource, centre: ResourceCentrePage, request: HttpRequest) -> tuple[Link, ...]:
    rows = ResourceConcept.objects.filter(resource=page.pk, concept__vocabulary__code=THEME, concept__is_active=True)
    found = rows.select_related("concept").order_by("sort_order", "pk")[:MOST_THEMES]
    return tuple(Link(row.concept.label, theme_url(centre, row.concept.code, request)) for row in found)
