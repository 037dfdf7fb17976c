"""The charter of a centre: who is asked to accept it, and what is kept of it. Without a charter nothing is asked."""

from typing import Any

from django.utils import timezone

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.errors import CharterUnread
from resource_centre.contribution.models import Proposal


def charter_to_accept(centre: ResourceCentrePage, user: Any) -> str:
    """The version that this person accepts before something is sent; "" where nothing is asked.

    An account that accepted this very text in this centre is not asked again; nobody knows what an address accepted.
    """
    version = centre.charter_version
    if not version or user is None or not user.is_authenticated:
        return version
    accepted = Proposal.objects.filter(centre=centre, author=user, charter_version=version)
    return "" if accepted.exists() else version


def check_charter(centre: ResourceCentrePage, user: Any, accepted: str) -> None:
    """Raise CharterUnread unless the text of today was accepted: it may have changed since the form was shown."""
    wanted = charter_to_accept(centre, user)
    if wanted and accepted != wanted:
        raise CharterUnread


def charter_values(accepted: str, *, is_new_author: bool = False) -> dict[str, Any]:
    """What a proposal keeps of it: which text, and when; nothing new where none was asked for.

    is_new_author: what somebody else accepted before is not said of them.
    """
    if accepted:
        return {"charter_version": accepted, "charter_accepted_at": timezone.now()}
    return {"charter_version": "", "charter_accepted_at": None} if is_new_author else {}
