"""Sentences of the log: what a page's history in the admin says of contributions. No name of a reader is kept there."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import LogFormatter

from resource_centre.contribution.models import EventKind

#: Of each action, its label and its sentence.
Sentences = Mapping[str, tuple[str | Promise, str | Promise]]
ACTIONS: Sentences = {
    f"resource_centre.proposal_{EventKind.WRITTEN}": (_("Proposal written"), _("A reader wrote a proposal")),
    f"resource_centre.proposal_{EventKind.SUBMITTED}": (_("Proposal received"), _("A proposal was received")),
    f"resource_centre.proposal_{EventKind.TAKEN_UP}": (_("Proposal taken up"), _("Began to read a proposal")),
    f"resource_centre.proposal_{EventKind.STEP_PASSED}": (_("Step passed"), _("Approved a proposal at its step")),
    f"resource_centre.proposal_{EventKind.ASKED}": (_("Changes asked for"), _("Asked the author for changes")),
    f"resource_centre.proposal_{EventKind.OUTDATED}": (
        _("Proposal overtaken"),
        _("Asked the author to say it again on the page of today"),
    ),
    f"resource_centre.proposal_{EventKind.REVISED}": (_("Proposal changed"), _("The author changed a proposal")),
    f"resource_centre.proposal_{EventKind.ACCEPTED}": (_("Proposal accepted"), _("Accepted a proposal")),
    f"resource_centre.proposal_{EventKind.PARTLY_ACCEPTED}": (
        _("Proposal accepted in part"),
        _("Accepted a part of a proposal"),
    ),
    f"resource_centre.proposal_{EventKind.REFUSED}": (_("Proposal refused"), _("Refused a proposal")),
    f"resource_centre.proposal_{EventKind.WITHDRAWN}": (_("Proposal withdrawn"), _("The author took a proposal back")),
    "resource_centre.problem_reported": (_("Problem reported"), _("A reader reported a problem")),
    "resource_centre.member_asked": (_("Asked to join"), _("Asked to join the team")),
    "resource_centre.member_accepted": (_("Request to join accepted"), _("Accepted a request to join the team")),
    "resource_centre.member_refused": (_("Request to join refused"), _("Refused a request to join the team")),
    "resource_centre.member_withdrew": (_("Request to join taken back"), _("Took back a request to join the team")),
    "resource_centre.member_invited": (_("Invitation sent"), _("Invited somebody to the team")),
    "resource_centre.invitation_revoked": (_("Invitation taken back"), _("Took back an invitation to the team")),
    "resource_centre.member_joined": (_("Invitation accepted"), _("Joined the team by an invitation")),
    "resource_centre.member_role": (_("Role changed"), _("Changed the role of a member of the team")),
    "resource_centre.member_removed": (_("Member taken out"), _("Took a member out of the team")),
    "resource_centre.member_left": (_("Member left"), _("Left the team")),
    "resource_centre.message_written": (_("Message written"), _("Wrote in a discussion")),
    "resource_centre.message_hidden": (_("Message hidden"), _("Hid a message of a discussion")),
    "resource_centre.thread_resolved": (_("Discussion resolved"), _("Resolved a discussion")),
    "resource_centre.thread_reopened": (_("Discussion opened again"), _("Opened a discussion again")),
    "resource_centre.problem_closed": (_("Report closed"), _("Closed a report of a problem")),
}


class Sentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The sentence, and the number by which the proposal is found."""

    def format_message(self, log_entry: Any) -> str:
        """ "Accepted a proposal (no. 12)"."""
        number = log_entry.data.get("proposal") or log_entry.data.get("report")
        if not number:
            return str(self.message)
        return gettext("%(sentence)s (no. %(number)s)") % {"sentence": self.message, "number": number}


def register_sentences(actions: Any, sentences: Sentences, formatter: type[LogFormatter]) -> None:
    """Register with Wagtail each action, with its label and its sentence."""
    for name, (label, message) in sentences.items():
        actions.register_action(name)(type(formatter.__name__, (formatter,), {"label": label, "message": message}))


def register_log_actions(actions: Any) -> None:
    """Those of contributions."""
    register_sentences(actions, ACTIONS, Sentence)
