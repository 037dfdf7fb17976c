"""The team of an organisation: who decides, who leaves, and what a rival never sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, Role
from resource_centre.contribution.errors import LastLead, NotAllowed
from resource_centre.contribution.invitation_links import token_of
from resource_centre.contribution.inviting import AcceptInvitation
from resource_centre.contribution.team import ChangeRole, LeaveOrganisation, RemoveMember
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import ErasePerson
from tests.factories import publish
from tests.support.contributing import filled, letters
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in
from tests.support.teams import asked, invited, seat

#: One character more than a column holds.
TOO_LONG = f"{'a' * 243}@example.org"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


@pytest.fixture
def rival(actor: Any) -> Any:
    return publish(actor.get_parent().get_parent(), "actor", "Ligue des rivières")


def test_the_last_lead_names_another_before_leaving(actor: Any) -> None:
    lead, ada = person("lead"), person("ada")
    first, second = seat(lead, actor, Role.LEAD), seat(ada, actor)
    with pytest.raises(LastLead):
        LeaveOrganisation(first, lead).execute()
    with pytest.raises(LastLead):
        ChangeRole(first, Role.CONTRIBUTOR, lead).execute()
    ChangeRole(second, Role.LEAD, lead).execute()
    assert letters()[-1].to == ["ada@example.org"]
    LeaveOrganisation(first, lead).execute()
    assert [one.user for one in Membership.objects.all()] == [ada]


def test_an_editor_may_take_the_last_lead_out(actor: Any, editor: Any) -> None:
    made = seat(person("lead"), actor, Role.LEAD)
    RemoveMember(made, editor).execute()
    assert not Membership.objects.exists()
    assert letters()[-1].to == ["lead@example.org"]


def test_the_team_s_page_works_by_plain_posts(actor: Any) -> None:
    lead, ada = person("lead"), person("ada", first_name="Ada")
    seat(lead, actor, Role.LEAD)
    made = seat(ada, actor)
    client, address = signed_in(lead), reverse("resource_centre_team", args=[actor.uuid])
    page = client.get(address)
    sent = client.post(address, filled(page, email="pas une adresse"))
    assert (sent.status_code, Invitation.objects.count()) == (422, 0)
    assert client.post(address, filled(page, email=TOO_LONG)).status_code == 422
    assert client.post(address, filled(page, email=TOO_LONG[1:])).status_code == 303
    Invitation.objects.all().delete()
    assert parsed(sent).select_one("#id_email")["value"] == "pas une adresse"
    assert parsed(sent).select_one('#errors a[href="#id_email"]') is not None
    assert client.post(address, filled(page, email="bob@example.org")).status_code == 303
    waiting = Invitation.objects.get()
    assert "bob@example.org" in client.get(address).content.decode()
    assert client.post(address, {"act": "revoke", "invitation": str(waiting.uuid)}).status_code == 303
    assert client.post(address, {"act": "role", "seat": made.pk, "role": "lead"}).status_code == 303
    assert Membership.objects.get(user=ada).is_lead
    assert client.post(address, {"act": "remove", "seat": made.pk}).status_code == 303
    assert not Membership.objects.filter(user=ada).exists()
    assert not Invitation.objects.exists()


def test_a_rival_reaches_nothing_of_another_team(actor: Any, rival: Any) -> None:
    lead, other, foe = person("lead"), person("ada"), person("rival")
    seat(lead, actor, Role.LEAD)
    made = seat(other, actor)
    seat(foe, rival, Role.LEAD)
    waiting = invited(actor, lead, "secret@example.org")
    client = signed_in(foe)
    theirs, own = (reverse("resource_centre_team", args=[one.uuid]) for one in (actor, rival))
    absent = reverse("resource_centre_team", args=["00000000-0000-4000-8000-000000000000"])
    assert client.get(theirs).status_code == client.get(absent).status_code == 404
    assert client.get(reverse("resource_centre_leave", args=[actor.uuid])).status_code == 404
    for posted in (
        {"act": "invite", "email": "x@example.org", "role": "lead"},
        {"act": "revoke", "invitation": str(waiting.uuid)},
        {"act": "role", "seat": made.pk, "role": "lead"},
        {"act": "remove", "seat": made.pk},
    ):
        assert client.post(theirs, posted).status_code == 404
        # Through the team that is one's own, with numbers of the other.
        if posted["act"] != "invite":
            assert client.post(own, posted).status_code == 404
    assert "secret@example.org" not in client.get(reverse("resource_centre_workspace")).content.decode()
    assert Membership.objects.filter(actor=actor, role=Role.CONTRIBUTOR).count() == 1
    assert Invitation.objects.get().is_open


@pytest.mark.parametrize("number", ["", "0", "x", "²", "99999999999999999999999", "-1"])
def test_a_seat_that_is_none_is_not_here(actor: Any, number: str) -> None:
    lead = person("lead")
    seat(lead, actor, Role.LEAD)
    address = reverse("resource_centre_team", args=[actor.uuid])
    assert signed_in(lead).post(address, {"act": "remove", "seat": number}).status_code == 404
    assert signed_in(lead).post(address, {"act": "revoke", "invitation": number}).status_code == 404


def test_a_member_who_left_is_told_nothing_more(actor: Any) -> None:
    sender = person("lead")
    made = seat(sender, actor, Role.LEAD)
    seat(person("autre"), actor, Role.LEAD)
    invitation = invited(actor, sender)
    letters()
    LeaveOrganisation(made, sender).execute()
    letters()
    AcceptInvitation(invitation, person("ada")).execute()
    assert [one.to for one in letters() if "accept" in str(one.subject).lower() or "rejoint" in str(one.subject)] == []


def test_a_closed_account_leaves_no_name_and_void_invitations_are_deleted(actor: Any, editor: Any) -> None:
    ada = person("ada")
    asked(ada, actor)
    seat(ada, actor)
    invitation = invited(actor, editor, "bob@example.org")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(days=1))
    call_command("contributions", "tidy")
    assert not Invitation.objects.exists()
    ErasePerson(person_of_user(ada)).execute()
    assert not Membership.objects.exists()
    assert not MembershipRequest.objects.exists()
    entries = [*PageLogEntry.objects.all(), *ModelLogEntry.objects.all()]
    assert not [entry for entry in entries if "@example.org" in str(entry.data)]
    assert mail.outbox is not None


def test_an_editor_who_is_the_last_lead_is_offered_to_leave(actor: Any, editor: Any) -> None:
    lead, address = person("lead"), reverse("resource_centre_leave", args=[actor.uuid])
    for user, may in ((lead, False), (editor, True)):
        Membership.objects.all().delete()
        seat(user, actor, Role.LEAD)
        page = signed_in(user).get(address)
        assert (parsed(page).select_one(".rc-stop form") is not None) is may
        assert signed_in(user).post(address).status_code == (303 if may else 422)
        assert Membership.objects.exists() is not may


class _MeanwhileRemoved:
    """A change of a team by a lead who is taken out between the look at their right and the hold of the rows."""

    def check(self) -> None:
        one: Any = self
        super().check()  # type: ignore[misc]  # of the mutation, which comes after
        Membership.objects.filter(user=one.by).delete()


class _LateRemoval(_MeanwhileRemoved, RemoveMember):
    pass


class _LateRole(_MeanwhileRemoved, ChangeRole):
    pass


def test_a_lead_who_is_removed_meanwhile_changes_nothing(actor: Any) -> None:
    first, other = person("lead"), person("autre")
    seat(other, actor, Role.LEAD)
    made = seat(person("ada"), actor)
    for late in (_LateRemoval(made, first), _LateRole(made, Role.LEAD, first)):
        seat(first, actor, Role.LEAD)
        with pytest.raises(NotAllowed):
            late.execute()
        made.refresh_from_db()
        assert made.role == Role.CONTRIBUTOR
        Membership.objects.filter(user=first).delete()


def test_no_button_of_the_workspace_works_from_another_site(actor: Any, editor: Any) -> None:
    lead, ada = person("lead"), person("ada")
    made = seat(lead, actor, Role.LEAD)
    seat(person("autre"), actor, Role.LEAD)
    invitation = invited(actor, editor)
    posts = [
        (lead, "team", [actor.uuid], {"act": "remove", "seat": made.pk}),
        (lead, "leave", [actor.uuid], {}),
        (ada, "join", [actor.uuid], {"act": "ask", "message": "Bonjour."}),
        (ada, "invitation", [token_of(invitation)], {}),
    ]
    for user, name, arguments, posted in posts:
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user)
        answer = strict.post(reverse(f"resource_centre_{name}", args=arguments), posted)
        assert answer.status_code == 403, name
    assert Membership.objects.count() == 2
    assert not MembershipRequest.objects.exists()
    assert Invitation.objects.get().is_open
