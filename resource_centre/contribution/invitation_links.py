"""The link of an invitation: signed, and void once the invitation is used, taken back or too old."""

import secrets

from django.core import signing

from resource_centre.access.membership_models import Invitation
from resource_centre.contribution.errors import InvitationUnusable

SALT = "resource_centre.invitation"


def token_of(invitation: Invitation) -> str:
    """The part of an address that opens an invitation."""
    return signing.dumps([invitation.pk, invitation.secret], salt=SALT)


def invitation_of(token: str) -> Invitation:
    """The invitation that a link opens. Raises InvitationUnusable: used, taken back, too old, altered, or foreign."""
    try:
        pk, secret = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise InvitationUnusable from None
    found = Invitation.objects.filter(pk=pk).select_related("actor", "by").first()
    if found is None or not found.is_open:
        raise InvitationUnusable
    if not secrets.compare_digest(found.secret.encode(), str(secret).encode()):
        raise InvitationUnusable
    return found
