"""A search as a table to take away: numbered rows, with the date and the licence of each.

The status is sent before the first row: what the file lacks is said by its last one, which has no number.
"""

import csv
import logging
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, StreamingHttpResponse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from resource_centre.content.days import site_today
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.queries import Finder, Found, FoundHit
from resource_centre.search.budget import REACHABLE, reachable_pages
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import SearchError
from resource_centre.text.cells import as_text
from resource_centre.web.presenters.common import kind_label, kind_of
from resource_centre.web.presenters.search.results import Results, keys_named

logger = logging.getLogger(__name__)

#: Rows read at once.
BATCH = 500


class _Line:
    """A file of one line, for the writer."""

    def write(self, line: str) -> str:
        return line


def csv_response(request: HttpRequest, finder: Finder, criteria: Criteria) -> StreamingHttpResponse:
    """Stream the rows of a search, up to the ten thousand that can be reached; a last line says what is left out."""
    language, writer = get_language(), csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"  # spreadsheets then read accents
        with override(language):
            for row in _rows(request, finder, criteria):
                yield writer.writerow([as_text(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="recherche.csv"'
    return response


def _rows(request: HttpRequest, finder: Finder, criteria: Criteria) -> Iterator[list[str]]:
    head = [
        _("Number"), _("Title"), _("Kind"), _("Summary"), _("Themes"), _("Territories"), _("Date"), _("Updated"),
        _("Licence"), _("Address"), _("Exported on"),
    ]  # fmt: skip
    yield head
    today, number, remark = site_today().isoformat(), 0, ""
    labeller = Labeller(finder.gazetteer, finder.centre, finder.access)
    words = Results(finder.facets, labeller, request)
    try:
        for found in _batches(finder, criteria):
            labeller.learn(finder.facets, keys_named(found.hits))
            for one in found.hits:
                number += 1
                yield [str(number), *_cells(one, words, request), today]
            remark = _left_out(found.results.total)
    except SearchError as error:
        logger.warning("An export stops after %d rows: %s", number, error)
        remark = _("This file is incomplete: the search stopped meanwhile. Export it again.")
    if remark:
        yield ["", remark, *[""] * (len(head) - 2)]


def _left_out(total: int) -> str:
    """How many resources are beyond reach, in words; "" when every one is in the file."""
    more = total - REACHABLE
    if more <= 0:
        return ""
    return ngettext(
        "%(number)s resource is not in this file: refine the search.",
        "%(number)s resources are not in this file: refine the search.",
        more,
    ) % {"number": number_format(more, force_grouping=True)}


def _batches(finder: Finder, criteria: Criteria) -> Iterator[Found]:
    """What can be reached, BATCH at a time. Raises EngineUnavailable, and PageOutOfRange when it shrinks meanwhile."""
    page, last = 1, 1
    while page <= last:
        found = finder.find(replace(criteria, page=page), listing=Listing.NONE, size=BATCH)
        yield found
        page, last = page + 1, reachable_pages(found.results.total, BATCH)


def _cells(one: FoundHit, words: Results, request: HttpRequest) -> list[str]:
    page = one.page
    return [
        page.title,
        kind_label(kind_of(page)),
        page.summary,
        ", ".join(words.words(one, THEME, most=99)),
        ", ".join(words.words(one, TERRITORY, most=99)),
        page.period,
        page.changed_on.isoformat() if page.changed_on else "",
        ", ".join(words.words(one, "licence", most=9)),
        request.build_absolute_uri(page.get_url(request) or ""),
    ]
