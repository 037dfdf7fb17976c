"""Teams of organisations: who joins, who decides, what a link opens, and what a rival never sees."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, PageViewRestriction

from resource_centre.access.groups import ensure_groups
from resource_centre.access.membership_models import Invitation, Membership, MembershipRequest, RequestState, Role
from resource_centre.access.principal import principal_of_user
from resource_centre.access.visibility import Access
from resource_centre.contribution.errors import (
    AlreadyAsked,
    AlreadyMember,
    ForeignInvitation,
    InvitationUnusable,
    LastLead,
    NotAllowed,
    RefusalUnexplained,
    RequestDecided,
)
from resource_centre.contribution.invitation_links import invitation_of, token_of
from resource_centre.contribution.inviting import AcceptInvitation, InviteMember, RevokeInvitation
from resource_centre.contribution.joining import AcceptMembership, RefuseMembership, RequestMembership, WithdrawRequest
from resource_centre.contribution.team import ChangeRole, LeaveOrganisation, RemoveMember
from resource_centre.persons.person import person_of_user
from resource_centre.persons.walking import ErasePerson
from tests.factories import make_centre, publish, restrict
from tests.support.contributing import filled, letters
from tests.support.html import parsed
from tests.support.reviewing import signed_in

#: One character more than a column holds.
TOO_LONG = f"{'a' * 243}@example.org"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits what another counted."""
    cache.clear()


@pytest.fixture
def actor() -> Any:
    return publish(make_centre(), "actor", "Association des lacs")


@pytest.fixture
def rival(actor: Any) -> Any:
    return publish(actor.get_parent().get_parent(), "actor", "Ligue des rivières")


def account(name: str, **fields: Any) -> Any:
    return get_user_model().objects.create_user(name, email=f"{name}@example.org", **fields)


@pytest.fixture
def editor() -> Any:
    ensure_groups()
    user = account("redaction")
    user.groups.add(Group.objects.get(name="Resource centre editors"))
    return user


def seat(user: Any, actor: Any, role: Role = Role.CONTRIBUTOR) -> Membership:
    return Membership.objects.create(user=user, actor=actor, role=role)


def asked(user: Any, actor: Any, message: str = "J’y travaille.") -> MembershipRequest:
    return RequestMembership(actor, user, message, Access.of(principal_of_user(user))).execute()


def invited(actor: Any, by: Any, email: str = "ada@example.org", role: Role = Role.CONTRIBUTOR) -> Invitation:
    return InviteMember(actor, email, role, by).execute()


def test_somebody_asks_an_editor_accepts_and_both_are_told(actor: Any, editor: Any) -> None:
    ada = account("ada", first_name="Ada")
    request = asked(ada, actor)
    (arrived,) = letters()
    assert arrived.to == ["redaction@example.org"]
    assert f"/admin/resource-centre/members/{request.pk}/" in arrived.body
    made = AcceptMembership(request, editor, Role.LEAD).execute()
    assert (made.user, made.actor, made.role, made.by) == (ada, actor, Role.LEAD, editor)
    told = letters()[-1]
    assert told.to == ["ada@example.org"]
    assert "Association des lacs" in told.subject
    actions = set(PageLogEntry.objects.filter(page=actor).values_list("action", flat=True))
    assert {"resource_centre.member_asked", "resource_centre.member_accepted"} <= actions


def test_a_refusal_says_why_and_nothing_forbids_to_ask_again(actor: Any, editor: Any) -> None:
    ada = account("ada")
    request = asked(ada, actor)
    with pytest.raises(RefusalUnexplained):
        RefuseMembership(request, editor, "  ").execute()
    RefuseMembership(request, editor, "Nous ne vous connaissons pas.").execute()
    assert "Nous ne vous connaissons pas." in letters()[-1].body
    assert not Membership.objects.exists()
    assert asked(ada, actor).state == RequestState.WAITING


