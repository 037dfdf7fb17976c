"""Comparing the database and an index, both ways: what is missing, what is too much, what is not the same."""

from collections.abc import Container
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from resource_centre.access.visibility import load_restrictions, tokens_at
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.changes import RESOURCES, raise_above, record_again
from resource_centre.discovery.destinations import Destination, main_destination
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.documents import Entry

#: Topic of one row: the name of the index that was compared with the database since it was put in place.
SETTLED = "index.settled"
#: Names of the indices that stand in which this process has compared: a site may have done without for a while.
_compared: set[str] = set()


@dataclass(frozen=True)
class _Expected:
    entry: Entry
    #: False for a page past its date: it may still be in the index, which finds it no more.
    is_required: bool


def drift(to: Destination | None = None) -> dict[str, int]:
    """What differs, with the version that the index holds (0: nothing). What waits in the outbox is no difference.

    to: the engine to compare; the one that answers, by default.
    """
    to = to or main_destination()
    return _differences(to, _waiting(to))


def _waiting(to: Destination) -> dict[str, bool]:
    """Keys of what waits to be delivered, and whether it is parked."""
    waiting = OutboxEntry.objects.filter(topic=to.queue, delivered_version__lt=F("version"))
    return {key: parked_at is not None for key, parked_at in waiting.values_list("key", "parked_at")}


def _differences(to: Destination, known: Container[str]) -> dict[str, int]:
    expected, found = _expected(), dict[str, int]()
    for entry in to.engine.entries():
        right = expected.pop(entry.id, None)
        if entry.id not in known and (right is None or right.entry != entry):
            found[entry.id] = entry.version
    found |= {uid: 0 for uid, right in expected.items() if right.is_required and uid not in known}
    return found


def _expected() -> dict[str, _Expected]:
    versions, restrictions = rows.versions(RESOURCES), load_restrictions()
    centres = dict(ResourceCentrePage.objects.values_list("path", "pk"))
    now = timezone.now()
    found: dict[str, _Expected] = {}
    pages = Resource.objects.filter(live=True).order_by().values_list("uuid", "path", "expire_at")
    for uid, path, expires in pages.iterator():
        collection = next((str(pk) for start, pk in centres.items() if path.startswith(start)), None)
        if collection is not None:
            entry = Entry(str(uid), versions.get(str(uid), 0), collection, tokens_at(path, restrictions))
            found[entry.id] = _Expected(entry, expires is None or expires > now)
    return found


def sweep(to: Destination | None = None) -> int:
    """Record a change of all that differs; the number of differences. The index is then settled."""
    to = to or main_destination()
    name = to.engine.state().name
    waiting = _waiting(to)
    differences = _differences(to, waiting)
    raise_above(differences)
    # Who delivers them at this moment may have written in the index before this one: what they will mark is too old.
    record_again([key for key, is_parked in waiting.items() if not is_parked])
    if to.is_standby:
        _compared.add(name)
    else:
        rows.keep_only(SETTLED, name)
    return len(differences)


def is_settled(to: Destination | None = None, index: str | None = None) -> bool:
    """Whether the index was compared with the database since it was put in place.

    What others delivered while it was made went to the one before. Whoever made it compares, and may die before.
    index: its name, where the engine was just asked for it.
    """
    to = to or main_destination()
    name = to.engine.state().name if index is None else index
    return name in _compared if to.is_standby else bool(rows.versions(SETTLED, [name]))
