"""Answers for the search of a centre: its page, the values of a facet, the same question as JSON and CSV."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.facets import Listing, ResourceFacet
from resource_centre.discovery.parameters import PLACE, TEXT, Notice, Reading, pairs_of, read_parameters
from resource_centre.discovery.queries import Finder, Found
from resource_centre.discovery.staff.search_log import record_search
from resource_centre.search.errors import BadQuery, EngineUnavailable, PageOutOfRange, QueryTooLong
from resource_centre.web.moved import now_at
from resource_centre.web.presenters.search.editorial import present_editorial
from resource_centre.web.presenters.search.facet_page import present_facet
from resource_centre.web.presenters.search.page import SearchPage, search_path
from resource_centre.web.presenters.search.places import Meant, meant_place
from resource_centre.web.search_csv import csv_response
from resource_centre.web.search_json import json_of
from resource_centre.web.search_messages import RETRY_AFTER, message_of
from resource_centre.web.suggestions import suggestions_for
from resource_centre.web.views import NotHere, access_or_404, away_when_unavailable, page_response


@away_when_unavailable
def search(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """The page of a search: 400 for a question too long, 404 beyond the last page, 503 while the search is away."""
    finder = Finder.of(page, access_or_404(request, page))
    too_long = ""
    try:
        reading = _read(request, finder)
    except QueryTooLong as error:
        too_long = message_of(error)
        reading = _read(request, finder, without=TEXT)
    try:
        return _answer(request, finder, reading, too_long)
    except PageOutOfRange as error:
        last = SearchPage.address_of_page(request, finder, reading, error.last)
        raise NotHere(message_of(error), (_("The last page"), last)) from error


def _answer(request: HttpRequest, finder: Finder, reading: Reading, too_long: str) -> HttpResponse:
    meant = meant_place(finder, reading) if reading.place else Meant()
    if meant.key:
        reading = replace(reading, criteria=meant.added_to(reading.criteria), place="", is_current=False)
    if not reading.is_current and not too_long:  # which is said first, and keeps what was typed
        address = SearchPage.address_of_page(request, finder, reading, reading.criteria.page)
        return HttpResponseRedirect(address) if meant.key else now_at(address)
    if meant.notice:
        reading = replace(reading, notices=(*reading.notices, Notice(PLACE, reading.place, meant.notice)))
    found = finder.find(reading.criteria)
    view = SearchPage(request, finder, reading, found, meant.answers).view()
    if too_long:
        view = replace(view, text=request.GET.get(TEXT, "")[:2_000], text_error=too_long)
    editorial = present_editorial(request, finder, reading.criteria)
    _record(request, finder, reading, found)
    response = page_response(request, "search", finder.centre, view=view, editorial=editorial, canonical=view.canonical)
    response.status_code = 400 if too_long else 200
    return response


def _record(request: HttpRequest, finder: Finder, reading: Reading, found: Found) -> None:
    """Keep the words of whoever asks them for the first time: not the next page, another order or view, a filter, an
    address that means nothing, nor a page that a browser fetches in case somebody goes there."""
    criteria = reading.criteria
    asked = pairs_of(criteria, finder.facets, reading.view, reading.division)
    is_first = asked == [(TEXT, criteria.text)] and not reading.notices
    if is_first and request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        total, is_near = found.results.total, found.results.relaxed and found.results.total > 0
        record_search(finder.centre.pk, criteria.language, criteria.text, total, is_near)


@away_when_unavailable
def facet_values(request: HttpRequest, page: ResourceCentrePage, code: str) -> HttpResponse:
    """Every value of a facet as boxes, for the rest of the same search."""
    finder = Finder.of(page, access_or_404(request, page))
    facet = _facet(finder, code)
    try:
        reading = _read(request, finder)
        found = finder.find(reading.criteria, listing=Listing.EVERY, size=0)
    except BadQuery as error:
        raise NotHere(message_of(error), (_("Search"), search_path(finder, request))) from error
    view = present_facet(SearchPage(request, finder, reading, found), facet)
    return page_response(request, "search_facet", page, view=view)


def _facet(finder: Finder, code: str) -> ResourceFacet:
    for facet in finder.facets:
        if facet.code == code:
            return facet
    raise NotHere(_("There is no filter “%(code)s”.") % {"code": code[:60]}, (finder.centre.title, finder.centre.url))


def search_json(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """The same question as JSON; every value of every facet, up to a thousand."""
    finder = Finder.of(page, access_or_404(request, page))
    try:
        reading = _read(request, finder)
        found = finder.find(reading.criteria, listing=Listing.EVERY)
    except BadQuery as error:
        return _json_error(error.code, message_of(error), 400)
    except EngineUnavailable as error:
        return _json_error("engine_unavailable", message_of(error), 503)
    if reading.place:
        words = _("A territory is asked for by its key here: territory=commune:35238.")
        reading = replace(reading, notices=(*reading.notices, Notice(PLACE, reading.place, words)))
    return JsonResponse(json_of(request, finder, reading, found), json_dumps_params={"ensure_ascii": False})


def _json_error(code: str, message: str, status: int) -> JsonResponse:
    response = JsonResponse({"error": {"code": code, "message": message}}, status=status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response


@away_when_unavailable
def search_csv(request: HttpRequest, page: ResourceCentrePage) -> HttpResponseBase:
    """The same question as a table to take away."""
    finder = Finder.of(page, access_or_404(request, page))
    try:
        reading = _read(request, finder)
        finder.total(reading.criteria)  # an engine that is away is said before the first line is sent
    except BadQuery as error:
        raise NotHere(message_of(error), (_("Search"), search_path(finder, request))) from error
    return csv_response(request, finder, reading.criteria)


def suggestions(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """What somebody who types may mean: resources, actors, themes, territories."""
    access: Access = access_or_404(request, page)
    found = suggestions_for(request, Finder.of(page, access), request.GET.get("q", ""), request.GET.get("kind", ""))
    return JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})


def _read(request: HttpRequest, finder: Finder, without: str = "") -> Reading:
    parameters = {name: values for name, values in request.GET.lists() if name != without}
    return read_parameters(parameters, finder)
