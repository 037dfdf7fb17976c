"""Four eyes: nobody who wrote any part of a change approves it. One rule, for drafts of pages and for proposals."""

from functools import singledispatch
from typing import Any

from django.db.models import Max, Q
from wagtail.models import Page, PageLogEntry, Revision

from resource_centre.access.contribution import is_by
from resource_centre.contribution.models import Proposal


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
    edits = PageLogEntry.objects.filter(page=thing.pk, user=user, content_changed=True)
    live = Revision.objects.filter(pk=thing.live_revision_id).first()
    if live is not None:
        revisions = revisions.filter(Q(created_at__gt=live.created_at) | Q(pk__gt=live.pk))
        published = PageLogEntry.objects.filter(
            revision=live.pk, action__in=("wagtail.publish", "wagtail.publish.scheduled")
        )
        last = published.aggregate(at=Max("timestamp"))["at"]
        edits = edits.filter(timestamp__gt=last or live.created_at)
    return revisions.exists() or edits.filter(action__in=("wagtail.create", "wagtail.edit", "wagtail.revert")).exists()


@wrote.register
def _(thing: Proposal, user: Any) -> bool:
    """Its author, whoever kept something in the draft, and a reviewer who put it in other words at an earlier step."""
    if is_by(user, thing.author_id, thing.author_email):
        return True
    return user is not None and thing.writers.filter(pk=user.pk).exists()
