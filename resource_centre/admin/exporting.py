"""Tables that leave the admin: CSV and XLSX, no cell of which a spreadsheet runs.

The rule is `text.cells.as_text`. It holds for Wagtail's own exports of this site as well: the titles that they carry
may come from anybody's proposal.
"""

import csv
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import wraps
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from resource_centre.text.cells import as_text

CSV, XLSX = "csv", "xlsx"
FORMATS = (CSV, XLSX)
#: Longest text that a cell of a spreadsheet holds.
LONGEST_CELL = 32_767
_XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

#: What a cell may hold. None is an empty one.
Value = str | int | float | date | datetime | None
Rows = Iterable[Sequence[Value]]


def export(name: str, headings: Sequence[str], rows: Rows, form: str) -> HttpResponse:
    """A file to take away, its first line the headings: export("late", ("Title",), [("Silver Geek",)], "csv").

    Numbers stay numbers and dates dates. Raises KeyError for a form that is none of FORMATS.
    """
    write, content_type = {CSV: (write_csv, "text/csv; charset=utf-8"), XLSX: (write_xlsx, _XLSX_TYPE)}[form]
    response = HttpResponse(write(headings, rows), content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def write_csv(headings: Sequence[str], rows: Rows) -> bytes:
    """As a spreadsheet expects it: UTF-8 with the mark by which it reads accents."""
    text = StringIO()
    writer = csv.writer(text)
    for row in (headings, *rows):
        writer.writerow([_csv_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _csv_cell(value: Value) -> Value:
    if isinstance(value, datetime):
        return _moment_in_csv(value)
    return as_text(value) if isinstance(value, str) else value


def _moment_in_csv(value: datetime) -> str:
    """As the screen says it, with how far that is from Greenwich: "2026-11-29 00:30+01:00"."""
    return timezone.localtime(value).isoformat(" ", "minutes") if timezone.is_aware(value) else str(value)


def _moment_in_xlsx(value: datetime) -> datetime:
    """As the screen says it: a spreadsheet knows of no zone."""
    return timezone.make_naive(value) if timezone.is_aware(value) else value


def write_xlsx(headings: Sequence[str], rows: Rows) -> bytes:
    """One sheet; a text is of the type text, whatever it begins with."""
    book, output = Workbook(write_only=True), BytesIO()
    sheet = book.create_sheet()
    for row in (headings, *rows):
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    book.save(output)
    return output.getvalue()


def _xlsx_cell(sheet: Any, value: Value) -> Any:
    if isinstance(value, datetime):
        value = _moment_in_xlsx(value)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST_CELL])
    cell.data_type = "s"
    return cell


def guard_exports_of_wagtail() -> None:
    """Make the rule hold in every export that Wagtail writes, by the place it leaves for it.

    In XLSX Wagtail gives a formula the type text already. Moments are those of the screen: around midnight Greenwich
    has another day. A CSV begins with the mark by which spreadsheets read accents. Wagtail writes it line by line while
    it is sent, when the language and the time zone of whoever asked are no longer those of the thread: it is written
    whole before, as XLSX is.
    """
    SpreadsheetExportMixin.stream_csv = _whole(SpreadsheetExportMixin.stream_csv)
    SpreadsheetExportMixin.custom_value_preprocess = {
        **SpreadsheetExportMixin.custom_value_preprocess,
        datetime: {CSV: _moment_in_csv, XLSX: _moment_in_xlsx},
        str: {CSV: as_text},
    }


def _whole(stream: Callable[[Any, Any], Iterable[str]]) -> Callable[[Any, Any], list[str]]:
    @wraps(stream)
    def lines(view: Any, rows: Any) -> list[str]:
        return ["\ufeff", *stream(view, rows)]

    return lines
