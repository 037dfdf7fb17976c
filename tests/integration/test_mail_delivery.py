"""Mail that cannot leave: how long it is tried, what is parked at once, who is told of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from smtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connections
from django.test import Client
from django.utils import timezone

from resource_centre.admin import outbox
from resource_centre.contribution import mail_health, posting
from resource_centre.contribution.letter_writing import Letter
from resource_centre.contribution.posting import PATIENCE, TOPIC, deliver_mail
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.outbox.rows import FIRST_WAIT
from tests.support.html import parsed
from tests.support.reviewing import person, signed_in

pytestmark = pytest.mark.django_db
HOUR, DAY = 3_600, 86_400
OUTBOX = "/admin/resource-centre/outbox/?topic=mail"


@dataclass
class Server:
    """A mail server that answers with that error; with none, it takes what it is given. tried: whom it was asked."""

    error: Exception | None = None
    tried: list[str] = field(default_factory=list)


@dataclass
class Clock:
    """The time that it is, which only the test moves."""

    now: datetime

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found, send = Server(), EmailMultiAlternatives.send

    def answer(message: EmailMultiAlternatives, *args: Any) -> int:
        found.tried.append(message.to[0])
        if found.error is not None:
            raise found.error
        return send(message, *args)

    monkeypatch.setattr(EmailMultiAlternatives, "send", answer)
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock(timezone.now())
    monkeypatch.setattr("django.utils.timezone.now", lambda: found.now)
    return found


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Mails to write: written("ada", "bob")."""

    def letter(key: str) -> Letter:
        return Letter(f"{key.partition(':')[2]}@example.org", "Objet", "Texte", "<p>Texte</p>")

    monkeypatch.setattr(posting, "letter_for", letter)
    return lambda *names: rows.record(TOPIC, [f"test:{name}" for name in names])


def sent_to() -> list[str]:
    return [message.to[0].partition("@")[0] for message in mail.outbox]


