"""What stops a file; `str()` is a sentence for the person who sent it."""

from django.utils.translation import gettext as _

from resource_centre.contribution.errors import ContributionError


class FileRefused(ContributionError):
    """The file is not taken, and the message says why and what may be done."""


class FileDamaged(FileRefused):
    """The file cannot be read to its end."""

    def __init__(self) -> None:
        super().__init__(_("This file is damaged: it cannot be opened. Save it again, then send it."))


class FileGone(ContributionError):
    """A proposal names a file that is not there any more, or that its author may not use."""

    def __init__(self) -> None:
        super().__init__(_("A file of this proposal is no longer there: send it again."))
