"""Accounts of the demo site: the ways in, the ways out, and what nobody learns or guesses."""

import base64
import hmac
import re
import struct
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.users.models import UserProfile

from resource_centre.access.membership_models import Membership, Role
from resource_centre.contribution.models import Proposal, Status
from tests.factories import make_centre, publish
from tests.host_invoices.models import Invoice
from tests.support.files import image
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

PASSWORD = "une phrase assez longue"  # noqa: S105 - test data
WORKSPACE = "/espace/"


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits what another counted."""
    cache.clear()


@pytest.fixture
def ada() -> Any:
    user = get_user_model().objects.create_user("ada", email="ada@example.org", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def enter(client: Client, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": "ada@example.org", "password": password, **more})


def enter_again(client: Client) -> None:
    """What is dangerous asks for the password once more."""
    enter(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def is_in(client: Client) -> bool:
    return client.get(WORKSPACE).status_code == 200


def last_code() -> str:
    found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", str(mail.outbox[-1].body), re.M)
    assert found, mail.outbox[-1].body
    return found[1]


def test_a_password_leads_to_the_workspace(ada: Any) -> None:
    client = Client()
    answer = enter(client)
    assert (answer.status_code, answer["Location"]) == (302, WORKSPACE)
    assert is_in(client)


@pytest.mark.parametrize("there", ["/espace/organisations/", "/en/espace/"])
def test_sign_in_leads_back_to_where_one_was(ada: Any, there: str) -> None:
    assert enter(Client(), next=there)["Location"] == there


@pytest.mark.parametrize(
    "away",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example"],
)
def test_sign_in_leads_nowhere_else(ada: Any, away: str) -> None:
    assert enter(Client(), next=away)["Location"] == WORKSPACE


def test_a_code_sent_by_mail_signs_in_once(ada: Any) -> None:
    client = Client()
    answer = client.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    assert answer["Location"] == reverse("account_confirm_login_code")
    code = last_code()
    assert client.post(answer["Location"], {"code": code})["Location"] == WORKSPACE
    assert is_in(client)
    other = Client()
    assert other.post(answer["Location"], {"code": code}).status_code == 302
    assert not is_in(other)


def test_a_password_that_somebody_chose_for_the_address_of_another_opens_nothing() -> None:
    stranger, owner = Client(), Client()
    posted = {"email": "ada@example.org", "name": "Ada", "password1": PASSWORD}
    assert stranger.post(reverse("account_signup"), posted).status_code == 302
    answer = owner.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    owner.post(answer["Location"], {"code": last_code()})
    assert is_in(owner)
    enter(stranger)
    assert not is_in(stranger)
    assert not get_user_model().objects.get(email="ada@example.org").has_usable_password()


def test_a_password_that_one_chose_oneself_is_kept_when_the_address_is_confirmed(ada: Any) -> None:
    client = Client()
    client.post(reverse("account_signup"), {"email": "bob@example.org", "name": "Bob", "password1": PASSWORD})
    client.post(reverse("account_email_verification_sent"), {"code": last_code()})
    assert is_in(client)
    other = Client()
    other.post(reverse("account_login"), {"login": "bob@example.org", "password": PASSWORD})
    assert is_in(other)
    answer = Client().post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    assert answer.status_code == 302
    assert enter(Client())["Location"] == WORKSPACE, "a code for a confirmed address changes nothing"


def test_an_unknown_address_is_answered_like_a_known_one(ada: Any) -> None:
    for name, field in (("account_request_login_code", "email"), ("account_reset_password", "email")):
        answers = [Client().post(reverse(name), {field: to}) for to in ("ada@example.org", "nobody@example.org")]
        assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1


def test_an_account_is_made_with_an_address_and_a_name_and_confirmed_by_a_code() -> None:
    client, there = Client(), "/espace/organisations/"
    posted = {"email": "bob@example.org", "name": "Bob", "next": there}
    answer = client.post(reverse("account_signup"), posted)
    assert answer.status_code == 302
    assert not is_in(client)
    answer = client.post(answer["Location"], {"code": last_code()})
    assert answer["Location"] == there
    assert is_in(client)
    user = get_user_model().objects.get(email="bob@example.org")
    assert (user.get_full_name(), user.has_usable_password()) == ("Bob", False)
    assert not user.has_perm("wagtailadmin.access_admin")


def test_signing_up_with_a_known_address_tells_its_owner_only(ada: Any) -> None:
    answers = [
        Client().post(reverse("account_signup"), {"email": to, "name": "X"})
        for to in ("ada@example.org", "new@example.org")
    ]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert get_user_model().objects.filter(email="ada@example.org").count() == 1


def test_a_lost_password_is_chosen_anew(ada: Any) -> None:
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "ada@example.org"})
    link = re.search(r"https?://[^/\s]+(/compte/password/reset/key/\S+/)", str(mail.outbox[-1].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    new = "une autre phrase assez longue"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert enter(Client(), new)["Location"] == WORKSPACE
    assert enter(Client()).status_code == 200


def test_an_address_is_changed_once_the_new_one_is_confirmed(ada: Any) -> None:
    client = Client()
    enter_again(client)
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    ada.refresh_from_db()
    assert ada.email == "ada@example.org"
    assert mail.outbox[-1].to == ["new@example.org"]
    client.post(reverse("account_email_verification_sent"), {"code": last_code()})
    ada.refresh_from_db()
    assert ada.email == "new@example.org"


def shown_by_application(secret: str) -> str:
    """What an application on a phone shows now. Source: RFC 6238, six digits, thirty seconds, SHA-1."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_the_second_factor_can_be_set_up_and_is_then_asked_for(ada: Any) -> None:
    client = Client()
    enter_again(client)
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert parsed(page).select_one("img.site-account__code")["src"].startswith("data:image/svg")
    secret = str(parsed(page).select_one("#authenticator_secret")["value"])
    assert client.post(reverse("mfa_activate_totp"), {"code": shown_by_application(secret)}).status_code == 302
    spare = [code.text for code in parsed(client.get(reverse("mfa_view_recovery_codes"))).select("main code")]
    assert (len(spare), len(set(spare))) == (10, 10)
    cache.clear()  # a code serves once, and the next one comes half a minute later
    other = Client()
    assert enter(other)["Location"] == reverse("mfa_authenticate")
    assert not is_in(other)
    assert other.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert other.post(reverse("mfa_authenticate"), {"code": shown_by_application(secret)})["Location"] == WORKSPACE
    assert is_in(other)
    without_phone = Client()
    enter(without_phone)
    assert without_phone.post(reverse("mfa_authenticate"), {"code": spare[0]})["Location"] == WORKSPACE
    left = parsed(client.get(reverse("mfa_view_recovery_codes"))).select("main code")
    assert [code.text for code in left] == spare[1:]
    assert client.post(reverse("mfa_generate_recovery_codes"))["Location"] == reverse("mfa_view_recovery_codes")
    assert "9" not in parsed(client.get(reverse("mfa_index"))).main.text
    assert client.post(reverse("mfa_deactivate_totp"))["Location"] == reverse("mfa_index")
    assert reverse("mfa_activate_totp") in str(parsed(client.get(reverse("mfa_index"))).main)


