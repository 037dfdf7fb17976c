"""Sentences of the log, of what waits, of opinions from outside, of re-readings and of the archive."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from resource_centre.contribution.log_actions import Sentences, register_sentences

ACTIONS: Sentences = {
    "resource_centre.item_assigned": (_("Given to somebody"), _("Said who looks after what waits")),
    "resource_centre.item_postponed": (_("Put off"), _("Gave what waits another day")),
    "resource_centre.opinion_asked": (_("Outside opinion asked for"), _("Asked somebody from outside for an opinion")),
    "resource_centre.opinion_revoked": (_("Private link taken back"), _("Took a private link back")),
    "resource_centre.opinion_given": (_("Outside opinion given"), _("Somebody from outside gave an opinion")),
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
    """Those of reviews."""
    register_sentences(actions, ACTIONS, Sentence)
