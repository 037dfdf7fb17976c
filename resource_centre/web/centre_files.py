"""Addresses of a centre that are no pages: "/centre/recherche.json", "/en/centre/recherche.json"."""

from collections.abc import Callable

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_from_path
from django.views.decorators.http import require_safe
from wagtail.models import Page

from resource_centre.access.visibility import access_of_request
from resource_centre.content.addresses import PAGES
from resource_centre.content.pages.centre import ResourceCentrePage

Answer = Callable[[HttpRequest, ResourceCentrePage], HttpResponseBase]


@require_safe
def centre_file(request: HttpRequest, place: str, answer: Answer) -> HttpResponseBase:
    """Find the centre, and let it answer. What it answers differs by reader: no shared cache keeps it, and a browser
    asks again. Raises Http404 where there is no centre."""
    response = answer(request, centre_at(request, place))
    patch_cache_control(response, private=True, no_cache=True)
    return response


def readable_centre_at(request: HttpRequest, place: str) -> ResourceCentrePage:
    """The centre whose address ends there, if this reader may read it. Raises Http404, as where there is none."""
    centre = centre_at(request, place)
    if not access_of_request(request).allows(centre):
        raise Http404
    return centre


def centre_at(request: HttpRequest, place: str) -> ResourceCentrePage:
    """The centre whose address ends there, found as Wagtail finds its page. Raises Http404 where there is none."""
    language = get_language_from_path(request.path_info)
    within = place.strip("/")
    if language is not None and within.partition("/")[0] == language:
        within = within.partition("/")[2]
    path, above = f"{within}/" if within else "", _above_pages()
    if not path.startswith(above):
        raise Http404
    found = Page.route_for_request(request, path.removeprefix(above))
    if found is None or not isinstance(found.page, ResourceCentrePage):
        raise Http404
    return found.page


def _above_pages() -> str:
    """Below what a site serves its pages: "", or "pages/" where it says `path("pages/", include(wagtail_urls))`."""
    try:
        root: str = reverse(PAGES, args=("",))
    except NoReverseMatch:
        return ""  # its pages are served in another way
    return root.removeprefix(get_script_prefix()).removeprefix(f"{get_language()}/")
