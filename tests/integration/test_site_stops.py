"""Where a visitor of the demo site is stopped: each stop is in the site's frame, says why, and has a way on."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests.factories import make_centre, publish
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
