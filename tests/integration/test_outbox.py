"""The outbox: a row in the transaction of the change, a version that only grows, failures that stop no other."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.outbox.rows import FIRST_WAIT, MOST_ATTEMPTS, Waiting

pytestmark = pytest.mark.django_db
TOPIC = "tests"


def entry(key: str = "a") -> OutboxEntry:
    return OutboxEntry.objects.get(topic=TOPIC, key=key)


def wait_no_longer() -> None:
    """Make what is to be tried later due now."""
    OutboxEntry.objects.update(next_attempt_at=timezone.now() - timedelta(seconds=1))


def test_each_change_raises_the_version_and_ten_changes_are_one_delivery() -> None:
    for _time in range(10):
        rows.record(TOPIC, ["a"])
    assert rows.pending(TOPIC) == (Waiting("a", 10),)


def test_what_is_recorded_twice_at_once_is_one_change() -> None:
    rows.record(TOPIC, ["a", "b", "a"])
    assert {one.key: one.version for one in rows.pending(TOPIC)} == {"a": 1, "b": 1}


def test_a_roll_back_takes_the_row_with_the_change() -> None:
    with transaction.atomic():
        rows.record(TOPIC, ["kept"])
        try:
            with transaction.atomic():
                rows.record(TOPIC, ["dropped", "kept"])
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert rows.versions(TOPIC) == {"kept": 1}


def test_a_delivered_version_waits_no_more_and_is_remembered() -> None:
    rows.record(TOPIC, ["a"])
    rows.mark_delivered(TOPIC, {"a": 1})
    assert rows.pending(TOPIC) == ()
    rows.record(TOPIC, ["a"])
    assert rows.pending(TOPIC) == (Waiting("a", 2),)


def test_a_change_during_the_delivery_still_waits() -> None:
    rows.record(TOPIC, ["a"])
    (taken,) = rows.pending(TOPIC)
    rows.record(TOPIC, ["a"])
    rows.mark_delivered(TOPIC, {"a": taken.version})
    assert rows.pending(TOPIC) == (Waiting("a", 2),)


def test_an_older_delivery_takes_nothing_back() -> None:
    for _time in range(3):
        rows.record(TOPIC, ["a"])
    rows.mark_delivered(TOPIC, {"a": 3})
    rows.mark_delivered(TOPIC, {"a": 2})
    assert entry().delivered_version == 3


def test_what_waits_longest_comes_first_and_changing_again_does_not_lose_the_place() -> None:
    for key in "abc":
        rows.record(TOPIC, [key])
    rows.record(TOPIC, ["a"])
    assert [one.key for one in rows.pending(TOPIC)] == ["a", "b", "c"]
    assert [one.key for one in rows.pending(TOPIC, 2)] == ["a", "b"]


def test_a_failure_is_tried_again_twice_as_late_each_time() -> None:
    rows.record(TOPIC, ["a"])
    for attempt in range(3):
        (taken,) = rows.pending(TOPIC)
        before = timezone.now()
        rows.mark_failed(TOPIC, taken, "no")
        following = entry().next_attempt_at
        assert following is not None
        wait = (following - before).total_seconds()
        assert FIRST_WAIT * 2**attempt <= wait < FIRST_WAIT * 2**attempt + 2
        assert rows.pending(TOPIC) == ()
        wait_no_longer()


def test_what_fails_too_often_is_parked_with_its_reason_and_stops_no_other() -> None:
    rows.record(TOPIC, ["bad", "good"])
    for _attempt in range(MOST_ATTEMPTS):
        bad = next(one for one in rows.pending(TOPIC) if one.key == "bad")
        rows.mark_failed(TOPIC, bad, "cannot be read")
        wait_no_longer()
    assert [one.key for one in rows.pending(TOPIC)] == ["good"]
    assert [(row.key, row.error) for row in rows.parked(TOPIC)] == [("bad", "cannot be read")]
    assert (rows.state(TOPIC).pending, rows.state(TOPIC).parked) == (1, 1)


def test_what_was_parked_lately_is_counted_beside_what_had_been_tried_for_long() -> None:
    rows.record(TOPIC, ["old", "refused", "tried", "waits"])
    now = timezone.now()
    for key, days, attempts in (("old", 9, 5), ("refused", 1, 1), ("tried", 1, 5)):
        OutboxEntry.objects.filter(key=key).update(parked_at=now - timedelta(days=days), attempts=attempts)
    with CaptureQueriesContext(connection) as asked:
        assert rows.count_parked(TOPIC, since=now - timedelta(days=2), attempts=5) == (2, 1)
    assert len(asked) == 1


def test_what_was_refused_for_good_is_parked_at_once_and_tried_again_once_changed() -> None:
    rows.record(TOPIC, ["a"])
    rows.mark_failed(TOPIC, rows.pending(TOPIC)[0], "too long", for_good=True)
    assert rows.pending(TOPIC) == ()
    rows.record(TOPIC, ["a"])
    assert rows.pending(TOPIC) == (Waiting("a", 2),)
    assert (entry().error, entry().parked_at) == ("", None)


def test_a_failure_of_an_older_version_says_nothing_of_the_newer_one() -> None:
    rows.record(TOPIC, ["a"])
    (taken,) = rows.pending(TOPIC)
    rows.record(TOPIC, ["a"])
    rows.mark_failed(TOPIC, taken, "no", for_good=True)
    assert rows.pending(TOPIC) == (Waiting("a", 2),)


def test_the_age_of_the_oldest_change_is_known_and_parked_ones_do_not_count() -> None:
    rows.record(TOPIC, ["old", "new"])
    OutboxEntry.objects.filter(key="old").update(changed_at=timezone.now() - timedelta(seconds=90))
    assert 90 <= rows.state(TOPIC).oldest_seconds < 95
    old = next(one for one in rows.pending(TOPIC) if one.key == "old")
    rows.mark_failed(TOPIC, old, "no", for_good=True)
    assert rows.state(TOPIC).oldest_seconds < 5
    assert rows.state("another").oldest_seconds == 0


def test_what_has_no_row_gets_one_and_what_has_one_is_left_alone() -> None:
    rows.record(TOPIC, ["a"])
    rows.mark_delivered(TOPIC, {"a": 1})
    rows.ensure(TOPIC, ["a", "b"])
    assert rows.versions(TOPIC) == {"a": 1, "b": 1}
    assert [one.key for one in rows.pending(TOPIC)] == ["b"]


def test_versions_are_raised_above_those_of_the_other_side() -> None:
    """A database that was restored is behind its index: its next version must still be the newer one."""
    rows.record(TOPIC, ["a", "b"])
    rows.raise_above(TOPIC, {"a": 41, "b": 0})
    assert rows.versions(TOPIC) == {"a": 42, "b": 2}
    assert {one.key for one in rows.pending(TOPIC)} == {"a", "b"}


def test_topics_do_not_meet() -> None:
    rows.record(TOPIC, ["a"])
    rows.record("another", ["a"])
    rows.mark_delivered("another", {"a": 1})
    assert rows.pending(TOPIC) == (Waiting("a", 1),)
