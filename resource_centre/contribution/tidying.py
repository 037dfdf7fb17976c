"""What is not kept: proposals that nobody confirmed, drafts of nobody, texts that were given up, unused invitations."""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Revision

from resource_centre import conf
from resource_centre.access.membership_models import Invitation
from resource_centre.contribution.handing_over import hand_over
from resource_centre.contribution.links import DAYS
from resource_centre.contribution.models import Proposal, Status


def delete_unconfirmed(days: int = DAYS) -> int:
    """Delete what was to be confirmed for longer than that; the number of proposals."""
    late = Proposal.objects.filter(status=Status.TO_CONFIRM, created_at__lt=timezone.now() - timedelta(days=days))
    _total, by_model = late.delete()
    return by_model.get(Proposal._meta.label, 0)


def delete_ownerless_drafts() -> int:
    """Delete the drafts of accounts that are no more, once teams have theirs; the number of drafts.

    Closing an account leaves none: these are deleted with it by other doors, such as Wagtail's list of users.
    """
    ownerless = Proposal.objects.filter(author=None)
    hand_over(ownerless)
    _total, by_model = ownerless.filter(status=Status.DRAFT).delete()
    return by_model.get(Proposal._meta.label, 0)


def delete_void_invitations() -> int:
    """Delete invitations that are too old to serve; their number."""
    _total, by_model = Invitation.objects.filter(used_at=None, expires_at__lt=timezone.now()).delete()
    return by_model.get(Invitation._meta.label, 0)


def forget_given_up(days: int | None = None) -> int:
    """Forget the text of what its author took back longer ago than that; the number of proposals."""
    since = timezone.now() - timedelta(days=conf.given_up_days() if days is None else days)
    return forget_texts(Proposal.objects.filter(status=Status.WITHDRAWN, decided_at__lt=since))


@transaction.atomic
def forget_texts(rows: QuerySet[Any]) -> int:
    """Take the texts out of proposals, out of their revisions too; that there was one, and when, stays."""
    held = rows.exclude(Q(content={}) & Q(base_content={}) & Q(typed="") & Q(message="") & Q(fact_source=""))
    numbers = list(held.values_list("pk", flat=True))
    own = Proposal.objects.filter(pk__in=numbers)
    kind = ContentType.objects.get_for_model(Proposal)
    own.update(latest_revision=None, live_revision=None)
    Revision.objects.filter(base_content_type=kind, object_id__in=[str(pk) for pk in numbers]).delete()
    own.update(content={}, base_content={}, typed="", message="", fact_source="", kept_so_far={})
    return len(numbers)
