"""Scenarios of a node that refuses some of what is sent, breaks off, or gets it in disorder, and of an indexer that is
dead."""

import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import F
from django.test import Client

from resource_centre.content.pages.base import Resource
from resource_centre.discovery import documents, indexer
from resource_centre.discovery.changes import EVERYTHING, RESOURCES, record_resources, record_spread
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.indexer import bring_up_to_date, rebuild
from resource_centre.outbox import rows
from resource_centre.outbox.models import OutboxEntry
from resource_centre.search.engine import Change, Fate, Written
from resource_centre.search.engines.elasticsearch import writing
from tests.support.faults.changes import Changes, Journal
from tests.support.faults.cluster_site import HEALTH, ClusterSite, deliver_or_say, status
from tests.support.faults.clusters import block_writes
from tests.support.faults.forks import Fork, ask
from tests.support.faults.killing import drain, index_forever
from tests.support.faults.lines import Line

#: Seconds during which a node has too much to do.
BUSY_SECONDS = 5.0
#: Bytes of a batch, and of what is answered to it, after which the connection is broken off: twenty of each.
REQUESTS = tuple(int(one) for one in (0, 1, 20, 90, 150, 180, 250, 400, *(600 * 1.35**n for n in range(12))))
REPLIES = tuple(int(one) for one in (0, 1, 20, 60, 90, 150, 180, 250, *(300 * 1.2**n for n in range(12))))
#: Those of a run: all are tried in twenty runs, and five in one alone.
ALONE = (0, 3, 8, 13, 19)
#: Seconds that a change has waited when an indexer is said to be late.
LATE = 300


def busy(site: ClusterSite) -> None:
    """F4. 429 for a while, then all goes through."""
    site.turn("answers", answer="busy")
    start = time.monotonic()
    with site.changing() as writer:
        writer.done()
        time.sleep(max(0.0, BUSY_SECONDS - (time.monotonic() - start)))
        site.turn("through")
        site.wait_until_drained()
    site.compare()


def read_only(site: ClusterSite) -> None:
    """F4. The disk is nearly full, so that the index may not be written; then there is room again."""
    ask(drain)
    block_writes(site.node, site.prefix, is_full=True)
    try:
        with site.changing() as writer:
            writer.done()
            site.found.expect(ask(deliver_or_say) in ("IndexReadOnly", ""), "a full disk is told by its name")
            site.found.expect(ask(count_waiting_now) > 0, "something waits while the disk is full")
            block_writes(site.node, site.prefix, is_full=False)
            site.wait_until_drained()
    finally:
        block_writes(site.node, site.prefix, is_full=False)
    site.compare()


def conflict(site: ClusterSite) -> None:
    """F5. The mapping refuses one document of all: the others arrive, it is parked and shown."""
    ask(drain)
    keys = ask(all_keys)
    bad = site.draw.choice(keys)
    for role in (send_all, rebuild_all):
        ask(role, bad=bad)
        arrived, parked = ask(arrived_now)
        site.found.expect(arrived >= len(keys) - 1, f"{role.__name__}: {arrived} of {len(keys)} arrived")
        site.found.expect(parked == [bad], f"{role.__name__}: parked {parked}, not {bad}")
        site.found.expect(any(bad in line and "parked" in line for line in ask(status)), "it is shown")
        site.found.note("of_documents", len(keys))
        ask(change_one, key=bad)
        ask(drain)
        site.agree(f"{role.__name__}, then mended")
    site.compare()


def cut(site: ClusterSite) -> None:
    """F6. The connection breaks off in the middle of a batch, or of what is answered to it: nothing lost or double."""
    ask(drain)
    for place in ALONE if site.number < 0 else (site.number,):
        for mode, cuts in (("cut request", REQUESTS), ("cut reply", REPLIES)):
            after = cuts[place % len(cuts)]
            ask(change_all)
            site.turn(mode, after=after, word="_bulk")
            named = ask(deliver_or_say)
            site.found.expect(named == "EngineUnavailable", f"{mode} after {after}: {named or 'delivered'}")
            site.found.expect(site.turn("through") > 0, f"{mode} after {after}: nothing was cut")
            ask(drain)
            site.agree(f"{mode} after {after}")
    site.compare()


