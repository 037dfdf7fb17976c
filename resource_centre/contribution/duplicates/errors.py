"""What stops a merge, its undoing, or telling two apart; `str()` is a sentence for the person who meets it."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BasicLock
from wagtail.models import Page

from resource_centre.contribution.errors import ContributionError


class CannotMerge(ContributionError):
    """These two cannot become one; the message says why."""


def locked_for(page: Page, user: Any) -> str | None:
    """Why this person does not change a page that somebody locked by hand; None for the one who did.

    What else locks a page has its own answer: a review and a date stop a merge only of the page that is merged.
    """
    lock = page.get_lock()
    if isinstance(lock, BasicLock) and lock.for_user(user):
        return _("“%(title)s” is locked: have it unlocked first.") % {"title": page.title}
    return None


class AlreadyMerged(ContributionError):
    """One of the two is no more what it was: merged by somebody else a moment ago."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("One of the two was already merged with another: start again from the list."))


class PlanMoved(ContributionError):
    """What would move is not what was shown."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("Something changed since this was shown: read what moves now, then confirm again."))


class AlreadyUndone(ContributionError):
    """The merge was undone before."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("This merge was already undone."))


class CannotUndo(ContributionError):
    """The two cannot be parted again; the message says why."""


class NotTwo(ContributionError):
    """One thing is not two."""

    def __init__(self) -> None:
        super().__init__(_("Choose two different ones."))
