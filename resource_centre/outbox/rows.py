"""Recording changes, and reading what waits to be delivered.

`record` runs in the transaction of the change itself: both are kept, or neither is. The version is a number raised in
the row, never a clock, so that what was sent late or twice is recognised. Source: security.md 3.2.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from resource_centre.outbox.models import OutboxEntry

#: Times that a delivery is tried before its row is parked, and seconds before the first new attempt.
MOST_ATTEMPTS, FIRST_WAIT = 10, 2
#: Keys in one statement.
BATCH = 500

_RECORD = """
INSERT INTO resource_centre_outboxentry AS entry
    (topic, key, version, delivered_version, changed_at, attempts, next_attempt_at, parked_at, error)
VALUES (%s, %s, 1, 0, %s, 0, NULL, NULL, '')
ON CONFLICT (topic, key) DO UPDATE SET
    version = entry.version + 1,
    changed_at = CASE WHEN entry.delivered_version = entry.version THEN excluded.changed_at ELSE entry.changed_at END,
    attempts = 0, next_attempt_at = NULL, parked_at = NULL, error = ''
"""

_DELIVERED = """
UPDATE resource_centre_outboxentry
SET delivered_version = %s, attempts = 0, next_attempt_at = NULL, parked_at = NULL, error = ''
WHERE topic = %s AND key = %s AND delivered_version < %s
"""


@dataclass(frozen=True)
class Waiting:
    """A change to deliver: Waiting("0f…", 3, attempts=0)."""

    key: str
    version: int
    attempts: int = 0


@dataclass(frozen=True)
class OutboxState:
    """How many changes wait, how many are parked, and since when the oldest of the first waits."""

    pending: int
    parked: int
    oldest_at: datetime | None

    @property
    def oldest_seconds(self) -> int:
        """Age of the oldest change that waits; 0 when none does."""
        return 0 if self.oldest_at is None else max(0, int((timezone.now() - self.oldest_at).total_seconds()))


def record(topic: str, keys: Iterable[str]) -> None:
    """Note that each of these things has changed. In the order of their keys, so that two writers never lock each other
    out. A parked row is tried again: what was wrong may have changed too."""
    now = timezone.now()
    rows = [(topic, key, connection.ops.adapt_datetimefield_value(now)) for key in sorted(set(keys))]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_RECORD, rows)


def _waiting(topic: str) -> QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(topic=topic, delivered_version__lt=F("version"))


def pending(topic: str, limit: int = BATCH) -> tuple[Waiting, ...]:
    """Changes to deliver now, those that wait longest first."""
    due = _waiting(topic).filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now()), parked_at=None)
    rows = due.order_by("changed_at", "pk").values_list("key", "version", "attempts")[:limit]
    return tuple(Waiting(*row) for row in rows)


def mark_delivered(topic: str, versions: Mapping[str, int]) -> None:
    """Note which version of each was delivered; one that changed meanwhile still waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_DELIVERED, [(version, topic, key, version) for key, version in versions.items()])
    # What changed between the reading and the delivery waits since now, not since the change that was delivered.
    _waiting(topic).filter(key__in=versions).update(changed_at=timezone.now())


def mark_failed(topic: str, waiting: Waiting, error: str, *, for_good: bool = False) -> None:
    """Note a failure: tried again later, twice as late each time, then parked; at once with `for_good`."""
    attempts, now = waiting.attempts + 1, timezone.now()
    is_parked = for_good or attempts >= MOST_ATTEMPTS
    rows = OutboxEntry.objects.filter(topic=topic, key=waiting.key, version=waiting.version)
    rows.update(
        attempts=attempts,
        error=error[:2_000],
        parked_at=now if is_parked else None,
        next_attempt_at=None if is_parked else now + timedelta(seconds=FIRST_WAIT * 2**waiting.attempts),
    )


def versions(topic: str, keys: Collection[str] | None = None) -> dict[str, int]:
    """Newest version by key; of every key when none is named."""
    rows = OutboxEntry.objects.filter(topic=topic)
    if keys is not None:
        rows = rows.filter(key__in=keys)
    return dict(rows.values_list("key", "version"))


def ensure(topic: str, keys: Collection[str]) -> None:
    """Give a first row, to be delivered, to the things that have none."""
    known = versions(topic, keys)
    record(topic, [key for key in keys if key not in known])


def state(topic: str) -> OutboxState:
    """How the deliveries of a topic go."""
    waiting = _waiting(topic)
    fresh = waiting.filter(parked_at=None)
    oldest = fresh.order_by("changed_at").values_list("changed_at", flat=True).first()
    return OutboxState(fresh.count(), waiting.exclude(parked_at=None).count(), oldest)


def parked(topic: str, limit: int = 50) -> tuple[OutboxEntry, ...]:
    """What failed for good, the latest first."""
    rows = _waiting(topic).exclude(parked_at=None).order_by("-parked_at", "pk")
    return tuple(rows[:limit])


def raise_above(topic: str, versions_elsewhere: Mapping[str, int]) -> None:
    """Record a change of each key in a version above the one that the other side holds: it may be ahead of a database
    that was restored."""
    record(topic, versions_elsewhere)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE resource_centre_outboxentry SET version = %s WHERE topic = %s AND key = %s AND version < %s",
            [(version + 1, topic, key, version + 1) for key, version in sorted(versions_elsewhere.items())],
        )
