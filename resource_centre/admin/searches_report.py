"""The report “Searches without result”: words that people ask and find nothing for, and what to do about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from resource_centre.admin.export_log import LoggedExport
from resource_centre.admin.own_centres import centre_numbered, centres_of
from resource_centre.admin.search_log_admin import VIEW
from resource_centre.content.typed import typed
from resource_centre.discovery.staff.changes import MarkWanted
from resource_centre.discovery.staff.missing import MissingWords, Outcome, Remedies, missing_words, remedies_of
from resource_centre.discovery.staff.models import WantedStatus
from resource_centre.discovery.staff.search_log import KEPT_DAYS

REPORT_URL = "resource_centre_searches_without_result"
TITLE = gettext_lazy("Searches without result")
SENTENCE = gettext_lazy("Words that people ask and find nothing for, with what may be done about each.")
EACH_PAGE = 50
PERIODS = (7, 30, KEPT_DAYS)


@dataclass(frozen=True)
class Done:
    """What was done about some words: Done("Synonym", "/admin/…", is_live=True)."""

    label: str
    url: str


@dataclass(frozen=True)
class ReportLine:
    """A line of the report, with the forms that the remedies lead to; "" for what its user may not do."""

    words: str
    centre: str
    centre_id: int
    language: str
    times: int
    last_at: datetime
    done: tuple[Done, ...] = ()
    synonym_url: str = ""
    redirect_url: str = ""

    @property
    def done_in_words(self) -> str:
        """For the export: "Synonym, live"."""
        return " ; ".join(one.label for one in self.done)


class SearchesReport(LoggedExport, SpreadsheetExportMixin, View):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The report as a page, as CSV and as XLSX; a post marks words as wanted."""

    list_export: ClassVar = ["words", "centre", "language", "times", "last_at", "done_in_words"]
    export_headings: ClassVar = {
        "words": gettext_lazy("Words searched"),
        "centre": gettext_lazy("Centre"),
        "language": gettext_lazy("Language"),
        "times": gettext_lazy("Times asked"),
        "last_at": gettext_lazy("Last asked"),
        "done_in_words": gettext_lazy("What was done"),
    }
    export_filename = "searches-without-result"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Only for those who may see the log."""
        if not is_read_by(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lines of a period and of an outcome, both in the address."""
        days, outcome = _days(request), _outcome(request)
        found = missing_words(centres_of(request.user), outcome, days)
        if self.is_export:
            exported: HttpResponse = self.as_spreadsheet(_lines(request, found), request.GET["export"])
            return exported
        shown = Paginator(found, EACH_PAGE).get_page(request.GET.get("p"))
        context = {
            "lines": _lines(request, shown.object_list),
            "shown": shown,
            "days": days,
            "outcome": outcome.value,
            "kept_days": KEPT_DAYS,
            "periods": [(one, _address(outcome, one), one == days) for one in PERIODS],
            "outcomes": [(_name(one), _address(one, days), one is outcome) for one in Outcome],
            "csv_url": self.csv_export_url,
            "xlsx_url": self.xlsx_export_url,
            "total": sum(line.times for line in found),
            "several_centres": len({line.centre for line in found}) > 1,
            "may_want": request.user.has_perm("resource_centre.add_wantedresource"),
            "here": _address(outcome, days),
        }
        return TemplateResponse(request, "resource_centre/admin/searches_report.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark words as wanted, and come back to the same report."""
        centre = centre_numbered(request.POST.get("centre", ""), centres_of(request.user))
        if centre is None:
            raise Http404
        words, language = typed(request.POST, "words"), typed(request.POST, "language")
        try:
            wanted = MarkWanted(centre, language, words, request.user).execute()
            messages.success(request, _("“%(words)s” is among the resources wanted.") % {"words": wanted.words})
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(_address(_outcome(request), _days(request)))


def is_read_by(user: Any) -> bool:
    """Whether that account may see what people search."""
    return bool(user.has_perm(VIEW))


def _lines(request: HttpRequest, found: Any) -> list[ReportLine]:
    lines = list(found)
    remedies = remedies_of(lines)
    return [_line(request, line, remedies[line]) for line in lines]


def _line(request: HttpRequest, line: MissingWords, remedies: Remedies) -> ReportLine:
    given: Mapping[str, Any] = {"centre": line.centre, "language": line.language, "words": line.words}
    synonym = urlencode({"language": line.language, "forms": f"{line.words}\n"})
    may = request.user.has_perm
    return ReportLine(
        words=line.words,
        centre=line.centre_title,
        centre_id=line.centre,
        language=line.language,
        times=line.times,
        last_at=line.last_at,
        done=_done(remedies),
        synonym_url=f"{reverse('resource_centre_synonyms:add')}?{synonym}" if may(_ADD_SYNONYM) else "",
        redirect_url=f"{reverse('resource_centre_redirects:add')}?{urlencode(given)}" if may(_ADD_REDIRECT) else "",
    )


_ADD_SYNONYM, _ADD_REDIRECT = "resource_centre.add_synonymset", "resource_centre.add_searchredirect"


def _done(remedies: Remedies) -> tuple[Done, ...]:
    found: list[Done] = []
    for one in remedies.synonyms:
        words = _("Synonym, live") if one.is_live else _("Synonym, not live yet")
        found.append(Done(words, reverse("resource_centre_synonyms:edit", args=[one.pk])))
    if (see := remedies.redirect) is not None:
        words = _("Reference, live") if see.is_live else _("Reference, not live yet")
        found.append(Done(words, reverse("resource_centre_redirects:edit", args=[see.pk])))
    if (wanted := remedies.wanted) is not None:
        words = _("Wanted: found") if wanted.status == WantedStatus.FOUND else _("Wanted")
        found.append(Done(words, reverse("resource_centre_wanted:edit", args=[wanted.pk])))
    return tuple(found)


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return next((one for one in PERIODS if str(one) == asked), KEPT_DAYS)


def _outcome(request: HttpRequest) -> Outcome:
    asked = request.GET.get("found", "")
    return next((one for one in Outcome if one.value == asked), Outcome.NOTHING)


def _name(outcome: Outcome) -> str:
    return _("Nothing found") if outcome is Outcome.NOTHING else _("Near words only")


def _address(outcome: Outcome, days: int) -> str:
    return f"{reverse(REPORT_URL)}?{urlencode({'found': outcome.value, 'days': days})}"


class ReportItem(MenuItem):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The entry of Wagtail's menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For those who may see the log."""
        return is_read_by(request.user)


def report_item() -> ReportItem:
    """ "Searches without result", among the reports."""
    return ReportItem(
        TITLE,
        reverse_lazy(REPORT_URL),
        name="searches-without-result",
        icon_name="search",
        order=810,
    )
