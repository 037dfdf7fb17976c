"""A change of two resources and a delivery of both that cross: each holds what the other waits for, unless one yields.

Only where rows are locked one by one, which is PostgreSQL.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from resource_centre.content.pages.base import Resource
from resource_centre.discovery.changes import EVERYTHING, RESOURCES, record_spread, spread_out
from resource_centre.outbox import rows
from tests.support.faults.forks import Fork, ForkFailed, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import Line

#: Times that the delivery is looked at, until it waits or is done.
LOOKS = 200


def cross(_line: Line) -> dict[str, list[str]]:
    """What became of the change and of the delivery, for each sort of delivery: {"mark": ["changed", "delivered"]}."""
    ask(drain)
    return {role.__name__: _cross(role) for role in (mark, spread, raise_versions)}


def _cross(delivery: Callable[..., Any]) -> list[str]:
    ask(change_both)
    changing = Fork(change_two)
    changing.hear()
    delivering = Fork(delivery)
    delivering.hear()
    for _look in range(LOOKS):
        if delivering.has_news(0.05) or ask(count_blocked):
            break
    changing.tell("go on")
    told = []
    for fork in (changing, delivering):
        try:
            told.append(fork.hear())
        except ForkFailed as error:
            told.append(str(error).strip().splitlines()[-1])
        fork.wait()
    return told


def two_keys() -> tuple[str, str]:
    """The first and the last resource, in the order in which rows are taken."""
    keys = sorted(str(key) for key in Resource.objects.values_list("uuid", flat=True))
    return keys[0], keys[-1]


def change_both(_line: Line) -> None:
    """Both wait to be delivered."""
    rows.record(RESOURCES, two_keys())


def change_two(line: Line) -> str:
    """In one transaction, the last one before the first one, as an editor may choose them."""
    first, last = two_keys()
    with transaction.atomic():
        rows.record(RESOURCES, [last])
        line.say("holding")
        line.hear()
        rows.record(RESOURCES, [first])
    return "changed"


def mark(line: Line) -> str:
    """Note that both were delivered."""
    versions = rows.versions(RESOURCES, two_keys())
    line.say("ready")
    rows.mark_delivered(RESOURCES, versions)
    return "delivered"


def spread(line: Line) -> str:
    """Spread out a change that concerns all resources."""
    record_spread(EVERYTHING)
    line.say("ready")
    spread_out()
    return "delivered"


def raise_versions(line: Line) -> str:
    """Repair what a sweep found."""
    versions = rows.versions(RESOURCES, two_keys())
    line.say("ready")
    rows.raise_above(RESOURCES, versions)
    return "delivered"


def count_blocked(_line: Line) -> int:
    """Locks that somebody waits for."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM pg_locks WHERE NOT granted")
        return int(cursor.fetchone()[0])
