"""What readers are told of an address: that it has led nowhere for days."""

from datetime import date

from resource_centre.content.days import site_day
from resource_centre.workflow.link_checks.collecting import checked_address
from resource_centre.workflow.link_checks.models import LinkCheck, LinkState, digest_of


def dead_since(url: str) -> date | None:
    """The day on which a dead address failed first, where the site is; None for any other (one query).

    >>> dead_since("https://example.org/closed")
    datetime.date(2026, 11, 3)
    """
    asked = checked_address(url)
    if not asked:
        return None
    dead = LinkCheck.objects.filter(digest=digest_of(asked), state=LinkState.DEAD).first()
    return site_day(dead.first_failed_at) if dead and dead.first_failed_at else None
