"""Who reads a discussion, writes in it, resolves it and hides what has no place in it: one rule for pages and mails."""

from collections.abc import Iterable
from typing import Any

from resource_centre.access.contribution import deciders_of, may_decide, may_propose
from resource_centre.access.memberships import may_follow
from resource_centre.access.principal import ANONYMOUS, principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.deciding import people_who_decide, reads_decisions_on
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.writers import wrote

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
    whose = (proposal.author_id, proposal.author_email, proposal.organisation_id)
    return may_follow(access.principal, *whose) or reads_decisions_on(user, proposal)


def is_title_told(proposal: Proposal, user: Any) -> bool:
    """Whether somebody may be told what a proposal is about: its author may not read the page any more, and it may have
    another title by now. user: None for who has no account."""
    if proposal.resource is None:
        return True
    access = Access.of(principal_of_user(user) if user is not None else ANONYMOUS)
    return access.allows(proposal.resource) or (user is not None and reads_decisions_on(user, proposal))


def may_talk(access: Access, user: Any, resource: Resource) -> bool:
    """Accounts write on the pages that they may read: a name stands behind what everybody reads."""
    return bool(user is not None and user.is_authenticated and user.is_active) and may_propose(access, resource)


def place_of(thread: Thread) -> Any:
    """The page that it is about; of a new resource, its centre."""
    return thread.resource if thread.resource is not None else thread.proposal.place  # type: ignore[union-attr]


def may_moderate(user: Any, thread: Thread) -> bool:
    """On a resource, whoever may publish its page; on a proposal, whoever reads its decision."""
    if thread.proposal is not None:
        return reads_decisions_on(user, thread.proposal)
    return may_decide(user, place_of(thread))


def people_in_charge(thread: Thread) -> Iterable[Any]:
    """Active accounts that answer for the editors and can be written to: those who decide now, four eyes included."""
    proposal = thread.proposal
    if proposal is None:
        return deciders_of(place_of(thread))
    return [user for user in people_who_decide(proposal) if not wrote(proposal, user)]


def is_in_charge(user: Any, thread: Thread) -> bool:
    """Whether that account may still be told, and still answers for the editors."""
    is_author = thread.proposal is not None and wrote(thread.proposal, user)
    return not is_author and may_be_told(user, thread) and may_moderate(user, thread)


def may_resolve(user: Any, thread: Thread) -> bool:
    """Whoever asked, and whoever moderates."""
    is_own = user is not None and user.is_authenticated and user.pk == thread.opened_by_id
    return is_own or may_moderate(user, thread)


def may_be_told(user: Any, thread: Thread) -> bool:
    """Whether a mail may leave for that account: it may still read what is said there."""
    if not user.is_active or not user.email:
        return False
    return may_read_thread(Access.of(principal_of_user(user)), user, thread)
