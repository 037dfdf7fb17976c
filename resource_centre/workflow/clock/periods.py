"""When a page is to be re-read next."""

from calendar import monthrange
from datetime import date
from typing import Any

from resource_centre import conf


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last one: 31 August and six months give 28 February."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def next_review(page: Any, today: date) -> date:
    """When a page that was re-read today is to be re-read: after its own number of months, else that of its kind."""
    return add_months(today, page.review_every or conf.review_months(page.specific_class.kind.code))
