"""How soon another process finds what an editor has published: from the commit to the first answer that holds it."""

import time
from typing import Any

from django.conf import settings
from django.db import connections, transaction

from benchmarks.searching.freshness import word_of
from benchmarks.timing import percentile
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.queries import find
from resource_centre.search.criteria import Criteria, Words
from tests.factories import publish
from tests.support.faults.forks import Fork
from tests.support.faults.lines import Line

#: Seconds that the other process may look for one change, and changes before those that count.
PATIENCE, WARM_UP = 30.0, 5


def saving(centre: ResourceCentrePage, saves: int) -> dict[str, float]:
    """Publish so many pages; the 95th percentile of the milliseconds until another process finds each."""
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "INDEXING": "commit"}
    connections.close_all()
    reader = Fork(_look, centre=centre.pk)
    reader.hear()
    lags = [_lag(centre, reader, number) for number in range(saves + WARM_UP)]
    reader.tell(None)
    reader.wait()
    return {"saves": saves, "save_to_visible_ms": percentile(lags[WARM_UP:], 0.95)}


def _lag(centre: ResourceCentrePage, reader: Fork, number: int) -> float:
    word, committed = word_of(number), list[float]()
    page = publish(centre, "practice", f"Avant {number}")
    reader.tell(word)
    if reader.hear():
        raise RuntimeError(f"“{word}” is found before it is published")
    page.title = f"Après {word}"
    with transaction.atomic():
        transaction.on_commit(lambda: committed.append(time.monotonic()))  # before those of the plugin
        page.save_revision().publish()
    seen: float = reader.hear()
    return (seen - committed[0]) * 1_000


def _look(line: Line, centre: int) -> Any:
    """In the other process: ask for each word without a pause, say when it is first found."""
    place = ResourceCentrePage.objects.get(pk=centre)
    line.say("ready")
    while (word := line.hear()) is not None:
        criteria, deadline = Criteria(word, words=Words.ALL), time.monotonic() + PATIENCE
        line.say(find(place, criteria, Access.of(ANONYMOUS)).results.total)
        while not find(place, criteria, Access.of(ANONYMOUS)).results.total:
            if time.monotonic() > deadline:
                raise RuntimeError(f"“{word}” is never found")
        line.say(time.monotonic())
    return "done"
