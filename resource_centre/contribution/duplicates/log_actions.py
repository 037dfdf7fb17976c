"""Sentences of the log about merges of duplicates, and about two that are none."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

from resource_centre.contribution.log_actions import Sentences, register_sentences

MERGED, UNDONE = "resource_centre.merged", "resource_centre.merge_undone"
FOLLOWED, PARTED = "resource_centre.merge_followed", "resource_centre.merge_unfollowed"
TOLD_APART, PUT_BACK = "resource_centre.told_apart", "resource_centre.put_back"
ACTIONS: Sentences = {
    MERGED: (gettext_lazy("Duplicates merged"), gettext_lazy("Merged “%(merged)s” into “%(kept)s”")),
    UNDONE: (gettext_lazy("Merge undone"), gettext_lazy("Parted “%(merged)s” from “%(kept)s” again")),
    FOLLOWED: (gettext_lazy("Merge followed"), gettext_lazy("Names “%(kept)s” instead of “%(merged)s”")),
    PARTED: (gettext_lazy("Undone merge followed"), gettext_lazy("Names “%(merged)s” again, beside “%(kept)s”")),
    TOLD_APART: (gettext_lazy("Told apart"), gettext_lazy("Told “%(first)s” and “%(second)s” apart: they are two")),
    PUT_BACK: (
        gettext_lazy("No longer told apart"),
        gettext_lazy("Put “%(first)s” and “%(second)s” back among those that may be one"),
    ),
}


class MergeSentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The sentence, with both names as they were."""

    def format_message(self, log_entry: Any) -> str:
        """ "Merged “Societality” into “Sociétality”"."""
        names = {name: log_entry.data.get(name, "?") for name in ("merged", "kept", "first", "second")}
        return str(self.message) % names


def register_merge_actions(actions: Any) -> None:
    """Those of merges."""
    register_sentences(actions, ACTIONS, MergeSentence)
