"""What a report counts: the pages on which its reader decides, in one centre or all, within a period."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from resource_centre.access.contribution import decided_by
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access, published_today
from resource_centre.content.days import begins_at, site_today
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage

#: Days of the period, when none is asked for; years between which a date makes sense.
USUAL_DAYS, YEARS = 365, range(1990, 2101)


class BadPeriod(ValueError):
    """The period that is asked for makes no sense; the message says what to write."""


@dataclass(frozen=True)
class Period:
    """From the beginning of the first day to the end of the last one, where the site is."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """The first moment."""
        return begins_at(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment that is no longer in it."""
        return begins_at(self.last + timedelta(days=1))

    def holds(self, moment: datetime | None) -> bool:
        """Whether a moment is in it."""
        return moment is not None and self.begins_at <= moment < self.ends_at

    def as_parameters(self) -> dict[str, str]:
        """As the address writes it."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


def usual_period() -> Period:
    """The year that ends today."""
    today = site_today()
    return Period(today - timedelta(days=USUAL_DAYS - 1), today)


def read_period(parameters: Mapping[str, str]) -> Period:
    """The period of an address, "?from=2026-01-01&to=2026-06-30"; what is left out is the usual one.

    Raises BadPeriod with a sentence for its reader.
    """
    usual = usual_period()
    last = _read_day(parameters.get("to", "")) or usual.last
    first = _read_day(parameters.get("from", "")) or min(usual.first, last - timedelta(days=USUAL_DAYS - 1))
    if first > last:
        raise BadPeriod(_("The period ends before it begins: the first date comes before the second one."))
    return Period(first, last)


def _read_day(text: str) -> date | None:
    text = text.strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        message = _("“%(text)s” is not a date that a report can use: write year, month and day, as in 2026-01-31.")
        raise BadPeriod(message % {"text": text[:40]})
    return day


@dataclass(frozen=True)
class Scope:
    """Who reads, which centre (None: all of those on which they decide), and when."""

    user: Any
    period: Period
    centre: ResourceCentrePage | None = None
    today: date = field(default_factory=site_today)

    def pages(self) -> QuerySet[Page]:
        """Pages on which the reader decides."""
        pages = decided_by(self.user)
        return pages if self.centre is None else pages.filter(path__startswith=self.centre.path)

    def resources(self) -> QuerySet[Resource]:
        """Published resources among them, as readers may meet them today."""
        return Resource.objects.filter(published_today(), pk__in=self.pages().values("pk")).order_by()

    def proposals(self) -> Q:
        """The proposals on which the reader decides: of those pages, or for a new page of those centres."""
        pages = self.pages().values("pk")
        return Q(resource__in=pages) | Q(resource=None, centre__in=pages)

    @cached_property
    def access(self) -> Access:
        """What the reader finds in a search of their own, no password being given."""
        return Access.of(principal_of_user(self.user))

    def digest(self) -> str:
        """Stands for what the reader may see: it changes as soon as their rights do, or what is closed to readers."""
        closed = (f"{one.path} {sorted(one.alternatives)}" for one in self.access.restrictions)
        parts = [
            *(
                _text(pages)
                for pages in (decided_by(self.user), page_permission_policy.explorable_instances(self.user))
            ),
            *(str(part) for part in (self.user.pk, self.centre and self.centre.pk, self.period, self.today)),
            *(get_language() or "", *sorted(self.access.principal.atoms), *sorted(closed)),
        ]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def as_parameters(self) -> dict[str, str]:
        """The centre as the address writes it."""
        return {} if self.centre is None else {"centre": str(self.centre.pk)}

    def query(self, **more: str) -> str:
        """The end of an address in the same scope: "?from=…&to=…&state=refused"."""
        return "?" + urlencode({**self.as_parameters(), **self.period.as_parameters(), **more})


def _text(pages: QuerySet[Page]) -> str:
    try:
        return str(pages.query)
    except EmptyResultSet:
        return ""
