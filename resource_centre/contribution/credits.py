"""Who is named on a page for what was accepted of them, as they chose."""

from resource_centre.contribution.models import ACCEPTED, Proposal


def credited_on(resource_id: int) -> tuple[str, ...]:
    """Names of those who wished it, each once, in the order of their first accepted change (one query)."""
    rows = Proposal.objects.filter(resource=resource_id, status__in=ACCEPTED, is_credited=True).exclude(author_name="")
    return tuple(dict.fromkeys(rows.order_by("decided_at", "pk").values_list("author_name", flat=True)))
