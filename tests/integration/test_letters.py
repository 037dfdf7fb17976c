"""Who writes a mail: each sort of keys has its writer, and what nobody writes waits."""

from typing import Any

import pytest
from django.core import mail

from resource_centre.contribution.letter_registry import letter_for
from resource_centre.contribution.models import ProblemReport
from resource_centre.contribution.posting import TOPIC, deliver_mail
from resource_centre.outbox import rows
from tests.factories import publish
from tests.support.reviewing import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_centre")]


@pytest.fixture
def report(desk: Desk) -> ProblemReport:
    page = publish(desk.centre, "practice", "Une pratique")
    return ProblemReport.objects.create(resource=page, reason="wrong", text="Ceci.")


@pytest.mark.parametrize("sort", ["reports", "nobody", ""])
def test_a_mail_of_a_sort_that_nobody_writes_waits_and_is_never_another_one(
    sort: str, desk: Desk, report: ProblemReport
) -> None:
    rows.record(TOPIC, [f"{sort}:{report.pk}:user:{desk.editor.pk}", f"{sort}:{report.pk}"])
    assert deliver_mail() == 0
    assert (mail.outbox, rows.state(TOPIC).pending) == ([], 2)


@pytest.mark.parametrize(
    "key",
    [
        "event:{none}:author", "event:{none}:user:7", "heir:{none}:user:7", "report:{none}:reader",
        "message:{none}:user:7", "joining:{none}:person", "invitation:{none}:address", "seat:{none}:lead:1",
        "left:{none}:7:1", "watch:{none}", "news:{none}:1:2",
        "step:{none}:user:7", "opinion:{none}:expert", "digest:{none}:2026-11-27",
    ],
)  # fmt: skip
def test_each_sort_has_a_writer_who_writes_nothing_of_what_is_no_more(key: str, db: Any) -> None:
    assert letter_for(key.format(none=10**9)) is None
