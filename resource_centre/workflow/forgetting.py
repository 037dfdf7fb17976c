"""What is known of an expert is forgotten: the address once the link has served or is void, all of it when asked."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from resource_centre.workflow.records import OpinionRequest


def forget_addresses_of_experts() -> int:
    """Forget addresses to which nothing will be written any more; how many."""
    over = Q(answered_at__isnull=False) | Q(revoked_at__isnull=False) | Q(expires_on__lt=timezone.localdate())
    return OpinionRequest.objects.filter(over).exclude(email="").update(email="")


def erase_expert(address: str) -> int:
    """Take the name and the address of an expert away; what they answered stays, and their link opens nothing."""
    rows = OpinionRequest.objects.filter(email__iexact=address)
    return rows.update(email="", name=_("somebody from outside"), secret="")
