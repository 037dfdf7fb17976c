"""Requests to join an organisation: who asks, who answers, what is told and what is never lost."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, PageViewRestriction

from resource_centre.access.membership_models import Membership, MembershipRequest, RequestState, Role
from resource_centre.contribution.errors import (
    AlreadyAsked,
    AlreadyMember,
    NotAllowed,
    RefusalUnexplained,
    RequestDecided,
)
from resource_centre.contribution.joining import AcceptMembership, RefuseMembership, WithdrawRequest
from tests.factories import restrict
from tests.support.contributing import filled, letters
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in
from tests.support.teams import asked, seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]


def test_somebody_asks_an_editor_accepts_and_both_are_told(actor: Any, editor: Any) -> None:
    ada = person("ada", first_name="Ada")
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
    ada = person("ada")
    request = asked(ada, actor)
    with pytest.raises(RefusalUnexplained):
        RefuseMembership(request, editor, "  ").execute()
    RefuseMembership(request, editor, "Nous ne vous connaissons pas.").execute()
    assert "Nous ne vous connaissons pas." in letters()[-1].body
    assert not Membership.objects.exists()
    assert asked(ada, actor).state == RequestState.WAITING


def test_one_request_waits_at_a_time_and_a_member_makes_none(actor: Any) -> None:
    ada = person("ada")
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
        asked(person("ada"), actor)


def test_members_and_strangers_decide_nothing_nor_does_anybody_on_their_own_request(actor: Any, editor: Any) -> None:
    lead = person("lead")
    seat(lead, actor, Role.LEAD)
    request = asked(person("ada"), actor)
    for by in (lead, request.user, person("autre")):
        with pytest.raises(NotAllowed):
            AcceptMembership(request, by).execute()
    with pytest.raises(NotAllowed):
        AcceptMembership(asked(editor, actor), editor).execute()


def test_two_decisions_make_one(actor: Any, editor: Any) -> None:
    request = asked(person("ada"), actor)
    other = MembershipRequest.objects.get(pk=request.pk)
    AcceptMembership(request, editor).execute()
    with pytest.raises(RequestDecided):
        RefuseMembership(other, editor, "Non.").execute()
    with pytest.raises(RequestDecided):
        AcceptMembership(other, editor).execute()
    assert Membership.objects.count() == 1
    assert len([one for one in letters() if one.to == ["ada@example.org"]]) == 1


def test_whoever_asked_to_join_is_not_told_the_name_that_an_organisation_took_out_of_their_sight(actor: Any) -> None:
    ada = person("ada")
    request, client = asked(ada, actor), signed_in(ada)
    workspace, place = reverse("resource_centre_workspace"), reverse("resource_centre_join", args=[actor.uuid])
    assert [actor.title in client.get(where).content.decode() for where in (workspace, place)] == [True, True]
    actor.title = "Nom canari"
    actor.save_revision().publish()
    restrict(actor, PageViewRestriction.GROUPS)
    for where in (workspace, place):
        said = client.get(where).content.decode()
        assert ("canari" in said, "que vous ne pouvez plus lire" in said) == (False, True), where
    RefuseMembership(request, person("boss", is_superuser=True), "Non.").execute()
    (letter,) = [one for one in letters() if one.to == ["ada@example.org"] and "Non." in str(one.body)]
    assert "canari" not in f"{letter.subject}{letter.body}"


def test_a_session_that_ended_gives_the_typed_message_back(actor: Any) -> None:
    answer = Client().post(reverse("resource_centre_join", args=[actor.uuid]), {"act": "ask", "message": "Mon texte."})
    assert answer.status_code == 403
    assert "Mon texte." in answer.content.decode()


def test_editors_answer_requests_in_the_admin(actor: Any, editor: Any) -> None:
    request, desk = asked(person("ada", first_name="Ada"), actor), signed_in(editor)
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
    request = asked(person("ada"), actor)
    Group.objects.get(name="Resource centre editors").page_permissions.all().delete()
    desk = signed_in(editor)
    assert desk.get(reverse("resource_centre_member_request", args=[request.pk])).status_code == 404
    assert "ada" not in parsed(desk.get(reverse("resource_centre_member_requests"))).select_one("main").text
    request.refresh_from_db()
    assert letters()[-1:] == [] or letters()[-1].to != ["ada@example.org"]


def test_what_was_typed_for_an_organisation_that_was_withdrawn_meanwhile_is_given_back(actor: Any) -> None:
    client, address = signed_in(person("ada")), reverse("resource_centre_join", args=[actor.uuid])
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


def test_what_was_typed_in_a_second_tab_while_a_request_waits_is_given_back(actor: Any) -> None:
    client, address = signed_in(person("ada")), reverse("resource_centre_join", args=[actor.uuid])
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
