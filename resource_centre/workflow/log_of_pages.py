"""Sentences of the log, of re-readings and of the archive."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

ACTIONS = {
    "resource_centre.reviewed": (_("Re-read"), _("Re-read the page: it still holds")),
    "resource_centre.archived": (_("Archived"), _("Archived the page")),
    "resource_centre.restored": (_("Taken out of the archive"), _("Took the page out of the archive")),
}


class Sentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The sentence, and the reason where there is one."""

    def format_message(self, log_entry: Any) -> str:
        """ "Archived the page"."""
        return str(self.message)

    def format_comment(self, log_entry: Any) -> str:
        """The reason that was given."""
        return str(log_entry.data.get("reason") or "")


def register_log_actions(actions: Any) -> None:
    """Register each action with Wagtail."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name)(type("Sentence", (Sentence,), {"label": label, "message": message}))
