"""Pages to re-read: late, marked because another page has changed, or due soon, in that order."""

from datetime import date, timedelta
from enum import IntEnum

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When

from resource_centre.access.visibility import published_today
from resource_centre.content.pages.base import Resource
from resource_centre.workflow.clock.models import ReReading

#: Days before its date from which a page is announced.
SOON_DAYS = 30


class Urgency(IntEnum):
    """Why a page is to be re-read; what comes first is said when two are true."""

    LATE, MARKED, SOON = 1, 2, 3


def pages_to_re_read(today: date) -> QuerySet[Resource]:
    """Published pages without their texts, each with its `urgency`, the most urgent first, then those that wait
    longest."""
    open_marks = ReReading.objects.filter(resource=OuterRef("pk"), closed_at=None)
    is_late, is_marked = Q(review_by__lt=today), Q(Exists(open_marks))
    is_due = Q(review_by__lte=today + timedelta(days=SOON_DAYS))
    urgency = Case(
        When(is_late, then=Value(int(Urgency.LATE))),
        When(is_marked, then=Value(int(Urgency.MARKED))),
        default=Value(int(Urgency.SOON)),
        output_field=IntegerField(),
    )
    rows = Resource.objects.filter(published_today(), is_due | is_marked, alias_of=None).annotate(urgency=urgency)
    return rows.order_by("urgency", "review_by", "title", "pk").defer("body", "extra")
