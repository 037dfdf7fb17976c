"""How the log says that a report or a list was taken away: by its title."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from resource_centre.admin.correspondences import CorrespondenceAdmin
from resource_centre.admin.export_log import EXPORTED
from resource_centre.admin.link_checks import LinkCheckAdmin
from resource_centre.admin.search_log_admin import SearchLogAdmin
from resource_centre.admin.searches_report import TITLE, SearchesReport
from resource_centre.admin.steering.reports import report_of

#: Titles of what no report of steering is, by the name of its file.
_TITLES = {
    **{one.export_filename: one.menu_label for one in (CorrespondenceAdmin, LinkCheckAdmin, SearchLogAdmin)},
    SearchesReport.export_filename: TITLE,
    "proposals": _("Proposals"),
    "steps": _("Steps of the workflows"),
}


class ExportSentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """ "Took a report away (Waiting and delays, CSV)"."""

    label = _("Report exported")

    def format_message(self, log_entry: Any) -> str:
        """The sentence, with the title of the report and the form of the file."""
        said = (_title(str(log_entry.data.get("report", ""))), str(log_entry.data.get("form", "")).upper())
        sentence = _("Took a report away")
        return f"{sentence} ({', '.join(filter(None, said))})"


def _title(name: str) -> str:
    """Of "waiting/steps", a table of a report, that of the report; the name itself where nothing bears it any more."""
    code = name.partition("/")[0]
    report = report_of(code)
    return str(capfirst(str(_TITLES.get(code, code) if report is None else report.title)))


def register_log_actions(actions: Any) -> None:
    """Register the action with Wagtail."""
    actions.register_action(EXPORTED)(ExportSentence)
