"""What has served is forgotten: the address of an expert once the link is void, who looked after what waits no more.

The rest of what is held on a person is forgotten when they ask (`held`).
"""

from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import TaskState

from resource_centre.access.membership_models import MembershipRequest, RequestState
from resource_centre.content.days import site_today
from resource_centre.contribution.models import OPEN, ProblemReport, Proposal
from resource_centre.workflow.records import Handling, OpinionRequest, Sort


def forget_addresses_of_experts() -> int:
    """Forget addresses to which nothing will be written any more; how many."""
    over = Q(answered_at__isnull=False) | Q(revoked_at__isnull=False) | Q(expires_on__lt=site_today())
    return OpinionRequest.objects.filter(over).exclude(email="").update(email="")


def forget_handling() -> int:
    """Delete who looked after what is decided, closed or gone; how many rows. The log keeps what was done."""
    return sum(
        Handling.objects.filter(sort=sort).exclude(item_id__in=waiting.values("pk")).delete()[0]
        for sort, waiting in _waiting().items()
    )


def _waiting() -> dict[Sort, QuerySet[Any]]:
    """What may still come back to the queue: a proposal that was sent back is looked after by the same person."""
    return {
        Sort.STEP: TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS),
        Sort.PROPOSAL: Proposal.objects.filter(status__in=OPEN),
        Sort.REPORT: ProblemReport.objects.filter(closed_at=None),
        Sort.MEMBER: MembershipRequest.objects.filter(state=RequestState.WAITING),
    }