def test_one_request_waits_at_a_time_and_a_member_makes_none(actor: Any) -> None:
    ada = account("ada")
    asked(ada, actor)
    with pytest.raises(AlreadyAsked):
        asked(ada, actor)
    WithdrawRequest(MembershipRequest.objects.get(), ada).execute()
    seat(ada, actor)
    with pytest.raises(AlreadyMember):
        asked(ada, actor)


def test_nobody_asks_to_join_an_organisation_whose_page_they_may_not_read(actor: Any) -> None:
    restrict(actor, "groups", groups=[Group.objects.create(name="secret")])
    with pytest.raises(NotAllowed):
        asked(account("ada"), actor)


def test_members_and_strangers_decide_nothing_nor_does_anybody_on_their_own_request(actor: Any, editor: Any) -> None:
    lead = account("lead")
    seat(lead, actor, Role.LEAD)
    request = asked(account("ada"), actor)
    for by in (lead, request.user, account("autre")):
        with pytest.raises(NotAllowed):
            AcceptMembership(request, by).execute()
    with pytest.raises(NotAllowed):
        AcceptMembership(asked(editor, actor), editor).execute()


def test_two_decisions_make_one(actor: Any, editor: Any) -> None:
    request = asked(account("ada"), actor)
    other = MembershipRequest.objects.get(pk=request.pk)
    AcceptMembership(request, editor).execute()
    with pytest.raises(RequestDecided):
        RefuseMembership(other, editor, "Non.").execute()
    with pytest.raises(RequestDecided):
        AcceptMembership(other, editor).execute()
    assert Membership.objects.count() == 1
    assert len([one for one in letters() if one.to == ["ada@example.org"]]) == 1


def test_an_invitation_opens_one_seat_once_for_its_address(actor: Any) -> None:
    lead, ada = account("lead", first_name="Léa"), account("ada")
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
    lead, ada = account("lead"), account("ada")
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
    invitation, bob = invited(actor, editor), account("bob")
    with pytest.raises(ForeignInvitation):
        AcceptInvitation(invitation, bob).execute()
    answer = signed_in(bob).get(reverse("resource_centre_invitation", args=[token_of(invitation)]))
    assert answer.status_code == 403
    assert "ada@example.org" not in answer.content.decode()
    assert actor.title not in answer.content.decode()
    assert Invitation.objects.get().is_open


def test_whoever_asked_to_join_is_not_told_the_name_that_an_organisation_took_out_of_their_sight(actor: Any) -> None:
    ada = account("ada")
    request, client = asked(ada, actor), signed_in(ada)
    workspace, place = reverse("resource_centre_workspace"), reverse("resource_centre_join", args=[actor.uuid])
    assert [actor.title in client.get(where).content.decode() for where in (workspace, place)] == [True, True]
    actor.title = "Nom canari"
    actor.save_revision().publish()
    restrict(actor, PageViewRestriction.GROUPS)
    for where in (workspace, place):
        said = client.get(where).content.decode()
        assert ("canari" in said, "que vous ne pouvez plus lire" in said) == (False, True), where
    RefuseMembership(request, account("boss", is_superuser=True), "Non.").execute()
    (letter,) = [one for one in letters() if one.to == ["ada@example.org"] and "Non." in str(one.body)]
    assert "canari" not in f"{letter.subject}{letter.body}"


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
    member = account("membre")
    seat(member, actor)
    for by in (member, account("autre")):
        with pytest.raises(NotAllowed):
            invited(actor, by)


def test_whoever_is_in_the_team_is_not_invited_again(actor: Any, editor: Any) -> None:
    seat(account("ada"), actor)
    with pytest.raises(AlreadyMember):
        invited(actor, editor, "ADA@example.org")


def test_the_last_lead_names_another_before_leaving(actor: Any) -> None:
    lead, ada = account("lead"), account("ada")
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
    made = seat(account("lead"), actor, Role.LEAD)
    RemoveMember(made, editor).execute()
    assert not Membership.objects.exists()
    assert letters()[-1].to == ["lead@example.org"]


