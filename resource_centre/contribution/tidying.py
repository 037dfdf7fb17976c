"""What is not kept: proposals that nobody confirmed, drafts of nobody, texts that were given up, unused invitations,
addresses of readers to whom nothing will be written any more.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Revision

from resource_centre import conf
from resource_centre.access.membership_models import Invitation
from resource_centre.contribution.confirmation_links import DAYS
from resource_centre.contribution.discussion.models import Message
from resource_centre.contribution.handing_over import hand_over
from resource_centre.contribution.models import ACCEPTED, ProblemReport, Proposal, Status

#: Days after a decision in which a reader without account still follows it, and discusses it, by its link.
FOLLOWED_DAYS = 365
#: Days after its answer in which somebody may still send it again, where the mail server took it from nobody.
ANSWERED_DAYS = 30


def delete_unconfirmed() -> int:
    """Delete what nobody confirmed in time; the number of proposals."""
    late = Proposal.objects.filter(status=Status.TO_CONFIRM, created_at__lt=timezone.now() - timedelta(days=DAYS))
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
    """Forget the text of what its author took back longer ago than that, and who they are; the number of texts."""
    days = conf.given_up_days() if days is None else days
    given_up = Proposal.objects.filter(status=Status.WITHDRAWN, decided_at__lt=_before(days))
    _forget_readers(given_up)
    return forget_texts(given_up)


def forget_addresses_of_readers() -> int:
    """Forget addresses to which nothing will be written any more; how many.

    That of an answer that was sent is forgotten at once (`posting`), that of somebody with an account is the account's.
    """
    forgotten = _forget_readers(Proposal.objects.filter(decided_at__lt=_before(FOLLOWED_DAYS)))
    answered = ProblemReport.objects.filter(closed_at__lt=_before(ANSWERED_DAYS)).exclude(email="")
    return forgotten + answered.update(email="")


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


def _forget_readers(rows: QuerySet[Proposal]) -> int:
    """Forget who sent these without account; how many addresses.

    Who is named on a page stays with the address, by which both are found when they ask to be forgotten.
    """
    theirs = rows.filter(author=None).exclude(is_credited=True, status__in=ACCEPTED)
    Message.objects.filter(by=None, thread__proposal__in=theirs).exclude(name="").update(name="")
    theirs.exclude(author_name="").update(author_name="")
    return theirs.exclude(author_email="").update(author_email="", confirmation="")


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
