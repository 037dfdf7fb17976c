"""Who somebody is, as they chose to say it, and the pages that they helped with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from resource_centre import conf
from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import contributor_path
from resource_centre.contribution.contributors.work import improved_by, organisations_of, public_page
from resource_centre.search.errors import PageOutOfRange
from resource_centre.web.history.views import page_number
from resource_centre.web.presenters.common import Link, breadcrumb, foreign, page_urls
from resource_centre.web.presenters.pagination import Pagination, last_page, numbered, paginate
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.views import beyond_the_last, page_response


@dataclass(frozen=True)
class HelpedLine:
    """A page, and when something of theirs was last accepted for it."""

    page: Link
    at: datetime


@dataclass(frozen=True)
class ContributorView:
    """The page."""

    breadcrumb: tuple[Link, ...]
    name: str
    organisations: tuple[Link, ...]
    total: int
    lines: tuple[HelpedLine, ...]
    pagination: Pagination | None


def contributor(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """404 when nobody wishes for it, and where this reader would find nothing: the same as if it had never been."""
    page, access = public_page(uid), access_of_request(request)
    if page is None:
        raise Http404
    found = improved_by(page, centre, access)
    total = found.count()
    if not total:
        raise Http404
    size, number = conf.page_size(), page_number(request)
    address = numbered(f"{centre_url(centre, request)}{contributor_path(uid)}")
    try:
        last = last_page(total, size, number)
    except PageOutOfRange as error:
        raise beyond_the_last(address(error.last)) from error
    shown = list(found[(number - 1) * size : number * size])
    links = _links(shown, request)
    view = ContributorView(
        breadcrumb=breadcrumb(centre, Link(page.name, ""), request=request),
        name=page.name,
        organisations=_links(organisations_of(page, centre, access), request),
        total=total,
        lines=tuple(HelpedLine(link, one.helped_at) for link, one in zip(links, shown, strict=True)),
        pagination=paginate(number, last, address),
    )
    return page_response(request, "contributors/contributor", centre, view=view)


def _links(pages: Sequence[Any], request: HttpRequest) -> tuple[Link, ...]:
    urls = page_urls(pages, request)
    return tuple(Link(one.title, urls[one.pk], foreign(one.language)) for one in pages)
