"""What stops a file; `str()` is a sentence for the person who sent it."""

from django.utils.translation import gettext as _

from resource_centre.contribution.errors import ContributionError


class FileRefused(ContributionError):
    """The file is not taken, and the message says why and what may be done."""


class FileGone(ContributionError):
    """A proposal names a file that is not there any more, or that its author may not use."""

    def __init__(self) -> None:
        super().__init__(_("A file of this proposal is no longer there: send it again."))
