"""Screens of the reports: their list, each one, and the proposals behind a figure."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page as PageOfLines
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from resource_centre.admin import searches_report
from resource_centre.admin.export_log import record_export
from resource_centre.admin.exporting import FORMATS, export
from resource_centre.admin.own_centres import centre_numbered, centres_of
from resource_centre.admin.steering.addresses import INDEX_URL, REPORT_URL, report_url
from resource_centre.admin.steering.keeping import kept_values
from resource_centre.admin.steering.proposal_lines import Selection, read_proposals, read_selection
from resource_centre.admin.steering.proposal_table import list_title, proposal_table
from resource_centre.admin.steering.reports import REPORTS, Term, report_of
from resource_centre.admin.steering.scope import BadPeriod, Scope, read_period, usual_period
from resource_centre.admin.steering.step_table import StepSelection, read_step_selection, step_table
from resource_centre.admin.steering.tables import Table
from resource_centre.content.pages.centre import ResourceCentrePage

EACH_PAGE = 50
#: What an address asks for: the scope, the centres to choose from, what makes no sense.
Read = tuple[Scope, list[ResourceCentrePage], str]


@dataclass(frozen=True)
class TableView:
    """A table as it is printed: a list by pages, and where its files are."""

    table: Table
    shown: "PageOfLines[Any]"
    previous_url: str
    next_url: str
    csv_url: str
    xlsx_url: str


@dataclass(frozen=True)
class Screen:
    """A page of reports. problem: why the period of the address is not the one that is shown. back_url: of the report
    whose figure a list stands behind."""

    title: str
    sentence: str
    scope: Scope
    centres: list[ResourceCentrePage]
    problem: str
    has_period: bool
    hidden: tuple[tuple[str, str], ...]
    terms: tuple[Term, ...]
    tables: tuple[TableView, ...]
    is_narrowed: bool
    whole_url: str
    computed_at: datetime | None
    again_url: str
    back_url: str = ""


def report_index(request: HttpRequest) -> HttpResponse:
    """The reports, each with a sentence."""
    entries: list[tuple[Promise, Promise, str]] = [
        (one.title, one.sentence, reverse(REPORT_URL, args=[one.code])) for one in REPORTS
    ]
    if searches_report.is_read_by(request.user):
        entries.append((searches_report.TITLE, searches_report.SENTENCE, reverse(searches_report.REPORT_URL)))
    return TemplateResponse(request, "resource_centre/admin/steering/index.html", {"entries": entries})


def report_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One report, or one of its tables as a file."""
    report = report_of(code)
    if report is None:
        raise Http404
    scope, centres, problem = _read_scope(request)
    kept = kept_values(report, scope, again="again" in request.GET)
    tables = report.present(kept.values, scope)
    only = frozenset(request.GET.getlist("only"))
    tables = tuple(_narrowed(table, only) for table in tables)
    taken = _export(request, scope, report.code, tables)
    if taken is not None and not problem:
        return taken
    screen = Screen(
        str(report.title),
        str(report.sentence),
        scope,
        centres,
        problem,
        report.has_period,
        (),
        report.terms,
        tuple(_table_view(request, table) for table in tables),
        bool(only),
        _with(request, only=None),
        kept.computed_at,
        _with(request, again="1"),
    )
    return _page(request, screen)


def proposal_list(request: HttpRequest) -> HttpResponse:
    """The proposals that a figure of a report counts."""
    read = _read_scope(request)
    scope, selection = read[0], read_selection(request.GET)
    table = proposal_table(selection.of(read_proposals(scope), scope.period))
    return _list(request, read, "proposals", list_title(selection), selection, table)


def step_list(request: HttpRequest) -> HttpResponse:
    """The pages that a figure of a step counts."""
    read = _read_scope(request)
    selection = read_step_selection(request.GET, read[0])
    if selection is None:
        raise Http404
    return _list(request, read, "steps", selection.title, selection, step_table(selection, read[0]))


def _list(
    request: HttpRequest, read: Read, code: str, title: str, selection: Selection | StepSelection, table: Table
) -> HttpResponse:
    """One list, read anew each time; or its file. Its form keeps what was selected, whatever else it asks for."""
    scope, centres, problem = read
    taken = _export(request, scope, code, (table,))
    if taken is not None and not problem:
        return taken
    kept, view = tuple(selection.as_parameters().items()), _table_view(request, table)
    screen = Screen(title, "", scope, centres, problem, True, kept, (), (view,), False, "", None, "")
    if isinstance(selection, StepSelection):  # one report alone counts steps
        screen = replace(screen, has_period=not selection.is_waiting, back_url=report_url("waiting", scope))
    return _page(request, screen)


def _read_scope(request: HttpRequest) -> Read:
    """The scope of the address; the usual period and a sentence when its dates make no sense."""
    centres = list(centres_of(request.user))
    centre = centre_numbered(request.GET.get("centre", ""), centres)
    try:
        return Scope(request.user, read_period(request.GET), centre), centres, ""
    except BadPeriod as error:
        instead = _("The report below is that of the last twelve months.")
        return Scope(request.user, usual_period(), centre), centres, f"{error} {instead}"


def _page(request: HttpRequest, screen: Screen) -> HttpResponse:
    context = {"screen": screen, "index_url": reverse(INDEX_URL)}
    status = 400 if screen.problem else 200
    return TemplateResponse(request, "resource_centre/admin/steering/report.html", context, status=status)


def _narrowed(table: Table, only: frozenset[str]) -> Table:
    """The lines that a figure asks for."""
    if not table.is_list or not only:
        return table
    rows = tuple(row for row in table.rows if only <= row.tags)
    return Table(table.code, table.caption, table.headings, rows, table.is_list, table.note, table.empty)


def _export(request: HttpRequest, scope: Scope, code: str, tables: tuple[Table, ...]) -> HttpResponse | None:
    """The table that the address asks for as a file; None when it asks for none."""
    form, wanted = request.GET.get("export", ""), request.GET.get("table", "")
    table = next((table for table in tables if table.code == wanted), None)
    if form not in FORMATS or table is None:
        return None
    record_export(request.user, f"{code}/{table.code}", form, scope.centre)
    return export(f"{code}-{table.code}", table.headings, table.exported_rows(), form)


def _table_view(request: HttpRequest, table: Table) -> TableView:
    """Lists by pages; the other tables whole."""
    key = f"p-{table.code}"
    size = EACH_PAGE if table.is_list else max(len(table.rows), 1)
    shown = Paginator(table.rows, size).get_page(request.GET.get(key))

    def page_url(number: int) -> str:
        return f"{_with(request, **{key: str(number)})}#{table.code}"

    previous = page_url(shown.previous_page_number()) if shown.has_previous() else ""
    following = page_url(shown.next_page_number()) if shown.has_next() else ""
    files = (_with(request, table=table.code, export=form) for form in FORMATS)
    return TableView(table, shown, previous, following, *files)


def _with(request: HttpRequest, **changed: str | None) -> str:
    """The address of the request with these parameters instead; None takes one out."""
    left_out = {*changed, "again", "export", "table"}
    kept = [(key, value) for key, values in request.GET.lists() for value in values if key not in left_out]
    added = [(key, value) for key, value in changed.items() if value is not None]
    return f"?{urlencode([*kept, *added])}"