def test_whoever_is_taken_out_or_leads_no_more_has_invited_nobody(actor: Any, editor: Any) -> None:
    lead, zed, ada = account("lead"), account("zed"), account("ada")
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
    lead, zed = account("lead"), account("zed")
    seat(lead, actor, Role.LEAD)
    made = seat(zed, actor, Role.LEAD)
    waiting = invited(actor, zed)
    ChangeRole(made, Role.LEAD, zed).execute()
    LeaveOrganisation(made, zed).execute()
    assert Invitation.objects.get().pk == waiting.pk


def test_the_team_s_page_works_by_plain_posts(actor: Any) -> None:
    lead, ada = account("lead"), account("ada", first_name="Ada")
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


def test_an_expired_form_gives_the_typed_address_back(actor: Any) -> None:
    lead = account("lead")
    seat(lead, actor, Role.LEAD)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lead)
    address = reverse("resource_centre_team", args=[actor.uuid])
    answer = strict.post(address, {"act": "invite", "email": "bob@example.org", "role": "contributor"})
    assert answer.status_code == 403
    assert parsed(answer).select_one("#id_email")["value"] == "bob@example.org"
    assert not Invitation.objects.exists()


def test_a_session_that_ended_gives_the_typed_message_back(actor: Any) -> None:
    answer = Client().post(reverse("resource_centre_join", args=[actor.uuid]), {"act": "ask", "message": "Mon texte."})
    assert answer.status_code == 403
    assert "Mon texte." in answer.content.decode()


def test_a_rival_reaches_nothing_of_another_team(actor: Any, rival: Any) -> None:
    lead, other, foe = account("lead"), account("ada"), account("rival")
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
    lead = account("lead")
    seat(lead, actor, Role.LEAD)
    address = reverse("resource_centre_team", args=[actor.uuid])
    assert signed_in(lead).post(address, {"act": "remove", "seat": number}).status_code == 404
    assert signed_in(lead).post(address, {"act": "revoke", "invitation": number}).status_code == 404


def test_contributors_see_who_is_in_the_team_but_no_invited_address(actor: Any, editor: Any) -> None:
    ada = account("ada", first_name="Ada")
    seat(ada, actor)
    invited(actor, editor, "secret@example.org")
    answer = signed_in(ada).get(reverse("resource_centre_team", args=[actor.uuid])).content.decode()
    assert "Ada" in answer
    assert "secret@example.org" not in answer


def test_editors_answer_requests_in_the_admin(actor: Any, editor: Any) -> None:
    request, desk = asked(account("ada", first_name="Ada"), actor), signed_in(editor)
    listed = reverse("resource_centre_member_requests")
    address = reverse("resource_centre_member_request", args=[request.pk])
    assert address in desk.get(listed).content.decode()
    assert desk.post(address, {"act": "refuse", "why": ""}).status_code == 422
    page = desk.get(address)
    assert filled(page)["role"] == "lead"
    assert desk.post(address, {"act": "accept", "role": "lead"}).status_code == 302
    assert Membership.objects.get().is_lead
    late = desk.post(address, {"act": "refuse", "why": "Gardez ce texte."})
    assert late.status_code == 409
    assert address not in desk.get(listed).content.decode()


def test_editors_of_another_place_find_no_request(actor: Any, editor: Any) -> None:
    request = asked(account("ada"), actor)
    Group.objects.get(name="Resource centre editors").page_permissions.all().delete()
    desk = signed_in(editor)
    assert desk.get(reverse("resource_centre_member_request", args=[request.pk])).status_code == 404
    assert "ada" not in parsed(desk.get(reverse("resource_centre_member_requests"))).select_one("main").text
    request.refresh_from_db()
    assert letters()[-1:] == [] or letters()[-1].to != ["ada@example.org"]


