"""Addresses of readers without account: forgotten once nothing will be written to them any more."""

from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.contribution.models import ProblemReport, Proposal, Status
from resource_centre.contribution.posting import TOPIC, deliver_mail
from resource_centre.contribution.report import CloseReport
from resource_centre.contribution.tidying import ANSWERED_DAYS, FOLLOWED_DAYS
from resource_centre.outbox import rows
from tests.factories import publish
from tests.support.reviewing import an_editor, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]

ADDRESS = "lectrice@example.org"


def decided(centre: Any, status: Status, days: int, **fields: Any) -> Proposal:
    """Of a reader without account, decided so many days ago."""
    said = {"author_email": ADDRESS, "author_name": "Léa", "content": {"title": "Lacs"}, "kind_code": "practice"}
    when = {"decided_at": timezone.now() - timedelta(days=days, hours=1)}
    return Proposal.objects.create(centre=centre, status=status, **{**said, **when, **fields})


def who(proposal: Proposal) -> tuple[str, str, bool]:
    proposal.refresh_from_db()
    return proposal.author_email, proposal.author_name, bool(proposal.content)


def test_an_address_is_forgotten_a_year_after_the_decision_and_the_name_where_it_is_not_on_the_page(
    centre: Any, capsys: Any
) -> None:
    accepted, refused = (decided(centre, one, FOLLOWED_DAYS) for one in (Status.ACCEPTED, Status.REFUSED))
    named = decided(centre, Status.PARTLY_ACCEPTED, FOLLOWED_DAYS, is_credited=True)
    young = decided(centre, Status.ACCEPTED, FOLLOWED_DAYS - 1)
    waits = decided(centre, Status.SUBMITTED, 0, decided_at=None)
    said = [
        Message.objects.create(thread=Thread.objects.create(proposal=one, number=1), text="Ceci.", name="Léa")
        for one in (refused, named)
    ]
    theirs = decided(centre, Status.REFUSED, FOLLOWED_DAYS, author=person("ada"), author_email="", author_name="Ada")
    track = f"{centre.url}propositions/{accepted.uuid}/"
    assert Client().get(track).status_code == 200
    call_command("contributions", "tidy")
    assert "forgotten=2 " in capsys.readouterr().out
    assert who(accepted) == who(refused) == ("", "", True)
    assert who(named) == (ADDRESS, "Léa", True), "by which it is found when they ask to be forgotten"
    assert [Message.objects.get(pk=one.pk).name for one in said] == ["", "Léa"]
    assert who(young) == who(waits) == (ADDRESS, "Léa", True)
    assert who(theirs) == ("", "Ada", True), "an account has its own name"
    assert Client().get(track).status_code == 404, "its link opens nothing any more"
    call_command("contributions", "tidy")
    assert "forgotten=0 " in capsys.readouterr().out


def test_what_a_reader_took_back_goes_with_who_they_are(centre: Any) -> None:
    old, young = decided(centre, Status.WITHDRAWN, 30), decided(centre, Status.WITHDRAWN, 29)
    call_command("contributions", "tidy")
    assert (who(old), who(young)) == (("", "", False), (ADDRESS, "Léa", True))


@pytest.fixture
def closed(centre: Any) -> ProblemReport:
    """A problem that was reported and answered; its answer waits to be sent."""
    page = publish(centre, "practice", "Une pratique")
    report = ProblemReport.objects.create(resource=page.resource_ptr, reason="wrong", email=ADDRESS)
    CloseReport(report, an_editor(), "C’est corrigé.").execute()
    return report


def answer_by(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*_args: Any) -> int:
        raise error

    monkeypatch.setattr(EmailMultiAlternatives, "send", fail)


def test_the_address_of_who_reported_something_is_forgotten_once_their_answer_is_refused_for_good(
    closed: ProblemReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_by(monkeypatch, SMTPDataError(451, b"later"))
    deliver_mail()
    closed.refresh_from_db()
    assert closed.email == ADDRESS, "it is tried again"
    rows.OutboxEntry.objects.filter(topic=TOPIC).update(next_attempt_at=None)
    answer_by(monkeypatch, SMTPRecipientsRefused({ADDRESS: (550, b"unknown")}))
    deliver_mail()
    closed.refresh_from_db()
    assert closed.email == ""
    monkeypatch.undo()
    rows.try_again(TOPIC)
    deliver_mail()
    assert rows.state(TOPIC).pending == rows.state(TOPIC).parked == 0, "there is nobody to write to"


def test_an_answer_that_no_server_took_may_be_sent_again_for_a_month(closed: ProblemReport) -> None:
    for days, kept in ((ANSWERED_DAYS - 1, ADDRESS), (ANSWERED_DAYS + 1, "")):
        ProblemReport.objects.filter(pk=closed.pk).update(closed_at=timezone.now() - timedelta(days=days))
        call_command("contributions", "tidy")
        closed.refresh_from_db()
        assert closed.email == kept
