"""Processes that die at each point of the way from a change to the index, not at a moment that chance finds."""

from typing import Any

from django.conf import settings
from django.core.management import call_command

from resource_centre.content.pages.centre import KindIndexPage
from resource_centre.content.pages.practice import Practice
from tests.factories import restrict
from tests.support.faults.comparing import compare
from tests.support.faults.forks import Fork, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import Line
from tests.support.faults.points import die_at

_EMBEDDED = "resource_centre.search.engines.embedded"
_INDEXER = "resource_centre.discovery.indexer"
#: What is done, and the point where whoever does it dies.
POINTS = tuple(
    (change, point)
    for change, points in {
        "rewrite": (
            "resource_centre.discovery.receivers:record_resources before",
            "resource_centre.discovery.receivers:record_resources after",
            "resource_centre.discovery.receivers:wake before",
            f"{_INDEXER}:deliver before",
            f"{_INDEXER}:build_documents before",
            f"{_INDEXER}:build_documents after",
            f"{_EMBEDDED}.engine:EmbeddedEngine.write before",
            f"{_EMBEDDED}.writing:Writer.write before",
            f"{_EMBEDDED}.writing:Writer.write after",
            f"{_EMBEDDED}.writing:Writer.flush after",
            f"{_EMBEDDED}.engine:EmbeddedEngine.write after",
            "resource_centre.outbox.rows:mark_delivered before",
            "resource_centre.outbox.rows:mark_delivered after",
        ),
        "delete": (f"{_INDEXER}:deliver before", f"{_EMBEDDED}.engine:EmbeddedEngine.write after"),
        "restrict": (
            "resource_centre.discovery.receivers:record_spread after",
            f"{_INDEXER}:spread_out before",
            "resource_centre.outbox.rows:record_in_turn after",
            f"{_INDEXER}:spread_out after",
        ),
        "rebuild": (
            f"{_EMBEDDED}.engine:EmbeddedRebuild.write after",
            f"{_EMBEDDED}.engine:EmbeddedRebuild.swap before",
            f"{_EMBEDDED}.engine:EmbeddedRebuild.swap after",
            f"{_INDEXER}:sweep before",
            f"{_INDEXER}:sweep after",
        ),
    }.items()
    for point in points
)


def die_at_each_point(_line: Line) -> list[dict[str, Any]]:
    """For each point: whether the process died there, and what differed once another had delivered what waited."""
    ask(drain)
    found = []
    for change, point in POINTS:
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
    return "alive"


def compare_all(_line: Line) -> dict[str, Any]:
    """What differs."""
    return compare().as_dict()
