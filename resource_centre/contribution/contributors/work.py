"""What is on the page of a contributor: pages that they helped with under that name, and that the reader may see."""

from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery

from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.contributors.models import ContributorPage
from resource_centre.contribution.models import ACCEPTED, Proposal


def public_page(uid: UUID) -> ContributorPage | None:
    """The page at that address, while its person wishes for it."""
    rows = ContributorPage.objects.filter(uuid=uid, is_public=True, user__is_active=True)
    return rows.select_related("user").first()


def improved_by(page: ContributorPage, centre: ResourceCentrePage, access: Access) -> QuerySet[Any]:
    """Resources, those of the latest accepted work first, with its date as `helped_at`."""
    work = Proposal.objects.filter(
        author=page.user_id, author_name=page.name, status__in=ACCEPTED, is_credited=True, resource=OuterRef("pk")
    )
    last = work.order_by().values("resource").annotate(last=Max("decided_at")).values("last")
    found = Resource.objects.descendant_of(centre).filter(alias_of=None).annotate(helped_at=Subquery(last[:1]))
    shown: QuerySet[Any] = access.filter(found.filter(helped_at__isnull=False))
    return shown.order_by("-helped_at", "pk")


def organisations_of(page: ContributorPage, centre: ResourceCentrePage, access: Access) -> list[Any]:
    """Those of this centre to whose teams the person belongs, where they chose to say so."""
    if not page.shows_organisations:
        return []
    found = Actor.objects.descendant_of(centre).filter(alias_of=None, memberships__user=page.user_id)
    return list(access.filter(found).order_by("title", "pk"))
