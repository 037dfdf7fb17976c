"""Reporting a problem on a page, and closing the report."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from resource_centre.access.contribution import may_decide, may_propose
from resource_centre.access.visibility import Access
from resource_centre.content.holding import hold_page
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed
from resource_centre.contribution.mail_rows import record_report_mails
from resource_centre.contribution.models import ProblemReport
from resource_centre.contribution.pressed_twice import just_now


class ReportProblem:
    """A reader says what is wrong with a page."""

    def __init__(self, page: Resource, access: Access, report: ProblemReport) -> None:
        self.page, self.access, self.report = page, access, report

    def check(self) -> None:
        """Raise NotAllowed when the page is not for this reader."""
        if not may_propose(self.access, self.page):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> ProblemReport:
        """Keep it and tell the editors. What a button pressed twice sends again is given back, not kept twice."""
        self.check()
        # Two requests that run at once: the second waits here until the first is kept.
        hold_page(self.page.pk)
        if (found := self._sent_just_now()) is not None:
            return found
        self.report.resource_id = self.page.pk
        self.report.save()
        log(self.page, "resource_centre.problem_reported", data={"report": self.report.pk})
        record_report_mails(self.report)
        return self.report

    def _sent_just_now(self) -> ProblemReport | None:
        """The same report of the same page, by the same address or by nobody named."""
        if not (self.report.text or self.report.email):
            return None  # two readers may say the same thing without a word
        same = {"reason": self.report.reason, "text": self.report.text, "email": self.report.email, "closed_at": None}
        return ProblemReport.objects.filter(resource=self.page.pk, created_at__gte=just_now(), **same).first()


class CloseReport:
    """An editor has looked at a report. Whoever left an address is told; the address is then forgotten."""

    def __init__(self, report: ProblemReport, by: Any, answer: str = "") -> None:
        self.report, self.by, self.answer = report, by, answer.strip()

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_decide(self.by, self.report.resource):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> ProblemReport:
        """Raises AlreadyDecided when somebody was faster."""
        self.check()
        now = timezone.now()
        here = ProblemReport.objects.filter(pk=self.report.pk, closed_at=None)
        if here.update(closed_at=now, closed_by=self.by, answer=self.answer) != 1:
            raise AlreadyDecided
        self.report.refresh_from_db()
        page = self.report.resource.specific_deferred
        log(page, "resource_centre.problem_closed", user=self.by, data={"report": self.report.pk})
        record_report_mails(self.report)
        return self.report
