"""Four eyes: nobody who wrote any part of a change approves it. One rule, for drafts of pages and for proposals."""

from functools import singledispatch
from typing import Any

from django.db.models import Max, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page, PageLogEntry, Revision

from resource_centre.access.contribution import is_by
from resource_centre.contribution.history.versions import PUBLISHED
from resource_centre.contribution.models import Proposal

#: Actions of the log by which somebody writes in a draft.
_WRITES = ("wagtail.create", "wagtail.edit", "wagtail.revert")


def edits_of_draft(page: Page) -> QuerySet[PageLogEntry]:
    """Lines of the log of who wrote in a draft since its live version was last published, or ever when none is live.

    The line of a version is written after the version: one that was published is of the draft no more.
    """
    edits = PageLogEntry.objects.filter(page=page.pk, action__in=_WRITES, content_changed=True)
    if page.live_revision_id is None:
        return edits
    publications = PageLogEntry.objects.filter(revision=page.live_revision_id, action__in=PUBLISHED).order_by()
    published = publications.values("revision").annotate(at=Max("timestamp")).values("at")
    return edits.filter(timestamp__gt=Coalesce(Subquery(published), _saved_at(page.live_revision_id)))


def _saved_at(revision: int) -> Subquery:
    return Subquery(Revision.objects.filter(pk=revision).values("created_at"))


@singledispatch
def wrote(thing: Any, user: Any) -> bool:
    """Whether that account wrote any part of the change that `thing` is now: of a draft, since it was last published.

    Raises TypeError for what is neither a page nor a proposal.
    """
    raise TypeError(f"Nobody knows who writes a {type(thing).__name__}.")


@wrote.register
def _(thing: Page, user: Any) -> bool:
    """Whoever saved a revision since the live one, even one that was cleared away since: the log keeps who edited."""
    if user is None or user.pk is None:
        return False
    revisions = Revision.objects.for_instance(thing).filter(user=user)
    if thing.live_revision_id is not None:
        since = Q(created_at__gt=_saved_at(thing.live_revision_id)) | Q(pk__gt=thing.live_revision_id)
        revisions = revisions.filter(since)
    return revisions.exists() or edits_of_draft(thing).filter(user=user).exists()


@wrote.register
def _(thing: Proposal, user: Any) -> bool:
    """Its author, whoever kept something in the draft, and a reviewer who put it in other words at an earlier step."""
    if is_by(user, thing.author_id, thing.author_email):
        return True
    return user is not None and thing.writers.filter(pk=user.pk).exists()
