"""Who somebody is, as they chose to say it, and the pages that they helped with."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from resource_centre import conf
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import contributor_path
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.contributors.work import improved_by, organisations_of, public_page
from resource_centre.web.history.views import page_number
from resource_centre.web.presenters.common import Link, breadcrumb, foreign, page_urls
from resource_centre.web.presenters.pagination import Pagination, paginate
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
    last = -(-total // size)
    here = f"{centre_url(centre, request)}{contributor_path(uid)}"
    if not 1 <= number <= last:
        raise beyond_the_last(f"{here}?page={last}" if last > 1 else here)
    shown = list(found[(number - 1) * size : number * size])
    urls = page_urls(shown, request)
    view = ContributorView(
        breadcrumb=breadcrumb(centre, Link(page.name, ""), request=request),
        name=page.name,
        organisations=_organisations(request, page, centre, access),
        total=total,
        lines=tuple(HelpedLine(Link(one.title, urls[one.pk], foreign(one.language)), one.helped_at) for one in shown),
        pagination=paginate(number, last, lambda other: f"{here}?page={other}" if other > 1 else here),
    )
    return page_response(request, "contributors/contributor", centre, view=view)


def _organisations(
    request: HttpRequest, page: ContributorPage, centre: ResourceCentrePage, access: Access
) -> tuple[Link, ...]:
    found = organisations_of(page, centre, access)
    urls = page_urls(found, request)
    return tuple(Link(one.title, urls[one.pk], foreign(one.language)) for one in found)
