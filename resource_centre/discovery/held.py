"""What the log of searches may hold on a person: an address or a name that somebody searched."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.persons.holders import Table, deleted, register_holders
from resource_centre.persons.person import Person


def register() -> None:
    """Called once, at start."""
    label = _("Searches of your address or name, by nobody knows whom")
    register_holders([Table("searches", label, SearchLogEntry, _whose, ("at", "words", "total"), deleted)])


def _whose(person: Person) -> Q:
    found = Q(pk__in=())
    for words in person.known_by:
        found |= Q(words__icontains=words)
    return found
