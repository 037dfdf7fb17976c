"""Who may send a file, and who may open one that waits: the same rule for forms, addresses and actions."""

from typing import Any

from resource_centre.access.memberships import may_write
from resource_centre.access.principal import Principal
from resource_centre.contribution.deciding import reads_decisions_on
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.uploads.kinds import file_limits
from resource_centre.contribution.uploads.models import ProposedFile

#: Nobody but its authors reads it then.
_UNSEEN = frozenset({Status.DRAFT, Status.TO_CONFIRM})


def may_send_files(principal: Principal, proposal: Proposal | None) -> bool:
    """Whoever has an account, for a change of their own or a draft that they write. Without account: nobody."""
    if not principal.is_authenticated or file_limits().files < 1:
        return False
    return proposal is None or may_write(principal, proposal.author_id, proposal.organisation_id)


def may_open_file(user: Any, principal: Principal, file: ProposedFile) -> bool:
    """Those who write the proposal, and, once it is handed in, those who decide; before that, only who sent it.

    An expert who is asked about the proposal is nobody's account: the private link is their right (`web/opinions`).
    """
    proposal = file.proposal
    if proposal is None:
        return principal.is_authenticated and principal.user_id == file.uploaded_by_id
    if may_write(principal, proposal.author_id, proposal.organisation_id):
        return True
    return principal.is_authenticated and proposal.status not in _UNSEEN and reads_decisions_on(user, proposal)
