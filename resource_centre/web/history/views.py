"""Answers for the history of a resource: its versions, one of them, two compared, what leads to it.

Whoever may not read the page of today reads none of its versions: the answer is that of an absent page.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.access.contribution import may_decide
from resource_centre.content.keys import BEYOND, key_in
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import FROM, TO, history_path, links_path, version_path
from resource_centre.contribution.history.reading import page_as_it_was, readings_of
from resource_centre.contribution.history.versions import Version, version_before, versions_numbered, versions_of
from resource_centre.search.errors import PageOutOfRange
from resource_centre.web.contributing.centres import resource_or_404
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.history.comparison import present_comparison
from resource_centre.web.presenters.history.links import present_links
from resource_centre.web.presenters.history.listing import present_history
from resource_centre.web.presenters.history.moments import version_words
from resource_centre.web.presenters.places import centre_url
from resource_centre.web.presenters.resource import present_resource
from resource_centre.web.presenters.resource_view import ShownVersion
from resource_centre.web.resource_views import resource_page
from resource_centre.web.views import NotHere, beyond_the_last, page_response


def history(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """The published versions of a resource, the newest first."""
    page, access = resource_or_404(request, centre, uid)
    base = centre_url(centre, request)
    try:
        view = present_history(page, access, request, base, page_number(request))
    except PageOutOfRange as error:
        last = f"{base}{history_path(uid)}?page={error.last}"
        raise beyond_the_last(last) from error
    return page_response(request, "history/history", page, view=view)


def version(request: HttpRequest, centre: ResourceCentrePage, uid: UUID, number: int) -> HttpResponse:
    """A resource as it was at a version; 404 for a draft, and for a revision of another page."""
    page, access = resource_or_404(request, centre, uid)
    base = centre_url(centre, request)
    found = _versions(page, [number], base)[number]
    readings = readings_of(type(page), [found.content], access)
    shown = ShownVersion(
        words=version_words(found.at),
        note=_("It is the current one.") if found.is_current else _("This is not the current version."),
        current=Link(page.title, page.get_url(request) or ""),
        history=Link(_("History"), f"{base}{history_path(uid)}"),
        url=f"{base}{version_path(uid, number)}",
        restore_url=_restore_url(request, page, found),
    )
    view = present_resource(page_as_it_was(page, readings, found.at), access, request, shown)
    return resource_page(request, page, view)


def _restore_url(request: HttpRequest, page: Any, found: Version) -> str:
    """Wagtail's own screen: the old text in the form of the page, saved or published as a new revision."""
    if found.is_current or not request.user.is_authenticated or not may_decide(request.user, page):
        return ""
    return reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, found.number])


def compare(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """Two versions, whichever was picked first: the two latest when none is, one and the one before it."""
    page, access = resource_or_404(request, centre, uid)
    base = centre_url(centre, request)
    asked = [key_in(text) for name in (FROM, TO) if (text := request.GET.get(name, ""))]
    if not asked:
        ends = versions_of(page, 0, 2)
    elif len(set(asked)) == 1:
        one = _versions(page, asked, base)[asked[0]]
        before = version_before(page, one) if len(asked) == 1 else None
        ends = (one,) if before is None else (before, one)
    else:
        ends = tuple(_versions(page, asked, base).values())
    ordered = tuple(sorted(ends, key=lambda end: (end.at, end.number)))
    view = present_comparison(page, access, request, base, ordered, is_same=len(asked) == 2)
    return page_response(request, "history/comparison", page, view=view)


def links(request: HttpRequest, centre: ResourceCentrePage, uid: UUID) -> HttpResponse:
    """Pages that lead to a resource."""
    page, access = resource_or_404(request, centre, uid)
    try:
        view = present_links(page, access, request, page_number(request))
    except PageOutOfRange as error:
        last = f"{centre_url(centre, request)}{links_path(uid)}?page={error.last}"
        raise beyond_the_last(last) from error
    return page_response(request, "history/links", page, view=view)


def _versions(page: Any, numbers: list[int], base: str) -> dict[int, Version]:
    """Versions of that page. Raises NotHere when one of the numbers is none: the way on is the list of those it has."""
    found = versions_numbered(page, [number for number in numbers if number < BEYOND])
    if not found.keys() >= set(numbers):
        raise NotHere(_("This page has no such version."), (_("All the versions"), f"{base}{history_path(page.uuid)}"))
    return {number: found[number] for number in numbers}


def page_number(request: HttpRequest) -> int:
    """The page of a list; what is no number is the first."""
    return key_in(request.GET.get("page", "")) or 1