def test_closing_an_account_says_what_is_kept_and_keeps_no_more(ada: Any) -> None:
    centre = make_centre()
    page = publish(centre, "practice", "Une pratique")
    common = {"centre": centre, "resource": page.resource_ptr, "author": ada, "author_name": "Ada", "message": "mot"}
    named = Proposal.objects.create(**common, status=Status.ACCEPTED, is_credited=True)
    unnamed = Proposal.objects.create(**common, status=Status.REFUSED)
    Proposal.objects.create(**common, status=Status.SUBMITTED)
    actor = publish(centre, "actor", "Association")
    Membership.objects.create(user=ada, actor=actor, role=Role.LEAD)
    client = Client()
    enter_again(client)
    address = reverse("account_close")
    said = parsed(client.get(address)).main.text
    assert "Ce qui est gardé" in said
    assert "Association" in said
    assert client.post(address, {"keep_name": "on"})["Location"] == reverse("account_closed")
    assert not get_user_model().objects.filter(pk=ada.pk).exists()
    assert not Membership.objects.exists()
    assert not EmailAddress.objects.exists()
    left = {one.pk: (one.author_name, one.message) for one in Proposal.objects.all()}
    assert left == {named.pk: ("Ada", ""), unnamed.pk: ("", "")}
    assert not is_in(client)


