"""Recording changes, and reading what waits to be delivered.

`record` runs in the transaction of the change itself: both are kept, or neither is. The version is a number raised in
the row, never a clock, so that what was sent late or twice is recognised. Source: ARCHITECTURE.md, decision 29.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, F, Min, Q, QuerySet
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

_RAISED = "UPDATE resource_centre_outboxentry SET version = %s WHERE topic = %s AND key = %s AND version < %s"


@dataclass(frozen=True)
class Waiting:
    """A change to deliver: Waiting("0f…", 3, attempts=0)."""

    key: str
    version: int
    attempts: int = 0


@dataclass(frozen=True)
class Patience:
    """How long a delivery is tried before its row is parked: so many times, each after twice the wait of the one
    before, which grows to `longest_wait` seconds."""

    most_attempts: int = MOST_ATTEMPTS
    longest_wait: float = 3_600.0

    def wait_after(self, attempts: int) -> float:
        """Seconds between a failure and the next attempt, once there were so many before it."""
        return min(FIRST_WAIT * 2**attempts, self.longest_wait)


#: That of a topic which asks for no other.
USUAL = Patience()


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
    with transaction.atomic():
        _record(topic, sorted(set(keys)))


def record_in_turn(topic: str, keys: Iterable[str]) -> None:
    """As `record`, by whoever delivers and has no transaction open: some may be recorded before others are."""
    _in_turn(topic, keys, lambda some: _record(topic, some))


def _record(topic: str, keys: Sequence[str]) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    _execute(_RECORD, ((topic, key, now) for key in keys))


def _execute(statement: str, rows: Iterable[tuple[str | int | None, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(statement, list(rows))


def _in_turn(topic: str, keys: Iterable[str], change: Callable[[Sequence[str]], None]) -> None:
    """Change rows in transactions of which none waits for a row while it holds another.

    An editor's transaction may hold rows in any order, and whoever waits for one of them with another in hand may be
    what that editor waits for: the database would break off one of the two, and it could be the editor's.
    """
    waiting = iter(sorted(set(keys)))
    while batch := tuple(islice(waiting, BATCH)):
        with transaction.atomic():
            free = _take_free(topic, batch)
            change(free)
        for key in sorted({*batch}.difference(free)):
            with transaction.atomic():
                change([key])


def _take_free(topic: str, keys: Sequence[str]) -> Sequence[str]:
    """Lock the rows that nobody else holds; their keys. All where the whole database has one writer at a time."""
    if not connection.features.has_select_for_update:
        return keys
    rows = OutboxEntry.objects.filter(topic=topic, key__in=keys).order_by("key")
    return tuple(rows.select_for_update(skip_locked=True).values_list("key", flat=True))


def _waiting(topic: str) -> QuerySet[OutboxEntry]:
    return OutboxEntry.objects.filter(topic=topic, delivered_version__lt=F("version"))


def pending(topic: str, limit: int = BATCH) -> tuple[Waiting, ...]:
    """Changes to deliver now, those that wait longest first."""
    due = _waiting(topic).filter(Q(next_attempt_at=None) | Q(next_attempt_at__lte=timezone.now()), parked_at=None)
    rows = due.order_by("changed_at", "pk").values_list("key", "version", "attempts")[:limit]
    return tuple(Waiting(*row) for row in rows)


def claim(topic: str, waiting: Waiting, seconds: int) -> bool:
    """Take a delivery for oneself for a while, so that nobody else makes it too; False when somebody has it already.

    For what cannot be sent twice without harm, a mail. Nothing is locked meanwhile: who dies with it in hand leaves it
    to the others when the time is over.
    """
    now = timezone.now()
    free = Q(next_attempt_at=None) | Q(next_attempt_at__lte=now)
    here = _waiting(topic).filter(free, key=waiting.key, version=waiting.version, parked_at=None)
    return here.update(next_attempt_at=now + timedelta(seconds=seconds)) == 1


def mark_delivered(topic: str, versions: Mapping[str, int]) -> None:
    """Note which version of each was delivered; one that changed meanwhile still waits."""

    def mark(keys: Sequence[str]) -> None:
        _execute(_DELIVERED, ((versions[key], topic, key, versions[key]) for key in keys))
        # What changed between the reading and the delivery waits since now, not since the change that was delivered.
        _waiting(topic).filter(key__in=keys).update(changed_at=timezone.now())

    _in_turn(topic, versions, mark)


def mark_failed(
    topic: str, waiting: Waiting, error: str, *, for_good: bool = False, patience: Patience = USUAL
) -> None:
    """Note a failure: tried again later, twice as late each time, then parked; at once with `for_good`."""
    attempts, now = waiting.attempts + 1, timezone.now()
    is_parked = for_good or attempts >= patience.most_attempts
    rows = OutboxEntry.objects.filter(topic=topic, key=waiting.key, version=waiting.version)
    rows.update(
        attempts=attempts,
        error=error[:2_000],
        parked_at=now if is_parked else None,
        next_attempt_at=None if is_parked else now + timedelta(seconds=patience.wait_after(waiting.attempts)),
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
    record_in_turn(topic, [key for key in keys if key not in known])


def keep_only(topic: str, key: str) -> None:
    """Make this key the only one of its topic, with nothing to deliver."""
    record(topic, [key])
    OutboxEntry.objects.filter(topic=topic, key=key).update(delivered_version=F("version"))
    OutboxEntry.objects.filter(topic=topic).exclude(key=key).delete()


def seconds_to_next_attempt(topic: str) -> float | None:
    """Until a row that failed is due again; None when none will be, 0 when one is."""
    waiting = _waiting(topic).filter(parked_at=None).exclude(next_attempt_at=None).order_by("next_attempt_at")
    moment = waiting.values_list("next_attempt_at", flat=True).first()
    return None if moment is None else max(0.0, (moment - timezone.now()).total_seconds())


def state(topic: str) -> OutboxState:
    """How the deliveries of a topic go."""
    is_fresh = Q(parked_at=None)
    found = _waiting(topic).aggregate(
        pending=Count("pk", filter=is_fresh),
        parked=Count("pk", filter=~is_fresh),
        oldest=Min("changed_at", filter=is_fresh),
    )
    return OutboxState(found["pending"], found["parked"], found["oldest"])


def parked(topic: str, limit: int = 50) -> tuple[OutboxEntry, ...]:
    """What failed for good, the latest first."""
    rows = _waiting(topic).exclude(parked_at=None).order_by("-parked_at", "pk")
    return tuple(rows[:limit])


def count_parked(topic: str, *, since: datetime, attempts: int) -> tuple[int, int]:
    """How many were parked after that moment; of these, how many had been tried so many times at least."""
    late = _waiting(topic).filter(parked_at__gte=since)
    found = late.aggregate(all=Count("pk"), tried=Count("pk", filter=Q(attempts__gte=attempts)))
    return found["all"], found["tried"]


def parked_topics() -> tuple[tuple[str, int], ...]:
    """Topics with something parked, and how much: (("index", 3),)."""
    failed = OutboxEntry.objects.filter(delivered_version__lt=F("version")).exclude(parked_at=None)
    return tuple(failed.values_list("topic").annotate(count=Count("pk")).order_by("topic"))


def try_again(topic: str, keys: Collection[str] | None = None) -> tuple[OutboxEntry, ...]:
    """Give parked rows of a topic, all or those, a new first attempt; what was given one. The versions do not change.

    Only rows that are parked: what waits for its turn is not hurried, and a mail in somebody's hands is not sent twice.
    """
    with transaction.atomic():
        failed = _waiting(topic).exclude(parked_at=None)
        if keys is not None:
            failed = failed.filter(key__in=keys)
        found = tuple(failed.order_by("key").select_for_update())
        again = OutboxEntry.objects.filter(pk__in=[row.pk for row in found])
        again.update(attempts=0, next_attempt_at=None, parked_at=None)
    return found


def raise_above(topic: str, versions_elsewhere: Mapping[str, int]) -> None:
    """Record a change of each key in a version above the one that the other side holds: it may be ahead of a database
    that was restored."""

    def change(keys: Sequence[str]) -> None:
        _record(topic, keys)
        _execute(_RAISED, ((versions_elsewhere[key] + 1, topic, key, versions_elsewhere[key] + 1) for key in keys))

    _in_turn(topic, versions_elsewhere, change)
