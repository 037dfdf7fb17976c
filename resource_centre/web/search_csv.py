"""A search as a table to take away: numbered rows, with the date and the licence of each."""

import csv
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.facets import Listing
from resource_centre.discovery.labels import Labeller
from resource_centre.discovery.queries import Finder
from resource_centre.search.budget import REACHABLE
from resource_centre.search.criteria import Criteria
from resource_centre.text.cells import as_text
from resource_centre.web.presenters.common import kind_label, kind_of
from resource_centre.web.presenters.search.results import Results

#: Rows read at once.
BATCH = 500


class _Line:
    """A file of one line, for the writer."""

    def write(self, line: str) -> str:
        return line


def csv_response(request: HttpRequest, finder: Finder, criteria: Criteria) -> StreamingHttpResponse:
    """Stream the rows of a search, up to the ten thousand that can be reached."""
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
    yield [
        _("Number"), _("Title"), _("Kind"), _("Summary"), _("Themes"), _("Territories"), _("Date"), _("Updated"),
        _("Licence"), _("Address"), _("Exported on"),
    ]  # fmt: skip
    today, number = timezone.localdate().isoformat(), 0
    for page in range(1, REACHABLE // BATCH + 1):
        wanted = replace(criteria, page=page)
        total = finder.total(criteria)
        if (page - 1) * BATCH >= total:
            return
        found = finder.find(wanted, listing=Listing.NONE, size=BATCH)
        labeller = Labeller(finder.gazetteer, finder.centre, finder.access)
        words = Results(finder.facets, labeller, request)
        for one in found.hits:
            number += 1
            yield [
                str(number),
                one.page.title,
                kind_label(kind_of(one.page)),
                one.page.summary,
                ", ".join(words.words(one, THEME, most=99)),
                ", ".join(words.words(one, TERRITORY, most=99)),
                one.page.period,
                one.page.changed_on.isoformat() if one.page.changed_on else "",
                ", ".join(words.words(one, "licence", most=9)),
                request.build_absolute_uri(one.page.get_url(request) or ""),
                today,
            ]
