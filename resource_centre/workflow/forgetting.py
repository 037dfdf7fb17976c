"""What is known of an expert is forgotten once the link has served or is void; the rest of it when asked (`held`)."""

from django.db.models import Q
from django.utils import timezone

from resource_centre.workflow.records import OpinionRequest


def forget_addresses_of_experts() -> int:
    """Forget addresses to which nothing will be written any more; how many."""
    over = Q(answered_at__isnull=False) | Q(revoked_at__isnull=False) | Q(expires_on__lt=timezone.localdate())
    return OpinionRequest.objects.filter(over).exclude(email="").update(email="")
