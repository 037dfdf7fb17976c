"""How much a file weighs, in words."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _


def in_words(size: int | None) -> str:
    """A weight in thousands: in_words(1234567) is "1.2 MB"."""
    if size is None:
        return _("weight unknown")
    if size < 1_000_000:
        return _("%(number)s kB") % {"number": number_format(max(1, round(size / 1000)))}
    return _("%(number)s MB") % {"number": number_format(round(size / 1_000_000, 1), decimal_pos=1)}


def in_megabytes(size: int) -> str:
    """A limit, without a decimal that says nothing: in_megabytes(20000000) is "20 MB"."""
    whole = size / 1_000_000
    return _("%(number)s MB") % {"number": number_format(whole if whole % 1 else int(whole))}
