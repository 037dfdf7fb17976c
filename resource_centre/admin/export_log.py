"""What the log says of reports and lists: who took which one away."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter, log

from resource_centre.admin.own_centres import centres_of
from resource_centre.content.pages.centre import ResourceCentrePage

EXPORTED = "resource_centre.report_exported"


class ExportSentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """ "Took a report away (waiting, csv)"."""

    label = _("Report exported")

    def format_message(self, log_entry: Any) -> str:
        """The sentence, with the code of the report and the form of the file."""
        said = ", ".join(str(log_entry.data[key]) for key in ("report", "form") if log_entry.data.get(key))
        return f"{_('Took a report away')} ({said})"


def register_log_actions(actions: Any) -> None:
    """Register the action with Wagtail."""
    actions.register_action(EXPORTED)(ExportSentence)


def record_export(user: Any, centres: Iterable[ResourceCentrePage], report: str, form: str) -> None:
    """One line in the log of each centre whose pages it counts."""
    for centre in centres:
        log(centre, EXPORTED, user=user, data={"report": report, "form": form})


class LoggedExport:
    """Put before a view of Wagtail's that exports its list: whoever takes it away is in the log of their centres."""

    def as_spreadsheet(self, rows: Any, form: str) -> Any:
        """The file, which is called in the log as the file is."""
        view: Any = self
        user = view.request.user
        record_export(user, centres_of(user), view.get_filename(), form)
        return super().as_spreadsheet(rows, form)  # type: ignore[misc]  # Wagtail's view, which comes after
