"""Checking the links that are due: each at most once a week, slowly, and dead only after three failures.

Safe to run twice at once: whoever moves the date of a link is the one that visits it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from resource_centre.content.days import site_day
from resource_centre.workflow.link_checks.collecting import collect_links
from resource_centre.workflow.link_checks.models import LinkCheck, LinkState
from resource_centre.workflow.link_checks.visiting import Outcome, Visit, Visitor

#: Between two visits of one address; days of failure after which it is dead; seconds between two visits of a site.
WEEK, FAILURES, PAUSE = timedelta(days=7), 3, 2.0
#: What a visit writes.
_TOLD = ("code", "reason", "last_checked_at", "state", "failures", "first_failed_at", "last_failed_at")


@dataclass(frozen=True)
class Checked:
    """What a run found, in addresses."""

    checked: int = 0
    ok: int = 0
    dead: int = 0
    unsure: int = 0


def check_links(
    limit: int | None = None, visitor: Visitor | None = None, sleep: Callable[[float], None] = time.sleep
) -> Checked:
    """Collect the addresses of published pages, then visit those that are due, those never visited first.

    limit: most addresses that are visited. visitor: by default one that goes to the public internet alone.
    """
    collect_links()
    guest, counts, last_visits = visitor or Visitor(agent()), dict.fromkeys(LinkState.values, 0), dict[str, float]()
    due = LinkCheck.objects.filter(_is_due(timezone.now())).order_by(F("last_checked_at").asc(nulls_first=True), "pk")
    for pk in list(due.values_list("pk", flat=True)[:limit]):
        link = _claim(pk)
        if link is None:
            continue
        waited = time.monotonic() - last_visits.get(link.host, -PAUSE)
        if waited < PAUSE:
            sleep(PAUSE - waited)
        counts[record_visit(link, guest.visit(link.url), timezone.now())] += 1
        last_visits[link.host] = time.monotonic()
    ok, dead, unsure = (counts[state] for state in (LinkState.OK, LinkState.DEAD, LinkState.UNSURE))
    return Checked(ok + dead + unsure, ok, dead, unsure)


def _is_due(now: datetime) -> Q:
    return Q(last_checked_at=None) | Q(last_checked_at__lte=now - WEEK)


def _claim(pk: int) -> LinkCheck | None:
    """The link, if nobody visits it already."""
    now = timezone.now()
    is_first = LinkCheck.objects.filter(_is_due(now), pk=pk).update(last_checked_at=now) == 1
    return LinkCheck.objects.filter(pk=pk).first() if is_first else None


def record_visit(link: LinkCheck, visit: Visit, now: datetime) -> LinkState:
    """Write down what a visit told; the state that comes of it.

    A link that answers, even without saying, starts again from no failure; two failures of one day are one.
    """
    link.code, link.reason, link.last_checked_at = visit.code, visit.reason, now
    if visit.outcome is Outcome.FAILED:
        is_same_day = link.last_failed_at and site_day(link.last_failed_at) == site_day(now)
        link.failures += 0 if is_same_day else 1
        link.first_failed_at = link.first_failed_at or now
        link.last_failed_at = now
        link.state = LinkState.DEAD if link.failures >= FAILURES else LinkState.UNSURE
    else:
        link.failures, link.first_failed_at, link.last_failed_at = 0, None, None
        link.state = LinkState.OK if visit.outcome is Outcome.ANSWERED else LinkState.UNSURE
    # Another run, or a page that is unpublished, may have taken the link away since: then there is nothing to write.
    LinkCheck.objects.filter(pk=link.pk).update(**{name: getattr(link, name) for name in _TOLD})
    return LinkState(link.state)


def agent() -> str:
    """How a check names itself: the site, and where to write about it."""
    name = str(getattr(settings, "WAGTAIL_SITE_NAME", "")).encode("ascii", "ignore").decode().strip() or "A site"
    address = str(getattr(settings, "WAGTAILADMIN_BASE_URL", "") or "")
    return f"{' '.join(name.split())} link check{f' (+{address})' if address else ''}"
