"""Saying that a page was re-read, and still holds."""

from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from resource_centre.access.contribution import may_decide
from resource_centre.content.days import site_today
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import NotAllowed
from resource_centre.contribution.page_state import check_published
from resource_centre.workflow.clock.marks import close_marks
from resource_centre.workflow.clock.periods import next_review
from resource_centre.workflow.clock.setting import set_clock
from resource_centre.workflow.holding import hold_resource


class MarkReviewed:
    """ "I have re-read it, it still holds", by somebody who may publish the page. No version of the page is made."""

    def __init__(self, resource: Resource, by: Any) -> None:
        self.resource, self.by = resource, by

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_decide(self.by, self.resource):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Resource:
        """Set the clock again and close the marks of the page; the page. Raises PageBusy when it is not published."""
        self.check()
        page = hold_resource(self.resource)
        check_published(page)
        today = site_today()
        set_clock(page, reviewed_on=today, reviewed_by=self.by, review_by=next_review(page, today))
        close_marks(page, self.by)
        log(page.specific_deferred, "resource_centre.reviewed", user=self.by, data={"next": str(page.review_by)})
        return page
