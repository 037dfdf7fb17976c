"""Four eyes: nobody who wrote any part of a change approves it. One rule, for drafts of pages and for proposals."""

from functools import singledispatch
from typing import Any

from django.db.models import Max, Q, QuerySet
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
    live = page.live_revision
    if live is None:
        return edits
    published = PageLogEntry.objects.filter(revision=live.pk, action__in=PUBLISHED).aggregate(at=Max("timestamp"))["at"]
    return edits.filter(timestamp__gt=published or live.created_at)


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
    live = thing.live_revision
    if live is not None:
        revisions = revisions.filter(Q(created_at__gt=live.created_at) | Q(pk__gt=live.pk))
    return revisions.exists() or edits_of_draft(thing).filter(user=user).exists()


@wrote.register
def _(thing: Proposal, user: Any) -> bool:
    """Its author, whoever kept something in the draft, and a reviewer who put it in other words at an earlier step."""
    if is_by(user, thing.author_id, thing.author_email):
        return True
    return user is not None and thing.writers.filter(pk=user.pk).exists()
