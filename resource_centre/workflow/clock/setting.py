"""Setting the clock: what a publication does to it. A change of meaning sets it again; others leave it alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from wagtail.log_actions import get_active_log_context
from wagtail.models import PageLogEntry

from resource_centre.content.days import site_today
from resource_centre.content.pages.base import Resource, Significance
from resource_centre.contribution.history.versions import PUBLISHED
from resource_centre.workflow.clock.marks import mark_reliant
from resource_centre.workflow.clock.periods import next_review


def set_clock(page: Any, **values: Any) -> None:
    """Write these fields of the clock, on the row and on its aliases; drafts written before set nothing back."""
    _write(page, Q(pk=page.pk) | Q(alias_of=page.pk), values)


def _write(page: Any, rows: Q, values: Mapping[str, Any]) -> None:
    Resource.objects.filter(rows).update(**values, clock=F("clock") + 1)
    for name, value in values.items():
        setattr(page, name, value)
    page.clock += 1


def note_publication(page: Any, revision: Any) -> None:
    """Set the clock of a page that was just published, and mark those that rely on it.

    - A change of meaning: re-read today, by who published; to be re-read after its months, unless this very version
      gives a later day than today. What was published once already, and is again, changes no meaning.
    - A first publication: the months of its kind, if it has no date.
    - A date that the version gives is kept, whatever changed.
    """
    today = site_today()
    is_first = page.first_published_at == page.last_published_at
    if revision is not None and page.significance == Significance.MEANING and (is_first or not _was_seen(revision)):
        due, by = _date_after(page, today, is_first), _publisher(revision)
        with transaction.atomic():
            set_clock(page, review_by=due, reviewed_on=today, reviewed_by=by)
            if not is_first:
                mark_reliant(page)
    elif page.review_by is None and (is_first or revision is None):  # without a revision: a copy, live at once
        # Wagtail gives its aliases what the page has, after this: one query for each of the thousands of an import.
        _write(page, Q(pk=page.pk), {"review_by": next_review(page, today)})
    elif page.has_own_review_date:
        set_clock(page, review_by=page.review_by)


def _date_after(page: Any, today: date, is_first: bool) -> date:
    is_given = page.review_by is not None and (page.has_own_review_date or is_first)
    return page.review_by if is_given and page.review_by > today else next_review(page, today)


def _was_seen(revision: Any) -> bool:
    """Whether readers saw that revision before: Wagtail logs a publication after it has said so."""
    return PageLogEntry.objects.filter(revision=revision, action__in=PUBLISHED).exists()


def _publisher(revision: Any) -> Any:
    """Who is at work in the admin, else whoever wrote the revision: Wagtail's signal does not say who publishes."""
    user = get_active_log_context().user
    return user if user is not None and user.is_authenticated else revision.user
