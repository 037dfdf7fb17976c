"""The link that confirms an address: signed, good for a week, used once."""

import secrets

from django.core import signing

from resource_centre.contribution.errors import LinkUnusable
from resource_centre.contribution.models import Proposal, Status

SALT = "resource_centre.confirm"
#: Days after which a link is void, and what nobody confirmed is deleted.
DAYS = 7


def new_secret() -> str:
    """What makes a link single: kept with the proposal until the link is used."""
    return secrets.token_urlsafe(16)


def token_of(proposal: Proposal) -> str:
    """The part of an address that confirms this proposal."""
    return signing.dumps([proposal.pk, proposal.confirmation], salt=SALT)


def proposal_of(token: str) -> Proposal:
    """The proposal that a link confirms. Raises LinkUnusable: used, too old, altered, or foreign."""
    try:
        pk, secret = signing.loads(token, salt=SALT, max_age=DAYS * 86_400)
    except (signing.BadSignature, ValueError, TypeError):
        raise LinkUnusable from None
    found = Proposal.objects.filter(pk=pk, status=Status.TO_CONFIRM).exclude(confirmation="").first()
    if found is None or not secrets.compare_digest(found.confirmation.encode(), str(secret).encode()):
        raise LinkUnusable
    return found
