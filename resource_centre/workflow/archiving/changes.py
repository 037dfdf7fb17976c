"""Withdrawing a page, and taking it back. Its history, its revisions and its address stay."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import Page

from resource_centre.access.contribution import may_decide
from resource_centre.access.visibility import is_published as is_shown
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import NotAllowed, PageBusy
from resource_centre.contribution.page_state import check_at_rest, is_published
from resource_centre.contribution.soundness import faults_of
from resource_centre.workflow.archiving.errors import BadSuccessor, NotArchived, ReasonMissing, RestoreRefused
from resource_centre.workflow.archiving.models import Archive
from resource_centre.workflow.holding import hold_resource

ARCHIVED, RESTORED = "resource_centre.archived", "resource_centre.restored"


class ArchiveResource:
    """Withdraws a published page, with a reason for its readers and, if there is one, the page that replaces it.

    asked_by: the organisation, an Actor, that asked for it; None for the editors themselves.
    """

    def __init__(
        self, resource: Resource, by: Any, reason: str, successor: Resource | None = None, asked_by: Any = None
    ) -> None:
        self.resource, self.by, self.reason = resource, by, reason.strip()
        self.successor, self.asked_by = successor, asked_by

    def check(self) -> None:
        """Raise NotAllowed, ReasonMissing, BadSuccessor."""
        if not may_decide(self.by, self.resource):
            raise NotAllowed
        if not self.reason:
            raise ReasonMissing
        if self.successor is not None and (self.successor.pk == self.resource.pk or not self.successor.live):
            raise BadSuccessor

    @transaction.atomic
    def execute(self) -> Archive:
        """Unpublish it by Wagtail's own action, and keep why. Raises what `check` does; PageBusy when it is not
        published, or was archived already, when it is locked, and during a review, whose end would publish it again."""
        self.check()
        page = hold_resource(self.resource).specific
        if not page.live and Archive.objects.filter(resource=page.pk).exists():
            raise PageBusy(_("This page is in the archive already."))
        if not is_published(page):
            raise PageBusy(_("This page is not published: publish it first."))
        check_at_rest(page)  # Wagtail forgets a schedule as it withdraws a page, and nobody would know
        if not page.permissions_for_user(self.by).can_unpublish():
            raise PageBusy(_("This page is locked."))
        archive, _made = Archive.objects.update_or_create(
            resource_id=page.pk,
            defaults={
                "reason": self.reason,
                "successor": self.successor,
                "asked_by": self.asked_by,
                "by": self.by,
                "revision": page.live_revision,
                "newest": page.latest_revision,
            },
        )
        UnpublishPageAction(page, user=self.by, log_action=False).execute()
        log(page, ARCHIVED, user=self.by, data={"reason": self.reason})
        return archive


class RestoreResource:
    """Takes a page out of the archive: what readers saw is published again, as the same version.

    A page that has changed since, or whose version is no more, is left as a draft, for somebody to look at.
    """

    def __init__(self, resource: Resource, by: Any) -> None:
        self.resource, self.by = resource, by

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_decide(self.by, self.resource):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> bool:
        """Whether it is published again. Raises NotArchived when somebody was faster, PageBusy when it is locked,
        RestoreRefused when it is no page of its own any more (an actor that was merged), is not valid as it was, or has
        an expiry date that is past: it stays in the archive then."""
        self.check()
        page = hold_resource(self.resource).specific
        archive = Archive.objects.filter(resource=page.pk).select_related("revision").first()
        if archive is None:
            raise NotArchived
        if page.permissions_for_user(self.by).page_locked():
            raise PageBusy(_("This page is locked."))
        archive.delete()
        if archive.revision is None or page.latest_revision_id != archive.newest_id:
            log(page, RESTORED, user=self.by)
            return False
        _check_not_expired(archive.revision.as_object())
        # Under a name of ours in the log: it is no new version, and no news to those who watch the page.
        publication = PublishPageRevisionAction(archive.revision, user=self.by, changed=False, log_action=RESTORED)
        try:
            publication.execute()
        except ValidationError as error:
            raise RestoreRefused(faults_of(page, error)) from error
        Page.objects.filter(pk=page.pk).update(last_published_at=page.last_published_at)
        return True


def _check_not_expired(version: Any) -> None:
    """Raise RestoreRefused for a version that no reader would find: its address would say "not found", and not why."""
    if version.expire_at is not None and version.expire_at <= timezone.now():
        said = _("Its expiry date, %(day)s, is past: nobody could read it.")
        raise RestoreRefused(said % {"day": date_format(timezone.localtime(version.expire_at), "DATE_FORMAT")})


def lift_archive(page: Any, revision: Any) -> None:
    """A page that readers see is not archived any more, whoever publishes it and by which button."""
    if not is_shown(page, timezone.now()):
        return  # its day of expiry is past: when Wagtail takes it down its address says again why it is withdrawn
    deleted, _rows = Archive.objects.filter(resource=page.pk).delete()
    if deleted:
        user = get_active_log_context().user
        log(
            page, RESTORED, user=user if user is not None and user.is_authenticated else getattr(revision, "user", None)
        )