def test_whoever_works_in_the_admin_does_not_close_their_account_here(ada: Any) -> None:
    ada.is_superuser = True
    ada.save()
    client = Client()
    enter_again(client)
    assert client.post(reverse("account_close")).status_code == 409
    assert get_user_model().objects.filter(pk=ada.pk).exists()


def test_an_account_that_a_table_of_the_host_protects_is_left_whole_and_its_owner_is_told(
    ada: Any, django_capture_on_commit_callbacks: Any
) -> None:
    Invoice.objects.create(account=ada)
    draft = Proposal.objects.create(centre=make_centre(), author=ada, author_name="Ada", message="mot")
    profile = UserProfile.objects.create(user=ada, avatar=SimpleUploadedFile("ada.png", image()))
    client = Client()
    enter_again(client)
    answer = client.post(reverse("account_close"), {"keep_name": "on"})
    assert parsed(answer).find(id="id_keep_name").has_attr("checked")
    assert (answer.status_code, "factures (1)" in parsed(answer).select_one("[role=alert]").text) == (409, True)
    with pytest.raises(CommandError, match=r"factures \(1\)"):
        call_command("contributions", "erase", ada.email)
    draft.refresh_from_db()
    assert (draft.author, draft.message, is_in(client)) == (ada, "mot", True)
    assert profile.avatar.storage.exists(profile.avatar.name)
    Invoice.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("account_close"))["Location"] == reverse("account_closed")
    assert not profile.avatar.storage.exists(profile.avatar.name)


def test_the_password_is_asked_again_before_an_account_is_closed(ada: Any) -> None:
    client = Client()
    client.force_login(ada)
    answer = client.post(reverse("account_close"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert get_user_model().objects.filter(pk=ada.pk).exists()


@pytest.mark.parametrize("door", ["account_login", "wagtailadmin_login"])
@override_settings(AXES_ENABLED=True, ACCOUNT_RATE_LIMITS=False)
def test_whoever_guesses_is_stopped_and_nobody_else_is(door: str, ada: Any) -> None:
    fields = ("login", "ada@example.org") if door == "account_login" else ("username", "ada")

    def attempt(name: str, password: str, where: str = "10.0.0.1") -> int:
        posted = {fields[0]: name, "password": password}
        return int(Client(REMOTE_ADDR=where).post(reverse(door), posted).status_code)

    for _time in range(9):
        assert attempt(fields[1], "faux") == 200
    assert attempt(fields[1], "faux") == 429
    assert attempt(fields[1].upper(), PASSWORD) == 429
    assert attempt("quelqu-un@example.org", "faux") == 200
    assert attempt(fields[1], "faux", "10.0.0.2") == 200


@pytest.mark.parametrize(
    "name",
    ["account_login", "account_signup", "account_request_login_code", "account_reset_password", "account_closed"],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_each_door_is_in_the_site_s_frame_with_a_title_and_no_third_party(name: str, prefix: str) -> None:
    page = parsed(Client().get(prefix + reverse(name)))
    assert page.title.text.strip().split("\n")[0]
    assert len(page.select("h1")) == 1
    assert page.select_one("header.site-header") is not None
    assert not page.select('script, [src^="http"], [rel=stylesheet][href^="http"]')
    for field in page.select("main input:not([type=hidden]):not([type=checkbox])"):
        assert page.select_one(f'label[for="{field["id"]}"]') is not None


def test_a_name_is_changed_and_what_was_signed_under_the_old_one_stays(ada: Any) -> None:
    client, address = Client(), reverse("account_name")
    assert client.get(address).status_code == 302
    enter(client)
    signed = Proposal.objects.create(centre=make_centre(), author=ada, author_name="Ada L.")
    assert address in client.get(reverse("account")).content.decode()
    assert client.post(address, {"name": " "}).status_code == 422
    answer = client.post(address, {"name": "Ada Lovelace, comtesse"}, follow=True)
    assert "Ada Lovelace, comtesse" in answer.content.decode()
    ada.refresh_from_db()
    assert ada.get_full_name() == "Ada Lovelace, comtesse"
    assert parsed(client.get(address)).select_one("input[name=name]")["value"] == "Ada Lovelace, comtesse"
    signed.refresh_from_db()
    assert signed.author_name == "Ada L."