def test_a_member_who_left_is_told_nothing_more(actor: Any) -> None:
    sender = account("lead")
    made = seat(sender, actor, Role.LEAD)
    seat(account("autre"), actor, Role.LEAD)
    invitation = invited(actor, sender)
    letters()
    LeaveOrganisation(made, sender).execute()
    letters()
    AcceptInvitation(invitation, account("ada")).execute()
    assert [one.to for one in letters() if "accept" in str(one.subject).lower() or "rejoint" in str(one.subject)] == []


def test_a_closed_account_leaves_no_name_and_void_invitations_are_deleted(actor: Any, editor: Any) -> None:
    ada = account("ada")
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


def test_what_was_typed_for_an_organisation_that_was_withdrawn_meanwhile_is_given_back(actor: Any) -> None:
    client, address = signed_in(account("ada")), reverse("resource_centre_join", args=[actor.uuid])
    form = filled(client.get(address), message="J’y <b>travaille</b>.")
    actor.unpublish()
    given = client.post(address, form)
    assert (given.status_code, parsed(given).select_one("blockquote").text) == (404, "J’y <b>travaille</b>.")
    assert given["Cache-Control"] == "private, no-store"
    assert parsed(given).select_one(".rc-stop a.rc-button") is None, "who is signed in need not sign in"
    assert client.post(address, {**form, "message": " "}).status_code == 404
    nowhere = client.post(reverse("resource_centre_join", args=[uuid4()]), form)
    assert parsed(nowhere).select_one(".rc-stop").text == parsed(given).select_one(".rc-stop").text
    assert not MembershipRequest.objects.exists()


def test_an_address_typed_by_who_is_a_lead_no_more_is_given_back(actor: Any) -> None:
    member = account("membre")
    seat(member, actor)
    address = reverse("resource_centre_team", args=[actor.uuid])
    given = signed_in(member).post(address, {"act": "invite", "email": "bob@example.org"})
    assert (given.status_code, parsed(given).select_one("blockquote").text) == (404, "bob@example.org")


def test_what_was_typed_in_a_second_tab_while_a_request_waits_is_given_back(actor: Any) -> None:
    client, address = signed_in(account("ada")), reverse("resource_centre_join", args=[actor.uuid])
    form = filled(client.get(address), message="Le premier mot.")
    assert client.post(address, form).status_code == 303
    again = client.post(address, {**form, "message": "Un second mot."})
    shown = [one.text for one in parsed(again).select("blockquote")]
    assert (again.status_code, shown) == (422, ["Un second mot.", "Le premier mot."])
    assert "Un second mot." not in client.get(address).content.decode()


@pytest.mark.parametrize(("email", "by_mail"), [("ada@example.org", True), ("", False)])
def test_an_answer_by_mail_is_promised_to_who_has_an_address_alone(actor: Any, email: str, by_mail: bool) -> None:
    client = signed_in(get_user_model().objects.create_user("ada", email=email))
    workspace, address = reverse("resource_centre_workspace"), reverse("resource_centre_join", args=[actor.uuid])
    pages = [client.get(workspace)]
    form = filled(client.get(address))
    pages += [client.post(address, form, follow=True), client.get(address), client.post(address, form)]
    for page in pages:
        assert ("par courriel" in parsed(page).main.text) is by_mail


def test_an_editor_who_is_the_last_lead_is_offered_to_leave(actor: Any, editor: Any) -> None:
    lead, address = account("lead"), reverse("resource_centre_leave", args=[actor.uuid])
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
    first, other = account("lead"), account("autre")
    seat(other, actor, Role.LEAD)
    made = seat(account("ada"), actor)
    for late in (_LateRemoval(made, first), _LateRole(made, Role.LEAD, first)):
        seat(first, actor, Role.LEAD)
        with pytest.raises(NotAllowed):
            late.execute()
        made.refresh_from_db()
        assert made.role == Role.CONTRIBUTOR
        Membership.objects.filter(user=first).delete()


def test_no_button_of_the_workspace_works_from_another_site(actor: Any, editor: Any) -> None:
    lead, ada = account("lead"), account("ada")
    made = seat(lead, actor, Role.LEAD)
    seat(account("autre"), actor, Role.LEAD)
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
