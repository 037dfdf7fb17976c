"""Who reads a discussion, writes in it, resolves it and hides what has no place in it: one rule for pages and mails."""

from typing import Any

from resource_centre.access.contribution import may_decide, may_follow, may_propose
from resource_centre.access.memberships import may_write
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.models import Proposal, Status

#: What nobody discusses yet: it is still being written, or its author is not known.
_UNSAID = frozenset({Status.DRAFT, Status.TO_CONFIRM})


def may_read_thread(access: Access, user: Any, thread: Thread) -> bool:
    """On a resource, whoever may read its page; on a proposal, its authors and those who decide."""
    if thread.resource is not None:
        return may_propose(access, thread.resource)
    return thread.proposal is not None and may_discuss(access, user, thread.proposal)


def may_discuss(access: Access, user: Any, proposal: Proposal) -> bool:
    """The authors of a proposal, and those who decide on it. Without an account, whoever holds its address."""
    if proposal.status in _UNSAID:
        return False
    if may_decide(user, proposal.place) or may_follow(access.principal, proposal.author_id):
        return True
    return may_write(access.principal, proposal.author_id, proposal.organisation_id)


def may_talk(access: Access, user: Any, resource: Resource) -> bool:
    """Accounts write on the pages that they may read: a name stands behind what everybody reads."""
    return bool(user is not None and user.is_authenticated and user.is_active) and may_propose(access, resource)


def place_of(thread: Thread) -> Any:
    """The page whose rights say who moderates."""
    return thread.resource if thread.resource is not None else thread.proposal.place  # type: ignore[union-attr]


def may_moderate(user: Any, thread: Thread) -> bool:
    """Whoever may publish the page."""
    return may_decide(user, place_of(thread))


def may_resolve(user: Any, thread: Thread) -> bool:
    """Whoever asked, and whoever moderates."""
    is_own = user is not None and user.is_authenticated and user.pk == thread.opened_by_id
    return is_own or may_moderate(user, thread)


def may_be_told(user: Any, thread: Thread) -> bool:
    """Whether a mail may leave for that account: it may still read what is said there."""
    if not user.is_active or not user.email:
        return False
    return may_read_thread(Access.of(principal_of_user(user)), user, thread)
