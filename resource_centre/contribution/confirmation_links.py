"""The link that confirms an address: signed, good for a week, used once."""

from resource_centre.contribution.errors import LinkUnusable
from resource_centre.contribution.models import Proposal, Status
from resource_centre.contribution.signed_links import read_token, token_for

SALT = "resource_centre.confirm"
#: Days after which a link is void, and what nobody confirmed is deleted.
DAYS = 7


def token_of(proposal: Proposal) -> str:
    """The part of an address that confirms this proposal."""
    return token_for(proposal.pk, proposal.confirmation, SALT)


def proposal_of(token: str) -> Proposal:
    """The proposal that a link confirms. Raises LinkUnusable: used, too old, altered, or foreign."""
    if (link := read_token(token, SALT, max_age=DAYS * 86_400)) is None:
        raise LinkUnusable
    found = Proposal.objects.filter(pk=link.pk, status=Status.TO_CONFIRM).exclude(confirmation="").first()
    if found is None or not link.bears(found.confirmation):
        raise LinkUnusable
    return found
