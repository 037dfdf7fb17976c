"""Invitations to the team of an organisation: who sends one, whom it serves, and how long."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resource_centre.access.membership_models import Invitation, Membership, Role
from resource_centre.contribution.errors import (
    AlreadyMember,
    ForeignInvitation,
    InvitationUnusable,
    NotAllowed,
)
from resource_centre.contribution.invitation_links import invitation_of, token_of
from resource_centre.contribution.inviting import AcceptInvitation, RevokeInvitation
from resource_centre.contribution.team import ChangeRole, LeaveOrganisation, RemoveMember
from tests.support.contributing import filled, letters
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in
from tests.support.teams import invited, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_an_invitation_opens_one_seat_once_for_its_address(actor: Any) -> None:
    lead, ada = person("lead", first_name="Léa"), person("ada")
    seat(lead, actor, Role.LEAD)
    invitation = invited(actor, lead, "Ada@Example.org", Role.LEAD)
    (letter,) = letters()
    assert letter.to == ["ada@example.org"]
    path = re.search(r"https?://[^/\s]+(/espace/invitation/\S+/)", str(letter.body))
    assert path is not None
    client = signed_in(ada)
    page = client.get(path[1])
    assert (page.status_code, Membership.objects.filter(user=ada).count()) == (200, 0)
    assert client.post(path[1], filled(page), follow=True).status_code == 200
    assert Membership.objects.get(user=ada).role == Role.LEAD
    invitation.refresh_from_db()
    assert (invitation.email, invitation.secret, invitation.used_by) == ("", "", ada)
    assert letters()[-1].to == ["lead@example.org"]
    assert client.get(path[1]).status_code == 410


def test_an_invitation_used_expired_taken_back_or_altered_gives_one_page_with_a_way_on(actor: Any) -> None:
    lead, ada = person("lead"), person("ada")
    seat(lead, actor, Role.LEAD)
    tokens = ["faux"]
    invitation = invited(actor, lead)
    tokens.append(token_of(invitation) + "x")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    tokens.append(token_of(invitation))
    revoked = invited(actor, lead, "bob@example.org")
    tokens.append(token_of(revoked))
    RevokeInvitation(revoked, lead).execute()
    again = invited(actor, lead)
    used = token_of(again)
    AcceptInvitation(again, ada).execute()
    tokens.append(used)
    for client in (Client(), signed_in(ada)):
        for token in tokens:
            answer = client.get(reverse("resource_centre_invitation", args=[token]))
            assert answer.status_code == 410
            assert answer["Cache-Control"] == "private, no-store"
            assert reverse("resource_centre_organisations") in answer.content.decode()


def test_a_new_invitation_of_an_address_makes_the_first_link_void(actor: Any, editor: Any) -> None:
    first = token_of(invited(actor, editor))
    second = token_of(invited(actor, editor))
    with pytest.raises(InvitationUnusable):
        invitation_of(first)
    assert invitation_of(second).email == "ada@example.org"
    assert len([one for one in letters() if one.to == ["ada@example.org"]]) == 1


def test_an_invitation_serves_no_other_account_and_says_nothing_to_it(actor: Any, editor: Any) -> None:
    invitation, bob = invited(actor, editor), person("bob")
    with pytest.raises(ForeignInvitation):
        AcceptInvitation(invitation, bob).execute()
    answer = signed_in(bob).get(reverse("resource_centre_invitation", args=[token_of(invitation)]))
    assert answer.status_code == 403
    assert "ada@example.org" not in answer.content.decode()
    assert actor.title not in answer.content.decode()
    assert Invitation.objects.get().is_open


def test_the_signed_out_reader_of_an_invitation_is_led_in_and_back(actor: Any, editor: Any) -> None:
    address = reverse("resource_centre_invitation", args=[token_of(invited(actor, editor))])
    answer = Client().get(address)
    links = [str(link.get("href")) for link in parsed(answer).select(".rc-stop a")]
    assert [link.split("?")[0] for link in links] == ["/compte/login/", "/compte/signup/"]
    assert all("next=/espace/invitation/" in link for link in links)
    assert "ada@example.org" not in answer.content.decode()
    assert Client().post(address).status_code == 200
    assert not Membership.objects.exists()


def test_contributors_and_strangers_invite_nobody(actor: Any) -> None:
    member = person("membre")
    seat(member, actor)
    for by in (member, person("autre")):
        with pytest.raises(NotAllowed):
            invited(actor, by)


def test_whoever_is_in_the_team_is_not_invited_again(actor: Any, editor: Any) -> None:
    seat(person("ada"), actor)
    with pytest.raises(AlreadyMember):
        invited(actor, editor, "ADA@example.org")


def test_whoever_is_taken_out_or_leads_no_more_has_invited_nobody(actor: Any, editor: Any) -> None:
    lead, zed, ada = person("lead"), person("zed"), person("ada")
    seat(lead, actor, Role.LEAD)
    for act in (
        lambda made: RemoveMember(made, lead).execute(),
        lambda made: ChangeRole(made, Role.CONTRIBUTOR, lead).execute(),
    ):
        made = seat(zed, actor, Role.LEAD)
        kept, void = invited(actor, lead, "bob@example.org"), invited(actor, zed, role=Role.LEAD)
        token = token_of(void)
        act(made)
        assert list(Invitation.objects.all()) == [kept], "those of others wait on"
        assert signed_in(ada).post(reverse("resource_centre_invitation", args=[token])).status_code == 410
        with pytest.raises(InvitationUnusable):
            AcceptInvitation(void, ada).execute()
        assert not Membership.objects.filter(user=ada).exists()


def test_the_invitations_of_a_lead_who_leaves_wait_on(actor: Any) -> None:
    lead, zed = person("lead"), person("zed")
    seat(lead, actor, Role.LEAD)
    made = seat(zed, actor, Role.LEAD)
    waiting = invited(actor, zed)
    ChangeRole(made, Role.LEAD, zed).execute()
    LeaveOrganisation(made, zed).execute()
    assert Invitation.objects.get().pk == waiting.pk


def test_an_expired_form_gives_the_typed_address_back(actor: Any) -> None:
    lead = person("lead")
    seat(lead, actor, Role.LEAD)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)
    address = reverse("resource_centre_team", args=[actor.uuid])
    answer = strict.post(address, {"act": "invite", "email": "bob@example.org", "role": "contributor"})
    assert answer.status_code == 403
    assert parsed(answer).select_one("#id_email")["value"] == "bob@example.org"
    assert not Invitation.objects.exists()


def test_contributors_see_who_is_in_the_team_but_no_invited_address(actor: Any, editor: Any) -> None:
    ada = person("ada", first_name="Ada")
    seat(ada, actor)
    invited(actor, editor, "secret@example.org")
    answer = signed_in(ada).get(reverse("resource_centre_team", args=[actor.uuid])).content.decode()
    assert "Ada" in answer
    assert "secret@example.org" not in answer


def test_an_address_typed_by_who_is_a_lead_no_more_is_given_back(actor: Any) -> None:
    member = person("membre")
    seat(member, actor)
    address = reverse("resource_centre_team", args=[actor.uuid])
    given = signed_in(member).post(address, {"act": "invite", "email": "bob@example.org"})
    assert (given.status_code, parsed(given).select_one("blockquote").text) == (404, "bob@example.org")
