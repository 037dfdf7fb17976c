"""What stops an archiving, each by its name."""

from django.utils.translation import gettext as _

from resource_centre.contribution.errors import ContentRefused, ContributionError


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


class RestoreRefused(ContentRefused):
    """A version that cannot be published as it was; `faults` are sentences that say why, each with its field."""

    def __init__(self, faults: str) -> None:
        words = _("The page stays in the archive. %(faults)s Change that in its form, then publish it there.")
        super().__init__(words % {"faults": faults})