def out_of_order(site: ClusterSite) -> None:
    """F9. What was sent arrives late, twice and in any order: the index is what the database is."""
    ask(drain)
    made = ask(change_and_send_in_disorder, seed=site.number, journal=str(site.journal), edits=site.edits)
    site.found.expect(made >= site.edits // 2, f"only {made} sendings")
    site.compare()


def poisoned(site: ClusterSite) -> None:
    """F29. A row of which no document can be made: the others pass, it is parked after ten times, and healed."""
    ask(drain)
    bad = site.draw.choice(ask(all_keys))
    ask(send_poisoned, bad=bad)
    waiting, parked = ask(arrived_now)
    site.found.expect(parked == [bad], f"parked: {parked}, not {bad}")
    site.found.expect(waiting >= 1, "the others pass")
    site.found.expect(not ask(count_waiting_now), "nothing else waits")
    site.found.expect(any(bad in line and "parked" in line for line in ask(status)), "it is shown")
    site.found.expect(ask(health)["status"] == "degraded", "a parked change is seen from outside")
    ask(change_one, key=bad)
    ask(drain)
    site.compare()


def indexer_stopped(site: ClusterSite) -> None:
    """F28. Whoever delivers has stopped: health and status say how late the index is; then it goes on."""
    ask(drain)
    stopped = Fork(index_forever)
    try:
        stopped.hear()
        time.sleep(0.5)
        stopped.signal(signal.SIGSTOP)
        ask(change_all)
        ask(grow_old)
        told = ask(health)
        lines = [line.split() for line in ask(status)]
        late = next((int(one[1]) for one in lines if one[:1] == ["oldest_pending_seconds"]), 0)
        site.found.expect(told["status"] == "degraded", f"{HEALTH} says {told}")
        site.found.expect(told["oldest_pending_seconds"] >= LATE, f"{HEALTH} says {told}")
        site.found.expect(late >= LATE, f"status says {late} s")
        stopped.signal(signal.SIGCONT)
        site.wait_until_drained()
    finally:
        stopped.signal(signal.SIGCONT)
        stopped.kill()
    site.found.expect(ask(health)["status"] == "ok", "all is well again")
    site.compare()


# What processes do.


def all_keys(_line: Line) -> list[str]:
    """Resources that may be found."""
    return sorted(documents.findable_uuids())


def count_waiting_now(_line: Line) -> int:
    """Changes that wait, parked ones left out."""
    return rows.state(RESOURCES).pending


def change_all(_line: Line) -> None:
    """Everything is to be sent again."""
    record_resources(Resource.objects.values_list("uuid", flat=True))


def change_one(_line: Line, key: str) -> None:
    """One resource is saved again."""
    record_resources([key])


def arrived_now(_line: Line) -> tuple[int, list[str]]:
    """Resources of which the newest version is in the index, and those that are parked."""
    versions = rows.versions(RESOURCES)
    arrived = sum(entry.version == versions[entry.id] for entry in current_engine().entries())
    return arrived, sorted(entry.key for entry in rows.parked(RESOURCES))


def _conflicting(bad: str) -> None:
    """From now on, one document has a field that no mapping knows."""
    right: Callable[..., dict[str, Any]] = writing.body_of

    def body_of(document: Any, languages: Any) -> dict[str, Any]:
        return right(document, languages) | ({"surprise": 1} if document.id == bad else {})

    writing.body_of = body_of


def send_all(_line: Line, bad: str) -> None:
    """Send everything, of which one is refused."""
    _conflicting(bad)
    record_spread(EVERYTHING)
    bring_up_to_date()


def rebuild_all(_line: Line, bad: str) -> None:
    """Make the index again, of which one is refused."""
    _conflicting(bad)
    rebuild()


def send_poisoned(_line: Line, bad: str) -> None:
    """Send everything, of which one cannot be built, until it is given up."""
    right = indexer.build_documents

    def build(versions: Any) -> Any:
        if bad in versions:
            raise RuntimeError("a row that is poisoned")
        return right(versions)

    indexer.build_documents, rows.FIRST_WAIT = build, 0
    record_spread(EVERYTHING)
    for _time in range(2 * rows.MOST_ATTEMPTS):
        bring_up_to_date()


def change_and_send_in_disorder(_line: Line, seed: int, journal: str, edits: int) -> int:
    """Change the site; what is sent is kept, and sent afterwards twice, in batches of any order. How many."""
    settings.RESOURCE_CENTRE["INDEXING"] = "worker"
    draw, kept = random.Random(seed), list[Change]()  # noqa: S311 - changes
    kind = type(current_engine())
    right = kind.write

    def keep(_engine: Any, changes: Any) -> tuple[Written, ...]:
        kept.extend(changes)
        return tuple(Written(one.id, Fate.WRITTEN) for one in changes)

    kind.write = keep  # type: ignore[method-assign]
    changes = Changes(draw, Journal(Path(journal)), f"d{seed}")
    for _number in range(edits):
        changes.make_one()
        indexer.deliver()
    kind.write = right  # type: ignore[method-assign]
    sent = kept * 2
    draw.shuffle(sent)
    count = len(sent)
    while sent:
        size = draw.randint(1, 20)
        batch, sent = sent[:size], sent[size:]
        current_engine().write(list({one.id: one for one in batch}.values()))
        sent += [one for place, one in enumerate(batch) if one.id in {other.id for other in batch[place + 1 :]}]
    return count


def grow_old(_line: Line) -> None:
    """What waits has waited for minutes."""
    waiting = OutboxEntry.objects.filter(topic=RESOURCES, delivered_version__lt=F("version"))
    waiting.update(changed_at=F("changed_at") - timedelta(seconds=LATE))


def health(_line: Line) -> dict[str, Any]:
    """What a machine that watches the site is told."""
    told: dict[str, Any] = Client(SERVER_NAME="localhost").get(HEALTH).json()
    return told
