"""What the outbox may hold on a person: a mail server names the address that it refuses."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resource_centre.outbox.models import OutboxEntry
from resource_centre.persons.holders import Table, emptied, register_holders
from resource_centre.persons.person import Person


def register() -> None:
    """Called once, at start."""
    label = _("Errors of mail servers that name your address")
    register_holders(
        [Table("mail_errors", label, OutboxEntry, _whose, ("key", "changed_at", "error"), emptied(error=""))]
    )


def _whose(person: Person) -> Q:
    return Q(error__icontains=person.address) if person.address else Q(pk__in=())
