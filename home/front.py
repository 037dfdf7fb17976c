"""What the front page and the site map show of the centre."""

from django.http import HttpRequest

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.queries import Finder
from resource_centre.web.presenters.centre import CentreView, present_centre


def first_centre(request: HttpRequest) -> CentreView | None:
    """The site's centre as this reader sees it; None before there is one."""
    access = access_of_request(request)
    centre = access.filter(ResourceCentrePage.objects.all()).order_by("path").first()
    request.resource_centre = centre  # type: ignore[attr-defined]  # the menu of this page is this centre's
    return None if centre is None else present_centre(request, Finder.of(centre, access))
