"""Who is named on a page for what was accepted of them, as they chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Count, F, Min, Q, When

from resource_centre.contribution.models import ACCEPTED, Proposal


@dataclass(frozen=True)
class By:
    """Who a version is by: By("Ada") for whoever wished to be named, By("", is_reader=True) for a reader who did not.

    By() is the editors: no page of ours prints the name of an account.
    """

    name: str = ""
    is_reader: bool = False


@dataclass(frozen=True)
class Contributor:
    """Somebody who wished to be named, and how many of their proposals were accepted. page: of their public page."""

    name: str
    accepted: int
    page: UUID | None = None


def contributors_of(resource_id: int) -> tuple[Contributor, ...]:
    """Those who wished it, each once, in the order of their first accepted change (one query).

    Somebody has a page here only under the very name that it bears: what was signed otherwise stays otherwise.
    """
    rows = Proposal.objects.filter(resource=resource_id, status__in=ACCEPTED, is_credited=True).exclude(author_name="")
    mine = "author__resource_centre_contributor__"
    is_shown = When(
        Q(author__is_active=True, **{f"{mine}is_public": True, f"{mine}name": F("author_name")}), then=F(f"{mine}uuid")
    )
    named = rows.order_by().annotate(page=Case(is_shown, default=None)).values("author_name", "page")
    found = named.annotate(first=Min("decided_at"), order=Min("pk"), times=Count("pk")).order_by("first", "order")
    return tuple(Contributor(row["author_name"], row["times"], row["page"]) for row in found)


def authors_of(revisions: Collection[int]) -> Mapping[int, By]:
    """Authors of the accepted proposals that these revisions hold; the others are the editors' (one query)."""
    rows = Proposal.objects.filter(revision__in=revisions, status__in=ACCEPTED)
    found = rows.values_list("revision_id", "author_name", "is_credited")
    return {pk: By(name if is_credited else "", is_reader=True) for pk, name, is_credited in found if pk is not None}
