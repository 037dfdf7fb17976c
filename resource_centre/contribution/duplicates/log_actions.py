"""Sentences of the log about merges of duplicates."""

from typing import Any

from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogFormatter

MERGED, UNDONE = "resource_centre.merged", "resource_centre.merge_undone"
FOLLOWED, PARTED = "resource_centre.merge_followed", "resource_centre.merge_unfollowed"
ACTIONS = {
    MERGED: (gettext_lazy("Duplicates merged"), gettext_lazy("Merged “%(merged)s” into “%(kept)s”")),
    UNDONE: (gettext_lazy("Merge undone"), gettext_lazy("Parted “%(merged)s” from “%(kept)s” again")),
    FOLLOWED: (gettext_lazy("Merge followed"), gettext_lazy("Names “%(kept)s” instead of “%(merged)s”")),
    PARTED: (gettext_lazy("Undone merge followed"), gettext_lazy("Names “%(merged)s” again, beside “%(kept)s”")),
}


class MergeSentence(LogFormatter):  # type: ignore[misc]  # Wagtail's classes carry no types
    """The sentence, with both names as they were."""

    def format_message(self, log_entry: Any) -> str:
        """ "Merged “Societality” into “Sociétality”"."""
        data = log_entry.data
        names = {"merged": data.get("merged", "?"), "kept": data.get("kept", "?")}
        return str(self.message) % names


def register_merge_actions(actions: Any) -> None:
    """Register each action with Wagtail."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name)(type("MergeSentence", (MergeSentence,), {"label": label, "message": message}))
