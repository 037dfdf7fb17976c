"""Who is named on a page for what was accepted of them, as they chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Min

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
    """Somebody who wished to be named, and how many of their proposals were accepted."""

    name: str
    accepted: int


def credited_on(resource_id: int) -> tuple[str, ...]:
    """Names of those who wished it, each once, in the order of their first accepted change (one query)."""
    return tuple(one.name for one in contributors_of(resource_id))


def contributors_of(resource_id: int) -> tuple[Contributor, ...]:
    """The same with what each gave (one query)."""
    rows = Proposal.objects.filter(resource=resource_id, status__in=ACCEPTED, is_credited=True).exclude(author_name="")
    found = rows.order_by().values("author_name").annotate(first=Min("decided_at"), order=Min("pk"), times=Count("pk"))
    return tuple(Contributor(row["author_name"], row["times"]) for row in found.order_by("first", "order"))


def authors_of(revisions: Collection[int]) -> Mapping[int, By]:
    """Authors of the accepted proposals that these revisions hold; the others are the editors' (one query)."""
    rows = Proposal.objects.filter(revision__in=revisions, status__in=ACCEPTED)
    found = rows.values_list("revision_id", "author_name", "is_credited")
    return {pk: By(name if is_credited else "", is_reader=True) for pk, name, is_credited in found if pk is not None}
