"""What is not kept: proposals that nobody confirmed, invitations that nobody used, the addresses that they hold."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from resource_centre.access.membership_models import Invitation
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.links import DAYS
from resource_centre.contribution.models import OPEN, ProblemReport, Proposal, Status
from resource_centre.contribution.uploads.dropping import forget_files_of, forget_sender
from resource_centre.contribution.watching.models import Watch, Watcher


@dataclass(frozen=True)
class Erased:
    """What was held on an address, and is no more."""

    proposals: int
    reports: int
    invitations: int = 0
    watches: int = 0
    files: int = 0


def delete_unconfirmed(days: int = DAYS) -> int:
    """Delete what was to be confirmed for longer than that; the number of proposals."""
    late = Proposal.objects.filter(status=Status.TO_CONFIRM, created_at__lt=timezone.now() - timedelta(days=days))
    _total, by_model = late.delete()
    return by_model.get(Proposal._meta.label, 0)


def delete_void_invitations() -> int:
    """Delete invitations that are too old to serve; their number."""
    _total, by_model = Invitation.objects.filter(used_at=None, expires_at__lt=timezone.now()).delete()
    return by_model.get(Invitation._meta.label, 0)


@transaction.atomic
def erase_address(email: str) -> Erased:
    """Forget who is behind an address: proposals that were accepted stay, without name; what is open is deleted."""
    of_address = Proposal.objects.filter(author=None, author_email__iexact=email)
    count = of_address.count()
    Message.objects.filter(by=None, thread__proposal__in=of_address).update(name="")
    of_address.filter(status=Status.TO_CONFIRM).delete()
    of_address.update(author_name="", author_email="", is_credited=False, message="")
    reports = ProblemReport.objects.filter(email__iexact=email).update(email="")
    _total, by_model = Invitation.objects.filter(email__iexact=email).delete()
    invitations = by_model.get(Invitation._meta.label, 0)
    _total, by_model = Watcher.objects.filter(email=email.strip().lower()).exclude(email="").delete()
    watches = by_model.get(Watch._meta.label, 0)
    return Erased(count, reports, invitations, watches, forget_sender(email))


@transaction.atomic
def forget_account(user: Any) -> None:
    """What an account leaves behind when it is closed. What was published stays, named only where its author wished;
    what still waits is taken away, with requests to join and seats. Call before the account itself is deleted."""
    Proposal.objects.filter(author=user, status__in=OPEN).delete()
    decided = Proposal.objects.filter(author=user)
    decided.update(message="")
    decided.filter(is_credited=False).update(author_name="")
    Message.objects.filter(by=user).update(name="")
    forget_files_of(user)
    ProblemReport.objects.filter(email__iexact=user.email).exclude(email="").update(email="")
    Invitation.objects.filter(email__iexact=user.email).exclude(email="").delete()
