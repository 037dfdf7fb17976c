"""What stops an archiving, each by its name."""

from django.utils.translation import gettext as _

from resource_centre.contribution.errors import ContributionError


class ReasonMissing(ContributionError):
    """A page withdrawn without a word to its readers."""

    def __init__(self) -> None:
        super().__init__(_("Say why: readers who come to this page read it."))


class BadSuccessor(ContributionError):
    """A successor that leads nowhere: the page itself, or one that is not published."""

    def __init__(self) -> None:
        super().__init__(_("The page that replaces it must be another one, and be published."))


class NotArchived(ContributionError):
    """A page that is not in the archive, or no longer."""

    is_conflict = True

    def __init__(self) -> None:
        super().__init__(_("This page is not in the archive any more."))
