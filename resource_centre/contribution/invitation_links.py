"""The link of an invitation: signed, and void once the invitation is used, taken back or too old."""

from resource_centre.access.membership_models import Invitation
from resource_centre.contribution.errors import InvitationUnusable
from resource_centre.contribution.signed_links import read_token, token_for

SALT = "resource_centre.invitation"


def token_of(invitation: Invitation) -> str:
    """The part of an address that opens an invitation."""
    return token_for(invitation.pk, invitation.secret, SALT)


def invitation_of(token: str) -> Invitation:
    """The invitation that a link opens. Raises InvitationUnusable: used, taken back, too old, altered, or foreign."""
    if (link := read_token(token, SALT)) is None:
        raise InvitationUnusable
    found = Invitation.objects.filter(pk=link.pk).select_related("actor", "by").first()
    if found is None or not found.is_open or not link.bears(found.secret):
        raise InvitationUnusable
    return found
