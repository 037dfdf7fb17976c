"""Processes that die at each point of the way from a change to the index, not at a moment that chance finds."""

import threading
from typing import Any

from django.conf import settings
from django.core.management import call_command

from resource_centre.content.pages.centre import KindIndexPage
from resource_centre.content.pages.practice import Practice
from resource_centre.discovery.indexer import THREAD
from tests.factories import restrict
from tests.support.faults.comparing import compare
from tests.support.faults.dead import believe_the_dead
from tests.support.faults.forks import Fork, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import PATIENCE, Line
from tests.support.faults.points import die_at

_EMBEDDED = "resource_centre.search.engines.embedded"
_INDEXER = "resource_centre.discovery.indexer"
_ELASTICSEARCH = "resource_centre.search.engines.elasticsearch"

#: Points within an engine: those of a change, the last of a deletion, those of a rebuild.
_WITHIN = {
    "embedded": (
        (
            f"{_EMBEDDED}.engine:EmbeddedEngine.write before",
            f"{_EMBEDDED}.writing:Writer.write before",
            f"{_EMBEDDED}.writing:Writer.write after",
            f"{_EMBEDDED}.writing:Writer.flush after",
            f"{_EMBEDDED}.engine:EmbeddedEngine.write after",
        ),
        (
            f"{_EMBEDDED}.engine:EmbeddedRebuild.write after",
            f"{_EMBEDDED}.engine:EmbeddedRebuild.swap before",
            f"{_EMBEDDED}.engine:EmbeddedRebuild.swap after",
        ),
    ),
    "elasticsearch": (
        (
            f"{_ELASTICSEARCH}.engine:ElasticsearchEngine.write before",
            f"{_ELASTICSEARCH}.writing:write before",
            f"{_ELASTICSEARCH}.writing:_send before",
            f"{_ELASTICSEARCH}.writing:_send after",
            f"{_ELASTICSEARCH}.engine:ElasticsearchEngine.write after",
        ),
        (
            f"{_ELASTICSEARCH}.indices:make after",
            f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.write after",
            f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.swap before",
            f"{_ELASTICSEARCH}.indices:put_in_place before",
            f"{_ELASTICSEARCH}.indices:put_in_place after",
            f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.swap after",
        ),
    ),
}


def points_of(engine: str) -> tuple[tuple[str, str], ...]:
    """What is done, and the point where whoever does it dies."""
    changing, rebuilding = _WITHIN[engine]
    points = {
        "rewrite": (
            "resource_centre.discovery.receivers:record_resources before",
            "resource_centre.discovery.receivers:record_resources after",
            "resource_centre.discovery.receivers:wake before",
            f"{_INDEXER}:deliver before",
            f"{_INDEXER}:build_documents before",
            f"{_INDEXER}:build_documents after",
            *changing,
            "resource_centre.outbox.rows:mark_delivered before",
            "resource_centre.outbox.rows:mark_delivered after",
        ),
        "delete": (f"{_INDEXER}:deliver before", changing[-1]),
        "restrict": (
            "resource_centre.discovery.receivers:record_spread after",
            f"{_INDEXER}:spread_out before",
            "resource_centre.outbox.rows:record_in_turn after",
            f"{_INDEXER}:spread_out after",
        ),
        "rebuild": (*rebuilding, f"{_INDEXER}:sweep before", f"{_INDEXER}:sweep after"),
    }
    return tuple((change, point) for change, places in points.items() for point in places)


#: Those of the embedded engine.
POINTS = points_of("embedded")


def die_at_each_point(_line: Line) -> list[dict[str, Any]]:
    """For each point: whether the process died there, and what differed once another had delivered what waited."""
    is_elsewhere = bool(settings.RESOURCE_CENTRE["ELASTICSEARCH"])
    if is_elsewhere:
        believe_the_dead()
    ask(drain)
    found = []
    for change, point in points_of("elasticsearch" if is_elsewhere else "embedded"):
        fork = Fork(change_and_die, change=change, point=point)
        fork.rest_of_words()
        number = fork.wait()
        ask(drain)
        differences = ask(compare_all)
        found.append({"change": change, "point": point, "died_of": number, "differences": differences})
    return found


def change_and_die(_line: Line, change: str, point: str) -> str:
    """Make one change, as a request does, and die on the way."""
    settings.RESOURCE_CENTRE["INDEXING"] = "commit"
    die_at(point)
    if change == "rebuild":
        call_command("resource_index", "rebuild")
    elif change == "restrict":
        restrict(KindIndexPage.objects.filter(kind_code="practice").order_by("pk")[0])
    else:
        page = Practice.objects.filter(live=True).order_by("pk")[0]
        if change == "delete":
            page.delete()
        else:
            page.title, page.summary = f"Changée à {point[-30:]}", point[:250]
            page.save_revision().publish()
    # Where the engine is elsewhere, a thread delivers what was changed.
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(PATIENCE)
    return "alive"


def compare_all(_line: Line) -> dict[str, Any]:
    """What differs."""
    return compare().as_dict()
