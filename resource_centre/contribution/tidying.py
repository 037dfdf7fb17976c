"""What is not kept: proposals that nobody confirmed, and the addresses that they hold."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from resource_centre.contribution.links import DAYS
from resource_centre.contribution.models import ProblemReport, Proposal, Status


@dataclass(frozen=True)
class Erased:
    """What was held on an address, and is no more."""

    proposals: int
    reports: int


def delete_unconfirmed(days: int = DAYS) -> int:
    """Delete what was to be confirmed for longer than that; the number of proposals."""
    late = Proposal.objects.filter(status=Status.TO_CONFIRM, created_at__lt=timezone.now() - timedelta(days=days))
    _total, by_model = late.delete()
    return by_model.get(Proposal._meta.label, 0)


@transaction.atomic
def erase_address(email: str) -> Erased:
    """Forget who is behind an address: proposals that were accepted stay, without name; what is open is deleted."""
    of_address = Proposal.objects.filter(author=None, author_email__iexact=email)
    count = of_address.count()
    of_address.filter(status=Status.TO_CONFIRM).delete()
    of_address.update(author_name="", author_email="", is_credited=False, message="")
    return Erased(count, ProblemReport.objects.filter(email__iexact=email).update(email=""))