def minutes_pass(clock: Clock, seconds: float) -> None:
    """What a task of each minute does meanwhile."""
    for _minute in range(int(seconds // 60)):
        clock.pass_by(60)
        deliver_mail()


def deliver_until_parked(clock: Clock) -> None:
    """What a thread does while nobody answers, for as long as it does it."""
    deliver_mail()
    while (pause := rows.seconds_to_next_attempt(TOPIC)) is not None:
        assert pause <= PATIENCE.longest_wait
        clock.pass_by(pause)
        deliver_mail()


AWAY = [
    ConnectionRefusedError("nobody there"),
    TimeoutError("timed out"),
    SMTPServerDisconnected("gone"),
    SMTPConnectError(421, b"too many connections"),
    SMTPRecipientsRefused({"ada@example.org": (450, b"greylisted")}),
    SMTPSenderRefused(421, b"later", "site@example.org"),
    SMTPDataError(451, b"later"),
]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: type(error).__name__)
def test_a_server_that_is_away_for_two_hours_parks_nothing_and_sends_once_when_it_is_back(
    error: Exception, server: Server, clock: Clock, written: Callable[..., None]
) -> None:
    written("ada", "bob", "cleo")
    server.error = error
    deliver_mail()
    minutes_pass(clock, 2 * HOUR)
    assert (rows.state(TOPIC).pending, rows.state(TOPIC).parked, mail.outbox) == (3, 0, [])
    server.error = None
    minutes_pass(clock, PATIENCE.longest_wait + 60)
    assert sorted(sent_to()) == ["ada", "bob", "cleo"]
    assert (rows.state(TOPIC).pending, rows.state(TOPIC).parked) == (0, 0)
    assert deliver_mail() == 0


def test_what_no_server_took_in_three_days_is_parked(
    server: Server, clock: Clock, written: Callable[..., None]
) -> None:
    written("ada")
    server.error = ConnectionRefusedError("nobody there")
    began = clock.now
    deliver_until_parked(clock)
    entry = OutboxEntry.objects.get(topic=TOPIC)
    assert 3 * DAY <= (clock.now - began).total_seconds() <= 3 * DAY + HOUR
    assert (entry.parked_at, entry.attempts) == (clock.now, PATIENCE.most_attempts)
    assert "nobody there" in entry.error


def test_one_delivery_asks_a_server_that_is_away_once_and_one_that_refuses_for_each(
    server: Server, written: Callable[..., None]
) -> None:
    written("ada", "bob", "cleo")
    server.error = TimeoutError("timed out")
    deliver_mail()
    assert len(server.tried) == 1
    server.error = SMTPDataError(451, b"later")
    deliver_mail()
    assert len(server.tried) == 3


@pytest.mark.parametrize(
    "error",
    [SMTPRecipientsRefused({"ada@example.org": (550, b"unknown: ada@example.org")}), SMTPDataError(554, b"spam")],
    ids=lambda error: type(error).__name__,
)
def test_what_the_server_refuses_for_good_is_parked_at_once_and_stops_no_other(
    error: Exception, server: Server, written: Callable[..., None]
) -> None:
    written("ada")
    server.error = error
    deliver_mail()
    assert (rows.state(TOPIC).pending, rows.state(TOPIC).parked) == (0, 1)
    assert "ada@" not in OutboxEntry.objects.get(topic=TOPIC).error
    server.error = None
    written("bob")
    assert deliver_mail() == 1


@pytest.mark.parametrize(
    "error",
    [SMTPAuthenticationError(535, b"wrong password"), SMTPSenderRefused(550, b"not yours", "site@example.org")],
    ids=lambda error: type(error).__name__,
)
def test_a_password_or_a_sender_that_is_refused_is_for_the_site_to_mend_and_its_mail_waits(
    error: Exception, server: Server, clock: Clock, written: Callable[..., None]
) -> None:
    written("ada")
    server.error = error
    minutes_pass(clock, HOUR)
    server.error = None
    minutes_pass(clock, PATIENCE.longest_wait)
    assert sent_to() == ["ada"]


def test_the_process_that_wrote_a_mail_tries_it_again_with_nobody_asking(
    server: Server, clock: Clock, written: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a thread does, in this one: its connection is the test's own, and its rests are the clock's."""
    written("ada", "bob")
    server.error = ConnectionRefusedError("nobody there")
    began, rests = clock.now, list[float]()

    def rest(seconds: float) -> None:
        rests.append(seconds)
        clock.pass_by(seconds)
        if (clock.now - began).total_seconds() > 2 * HOUR:
            server.error = None

    monkeypatch.setattr(connections, "close_all", lambda: None)
    monkeypatch.setattr(posting._post, "rest", rest)
    posting._send_in_turns()
    assert sorted(sent_to()) == ["ada", "bob"]
    assert all(posting.PAUSE <= one <= PATIENCE.longest_wait for one in rests)
    assert sum(rests) <= 2 * HOUR + PATIENCE.longest_wait


def test_a_mail_in_the_hands_of_a_process_that_died_is_waited_for(
    clock: Clock, written: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    written("ada")
    (waiting,) = rows.pending(TOPIC)
    assert rows.claim(TOPIC, waiting, posting.CLAIMED)
    monkeypatch.setattr(posting._post, "rest", clock.pass_by)
    posting._send_in_turns()
    assert sent_to() == ["ada"]


def test_other_topics_keep_their_own_patience() -> None:
    assert [rows.USUAL.wait_after(attempts) for attempts in range(9)] == [FIRST_WAIT * 2**n for n in range(9)]
    assert rows.USUAL.most_attempts == rows.MOST_ATTEMPTS
    assert PATIENCE.wait_after(250) == PATIENCE.longest_wait


# What is said of it: to machines, to editors, to operators.


@pytest.fixture
def colleague() -> Any:
    """Somebody who comes into the admin, and no more."""
    user = person("redactrice")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def told(client: Client) -> Any:
    """The panel of the mail on the admin's home, None while it says nothing."""
    return parsed(client.get("/admin/")).find(id="mail-not-sent-section")


def health(client: Client) -> Any:
    found = client.get("/sante/").json()
    return found["mail"]


@pytest.mark.usefixtures("one_centre")
def test_mail_that_waits_too_long_or_was_given_up_is_said_to_machines_and_in_the_admin(
    server: Server, clock: Clock, written: Callable[..., None], client: Client, admin_user: Any, colleague: Any
) -> None:
    assert client.get("/sante/").json()["status"] == "ok"
    written("ada", "bob")
    assert health(client) == {"pending": 2, "parked": 0, "oldest_pending_seconds": 0}
    assert told(signed_in(admin_user)) is None
    server.error = ConnectionRefusedError("nobody there")
    minutes_pass(clock, mail_health.LATE + 60)
    late = client.get("/sante/").json()
    assert (late["status"], late["mail"]["pending"], late["pending"]) == ("degraded", 2, 0)
    assert told(signed_in(admin_user)).find("a", href=OUTBOX)
    deliver_until_parked(clock)
    lost = client.get("/sante/").json()
    assert (lost["status"], lost["mail"]) == ("degraded", {"pending": 0, "parked": 2, "oldest_pending_seconds": 0})
    shown = told(signed_in(admin_user))
    assert "2" in shown.text
    assert signed_in(admin_user).get(shown.find("a", href=OUTBOX)["href"]).status_code == 200
    assert told(signed_in(colleague)).find("a", href=OUTBOX) is None, "who may not open the outbox is not sent there"


@pytest.mark.usefixtures("one_centre")
def test_an_address_that_is_refused_is_shown_for_a_month_and_makes_no_site_unwell(
    server: Server, clock: Clock, written: Callable[..., None], client: Client, admin_user: Any
) -> None:
    """Anybody may type one; nobody of the site can mend it."""
    written("ada")
    server.error = SMTPRecipientsRefused({"ada@example.org": (550, b"unknown")})
    deliver_mail()
    found = client.get("/sante/").json()
    assert (found["status"], found["mail"]["parked"]) == ("ok", 1)
    assert told(signed_in(admin_user)) is not None
    clock.pass_by((mail_health.SPOKEN_OF_DAYS + 1) * DAY)
    assert health(client)["parked"] == 0
    assert told(signed_in(admin_user)) is None


@pytest.mark.usefixtures("one_centre")
def test_what_is_tried_again_by_the_button_is_sent_now(
    server: Server, written: Callable[..., None], admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written("ada")
    server.error = SMTPDataError(554, b"spam")
    deliver_mail()
    server.error = None
    monkeypatch.setattr(outbox, "wake_post", deliver_mail)
    admin_client.post("/admin/resource-centre/outbox-retry/", {"topic": TOPIC})
    assert sent_to() == ["ada"]
