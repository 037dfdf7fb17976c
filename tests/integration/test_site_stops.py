"""Where a visitor of the demo site is stopped: each stop is in the site's frame, says why, and has a way on."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from tests.factories import make_centre, publish, restrict
from tests.support.html import parsed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_site")]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """No test inherits what another counted."""
    cache.clear()


def ways_on(answer: Any) -> list[str]:
    """Where the links of the page itself lead; the page is one of the site's."""
    page = parsed(answer)
    assert page.select_one("header.site-header") is not None
    assert len(page.select("h1")) == 1
    return [str(link["href"]) for link in page.select("main a")]


def test_a_form_of_an_account_that_has_expired_says_so_in_the_site_s_frame() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "ada@example.org"})
    assert answer.status_code == 403
    assert reverse("account_login") in ways_on(answer)


def test_whoever_asks_for_a_password_again_and_again_is_told_to_wait_in_the_site_s_frame() -> None:
    asked = [Client().post(reverse("account_reset_password"), {"email": "ada@example.org"}) for _time in range(6)]
    assert asked[-1].status_code == 429
    assert reverse("account_login") in ways_on(asked[-1])


@pytest.mark.parametrize("name", ["account_reset_password_done", "account_inactive", "account_logout"])
def test_no_page_of_an_account_is_a_dead_end(name: str) -> None:
    client = Client()
    if name == "account_logout":
        client.force_login(get_user_model().objects.create_user("ada", email="ada@example.org"))
    assert ways_on(client.get(reverse(name)))


def test_the_page_that_waits_for_a_code_is_in_the_reader_s_language() -> None:
    client = Client()
    answer = client.post(reverse("account_signup"), {"email": "bob@example.org", "name": "Bob"}, follow=True)
    assert len(mail.outbox) == 1
    buttons = [button.get_text(strip=True) for button in parsed(answer).select("main button")]
    assert buttons
    assert "Change" not in buttons


def test_whoever_has_an_account_is_not_told_that_it_is_closed() -> None:
    client = Client()
    client.force_login(get_user_model().objects.create_user("ada", email="ada@example.org"))
    assert client.get(reverse("account_closed"))["Location"] == reverse("account")


def test_a_list_that_has_fewer_pages_blames_no_typing_mistake() -> None:
    centre = make_centre()
    versions = f"{centre.url}historique/{publish(centre, 'practice', 'Atelier').uuid}/"
    mistyped = "faute de frappe"
    beyond = Client().get(versions, {"page": 99})
    assert (beyond.status_code, mistyped in beyond.content.decode()) == (404, False)
    assert f"{versions}?page=1" in ways_on(beyond)
    assert mistyped in Client().get("/nulle-part/").content.decode()


@pytest.mark.parametrize("status", [400, 500])
def test_an_error_of_ours_is_said_and_left_in_both_languages(status: int) -> None:
    page = render_to_string(f"{status}.html")
    assert 'href="/"' in page
    assert 'href="/en/"' in page


def test_a_page_that_is_kept_for_some_is_a_door_in_the_site_s_frame_and_never_a_loop() -> None:
    centre = make_centre()
    page = publish(centre, "practice", "Canari")
    reader = get_user_model().objects.create_user("ada", email="ada@example.org")
    restrict(page)
    signed_out, signed_in = Client(), Client()
    signed_in.force_login(reader)
    door = signed_out.get(page.url, follow=True)
    assert door.redirect_chain[-1][0] == f"{reverse('account_login')}?next={page.url}"
    assert reverse("account_signup") in " ".join(ways_on(door))
    assert signed_in.get(page.url).status_code == 200
    PageViewRestriction.objects.all().delete()
    restrict(page, PageViewRestriction.GROUPS, [Group.objects.create(name="Autres")])
    stopped = signed_in.get(page.url, follow=True)
    assert stopped.status_code == 403
    assert reverse("account_logout") in ways_on(stopped)


@pytest.mark.parametrize("place", ["resource", "list", "centre"])
def test_the_password_of_a_page_is_asked_for_in_the_site_s_frame_and_names_nothing(place: str) -> None:
    centre = make_centre()
    page = publish(centre, "practice", "Canari")
    closed = {"resource": page, "list": page.get_parent(), "centre": centre}[place]
    row = restrict(closed, PageViewRestriction.PASSWORD, (), "sésame")
    client = Client()
    asked = client.get(page.url)
    assert reverse("contact") in ways_on(asked)
    assert "Canari" not in asked.content.decode()
    address = reverse("wagtailcore_authenticate_with_password", args=[row.pk, page.pk])
    assert parsed(asked).main.form["action"] == address
    wrong = parsed(client.post(address, {"password": "non", "return_url": page.url}))
    assert wrong.select_one("header.site-header")
    field = wrong.select_one("input[type=password]")
    assert wrong.find(id=field["aria-describedby"]).get_text(strip=True)
    form = parsed(client.get(f"/en{address}")).main.form  # in another language, from the page of the wrong password
    posted = {"password": "sésame", "return_url": form.select_one("[name=return_url]")["value"]}
    assert "Canari" in client.post(form["action"], posted, follow=True).content.decode()


def test_a_host_that_chose_a_page_for_passwords_keeps_it(settings: Any) -> None:
    centre = make_centre()
    settings.WAGTAIL_PASSWORD_REQUIRED_TEMPLATE = "wagtailcore/password_required.html"  # noqa: S105 - a template
    restrict(centre, PageViewRestriction.PASSWORD, (), "sésame")
    assert parsed(Client().get(centre.url)).select_one("header.site-header") is None
