"""The charter of a centre: who is asked to accept it, and what is kept of it. Without a charter nothing is asked."""

from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.errors import CharterUnread
from resource_centre.contribution.models import Proposal


def charter_to_accept(centre: ResourceCentrePage, user: Any) -> str:
    """The version that this person accepts before something is sent; "" where nothing is asked.

    An account that accepted this very text in this centre is not asked again; nobody knows what an address accepted.
    """
    version = centre.charter_version
    if version and user is not None and user.is_authenticated:
        # A draft that a colleague handed in was accepted by that colleague.
        by_author = Q(saved_by=None) | Q(saved_by=F("author"))
        if Proposal.objects.filter(by_author, centre=centre, author=user, charter_version=version).exists():
            return ""
    return version


def check_charter(centre: ResourceCentrePage, user: Any, accepted: str) -> None:
    """Raise CharterUnread unless the text of today was accepted: it may have changed since the form was shown."""
    wanted = charter_to_accept(centre, user)
    if wanted and accepted != wanted:
        raise CharterUnread


def charter_values(accepted: str) -> dict[str, Any]:
    """What a proposal keeps of it: which text, and when; nothing where none was asked for."""
    return {"charter_version": accepted, "charter_accepted_at": timezone.now()} if accepted else {}
