"""The demo's teams: two organisations with members, a request that waits and an invitation that was sent."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.contribution.errors import ContributionError
from resource_centre.contribution.inviting import InviteMember
from resource_centre.contribution.joining import RequestMembership

ORIGIN = "demo"
#: Who is in which team, by the actor's file.
SEATS = (
    ("partenaire-a", "actor/solidatech", Role.LEAD),
    ("partenaire-c", "actor/solidatech", Role.CONTRIBUTOR),
    ("partenaire-b", "actor/unis-cite", Role.LEAD),
)
#: Who asks to join which other one, and what they say.
ASKED = ("partenaire-c", "actor/unis-cite", "Je coordonne une action menée en commun par les deux organisations.")
INVITED = ("partenaire-a", "actor/solidatech", "collegue@example.org")


def demo_address(username: str) -> str:
    """The address of an account of the demo: nobody reads that mail, it goes to the console."""
    return f"{username}@example.org"


def confirm_address(username: str) -> None:
    """Give an account its address, confirmed: allauth signs in nobody without."""
    user = get_user_model().objects.get(username=username)
    if not user.email:
        user.email = demo_address(username)
        user.save(update_fields=["email"])
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def ensure_teams() -> None:
    """Make what is missing, once: a team that somebody changed is left as it is."""
    users = {user.username: user for user in get_user_model().objects.filter(username__in=[seat[0] for seat in SEATS])}
    keys = {seat[1] for seat in SEATS}
    actors = {actor.origin_id: actor for actor in Actor.objects.filter(origin=ORIGIN, origin_id__in=keys, live=True)}
    if len(users) < len(SEATS) or Membership.objects.filter(actor__in=actors.values()).exists():
        return
    for username, key, role in SEATS:
        if key in actors:
            Membership.objects.create(user=users[username], actor=actors[key], role=role)
    try:
        asker, asked, message = ASKED
        if asked in actors and not MembershipRequest.objects.filter(user=users[asker]).exists():
            access = Access.of(principal_of_user(users[asker]))
            RequestMembership(actors[asked], users[asker], message, access).execute()
        sender, place, email = INVITED
        if place in actors and not Invitation.objects.filter(actor=actors[place]).exists():
            InviteMember(actors[place], email, Role.CONTRIBUTOR, users[sender]).execute()
    except ContributionError:
        # A site whose pages somebody closed: the demo goes on without them.
        return
