"""Proposals that wait on a page, as whoever decides on something of that page meets them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from resource_centre.contribution.models import WAITING, Proposal


@dataclass(frozen=True)
class Other:
    """Another proposal that waits on the same page."""

    url: str
    words: str
    at: datetime | None


def waiting_on(page_id: int, apart: int = 0) -> tuple[Other, ...]:
    """Those of that page, the oldest first; `apart` is the number of one that is left out."""
    rows = Proposal.objects.filter(resource=page_id, status__in=WAITING).exclude(pk=apart)
    return tuple(
        Other(
            reverse("resource_centre_proposal", args=[one.pk]),
            _("by %(name)s") % {"name": one.author_name} if one.author_name else _("without a name"),
            one.submitted_at,
        )
        for one in rows.order_by(F("submitted_at").asc(nulls_last=True))
    )
