"""What a reader is told above a list: what of the address was not understood, and that another engine stood in."""

from django.utils.translation import gettext as _

from resource_centre.discovery.parameters import Reading
from resource_centre.discovery.queries import Found


def notices_of(reading: Reading, found: Found) -> tuple[str, ...]:
    """Sentences, the one that concerns everything first."""
    told = tuple(notice.message for notice in reading.notices)
    if not found.results.is_degraded:
        return told
    return (_("The usual search does not answer: another one does, which may miss the latest changes."), *told)
