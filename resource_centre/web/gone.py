"""The answer at every address of a page that was withdrawn: 410, and where to go.

Only for whom no restriction keeps out of it: the others are answered as they were before, that nothing is there.
"""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse

from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.web.presenters.common import centre_of
from resource_centre.web.presenters.gone import present_gone
from resource_centre.web.views import access_or_404, alias_of_actor, page_response
from resource_centre.workflow.archiving.models import Archive

GONE = 410


class PageGone(Exception):
    """The resource of an address is withdrawn, and this reader may be told so."""

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self.archive = archive


def archive_of(page: Resource, access: Access) -> Archive | None:
    """Why a page is not there, if it was withdrawn and its reader may know; an alias goes with its source."""
    if page.live or not access.opens(page):
        return None
    rows = Archive.objects.filter(resource=page.alias_of_id or page.pk)
    found = rows.select_related("resource", "successor", "asked_by").first()
    return found if found is not None and not found.resource.live else None


def gone_page(
    request: HttpRequest, centre: ResourceCentrePage, archive: Archive, texts: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    """The page that says so. It may come back: caches ask again. texts: what was being written of it, given back."""
    view = present_gone(request, access_of_request(request), centre, archive)
    response = page_response(request, "gone", centre, view=view, texts=texts)
    response.status_code = GONE
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-cache"
    return response


def render_missing(request: HttpRequest, page: KindIndexPage, slug: str) -> HttpResponse:
    """What a list answers for a name that none of its pages bears: it was withdrawn, or it is another name."""
    access = access_or_404(request, page)
    found = Resource.objects.child_of(page).filter(slug=slug, live=False).first()
    archive = archive_of(found, access) if found is not None else None
    if archive is not None:
        return gone_page(request, centre_of(page, request), archive)
    return alias_of_actor(request, page, slug)
