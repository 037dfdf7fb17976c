"""Forms that are refused for a flood: what each says of the delay, in words and in its header; what is given back."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.translation import override

from resource_centre.web.contributing import guard
from tests.factories import make_centre, publish
from tests.support import watching
from tests.support.contributing import ABOUT, address_of, filled
from tests.support.drafting import ABOUT as DRAFT_ABOUT
from tests.support.drafting import begun, draft_of, first_step
from tests.support.reviewing import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre", "unhurried")]
DAY = 86_400


@pytest.fixture(autouse=True)
def fresh() -> None:
    cache.clear()


@pytest.fixture
def page() -> Any:
    return publish(make_centre(), "practice", "Une pratique")


def a_proposal(page: Any) -> Any:
    client, address = Client(), address_of(make_centre(), page)
    checked = client.post(address, filled(client.get(address), step="check", **{"f-title": "Mon titre"}))
    return client.post(address, filled(checked, step="send", **ABOUT))


def a_problem(page: Any) -> Any:
    client, address = Client(), f"{make_centre().url}signaler/{page.uuid}/"
    return client.post(address, filled(client.get(address), reason="wrong", text="Mon texte."))


def a_watch(page: Any) -> Any:
    address = watching.address_of(make_centre(), f"resource={page.uuid}")
    return Client().post(address, filled(Client().get(address), email="ada@example.org"))


def a_beginning(_page: Any) -> Any:
    client, address = signed_in(person("ada")), first_step(make_centre())
    return client.post(address, filled(client.get(address), title="Mon titre", summary="Un résumé.", another="1"))


def a_draft(_page: Any) -> Any:
    client, centre = signed_in(person("ada")), make_centre()
    with pytest.MonkeyPatch.context() as unlimited:
        unlimited.setattr(guard, "_wait", lambda *_asked: 0)
        address = draft_of(centre, begun(client, centre))
    checked = client.post(address, filled(client.get(address), step="check"))
    return client.post(address, filled(checked, step="send", **DRAFT_ABOUT))


def a_link_that_is_none(_page: Any) -> Any:
    return Client().get(f"{make_centre().url}avis/1/")


def a_message(page: Any) -> Any:
    client, address = signed_in(person("ada")), f"{make_centre().url}discussions/{page.uuid}/"
    return client.post(address, filled(client.get(address), title="Le chiffre", text="Mon texte."))


def a_request_for_my_data(_page: Any) -> Any:
    client, address = signed_in(person("ada")), reverse("resource_centre_data")
    return client.post(address, filled(client.get(address)))


FORMS = [
    a_proposal, a_problem, a_watch, a_beginning, a_draft, a_link_that_is_none, a_message, a_request_for_my_data,
]  # fmt: skip


@pytest.mark.parametrize("send", FORMS, ids=lambda send: send.__name__)
def test_every_form_that_is_refused_for_a_flood_says_when_to_send_again(
    send: Callable[[Any], Any], page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "_wait", lambda *_asked: 5 * 3_600)
    answer = send(page)
    assert (answer.status_code, answer.headers.get("Retry-After")) == (429, "18000")
    assert guard.flooded_words(5 * 3_600) in answer.content.decode()


def sender() -> Any:
    request = RequestFactory().post("/")
    request.user = AnonymousUser()
    return request


def test_the_delay_is_what_is_left_of_the_longest_limit_that_is_reached(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = {"address": (2, 3_600), "email": (1, DAY)}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": limits}
    now = 20_000 * DAY + 3_600 - 60
    monkeypatch.setattr(guard, "time", SimpleNamespace(time=lambda: now))
    waits = [guard.flood_wait(sender(), "ada@example.org") for _time in range(3)]
    assert waits == [0, DAY - 3_540, DAY - 3_540]
    assert guard.flood_wait(sender()) == 60, "of the hour that one address has"
    monkeypatch.setattr(guard, "time", SimpleNamespace(time=lambda: now + 60))
    assert guard.flood_wait(sender()) == 0, "the time that was said is enough"


def test_all_the_addresses_of_one_line_are_one_sender(settings: Any) -> None:
    """A machine has as many addresses of IPv6 as it likes, all in one network of its line."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "CONTRIBUTION_LIMITS": {"address": (2, DAY)}}

    def waits(address: str) -> bool:
        request = RequestFactory().post("/", REMOTE_ADDR=address)
        request.user = AnonymousUser()
        return guard.flood_wait(request) > 0

    assert [waits(f"2001:db8:1:2:{number:x}::7") for number in range(4)] == [False, False, True, True]
    assert not waits("2001:db8:1:3::7"), "the line of somebody else"
    assert [waits(f"198.51.100.{number}") for number in range(4)] == [False] * 4
    assert [waits("::ffff:198.51.100.0"), waits("198.51.100.0")] == [False, True], "the same, in the clothes of IPv6"
    assert [waits("n'importe") for _time in range(3)] == [False, False, True]


def test_a_cache_that_does_not_answer_stops_those_who_write_for_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_asked: Any, **_more: Any) -> None:
        raise OSError

    monkeypatch.setattr(guard.cache, "add", down)
    assert guard.flood_wait(sender(), "ada@example.org") == guard.AWAY


@pytest.mark.parametrize(
    ("wait", "words"),
    [(1, "1 minute."), (61, "2 minutes."), (3_541, "1 hour."), (3_601, "2 hours."), (DAY, "24 hours.")],
)
def test_the_delay_is_in_minutes_then_in_hours_and_never_too_short(wait: int, words: str) -> None:
    with override("en"):
        assert guard.flooded_words(wait).endswith(f" {words}")
