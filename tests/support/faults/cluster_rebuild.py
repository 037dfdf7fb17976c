"""Scenarios of a rebuild while the site is changed and read: killed at each of its points, or after a stop."""

import random
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.queries import find
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import SearchError
from tests.factories import publish
from tests.support.faults.changes import Changes, Journal
from tests.support.faults.cluster_site import ClusterSite, differences
from tests.support.faults.dead import believe_the_dead
from tests.support.faults.forks import Fork, ForkFailed, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import Line
from tests.support.faults.points import die_at

_ELASTICSEARCH = "resource_centre.search.engines.elasticsearch"
_INDEXER = "resource_centre.discovery.indexer"
#: Where whoever rebuilds dies.
POINTS = (
    f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.__init__ before",
    f"{_ELASTICSEARCH}.indices:make after",
    f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.write before",
    f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.write after",
    f"{_ELASTICSEARCH}.rebuilding:ElasticsearchRebuild.swap before",
    f"{_ELASTICSEARCH}.indices:put_in_place before",
    f"{_ELASTICSEARCH}.indices:put_in_place after",
    f"{_INDEXER}:sweep before",
    f"{_INDEXER}:sweep after",
    "resource_centre.outbox.rows:mark_delivered before",
)
#: Of so many changes, one deletes.
ONE_DELETES = 11
PUBLISHED = 20


def killed_at_each_point(site: ClusterSite) -> None:
    """F10. At each point whoever rebuilds dies, while the site is changed and read; another rebuilds afterwards."""
    believe_the_dead()
    ask(drain)
    reader = Fork(read_something, seed=site.number)
    reader.hear()
    try:
        for number, point in enumerate(POINTS):
            _killed_at(site, point, number)
        reader.tell("stop")
        told = reader.hear()
    finally:
        reader.kill()
    site.found.expect(told["questions"] > 0, "nobody read")
    site.found.expect(not told["empty"], f"{told['empty']} empty answers of {told['questions']}")
    site.found.expect(not told["errors"], f"errors of readers: {told['errors']}")
    site.compare()


def _killed_at(site: ClusterSite, point: str, number: int) -> None:
    edits = max(1, site.edits // len(POINTS))
    worker = Fork(edit_and_delete, seed=100 * site.number + number, journal=str(site.journal), edits=edits)
    worker.hear()
    dying = Fork(rebuild_and_die, point=point)
    dying.rest_of_words()
    site.found.expect(dying.wait() == signal.SIGKILL, f"nobody died at {point}")
    ask(rebuild_once)
    _heard(site, worker)
    ask(drain)
    site.agree(point)


def _heard(site: ClusterSite, fork: Fork) -> Any:
    """Its last word; an error is wrong."""
    try:
        return fork.hear(600)
    except ForkFailed as error:
        site.found.wrong.append(str(error)[-2_000:])
        return None
    finally:
        fork.wait()


def stopped_and_rebuilt(site: ClusterSite) -> None:
    """A20. Stopped, twenty pages published, started again: found with no manual act; then rebuilt under load."""
    believe_the_dead()
    ask(drain)
    word = f"zqstory{site.number}x{site.draw.randrange(10**6)}"
    site.turn("reset")
    with site.indexing():
        ask(publish_some, word=word, journal=str(site.journal))
        site.found.expect(ask(find_word, word=word) == -1, "the node is stopped, and something answers")
        site.turn("through")
        site.wait_until_drained()
        time.sleep(1.2)  # seconds that Elasticsearch takes to show what it has
        site.found.expect(ask(find_word, word=word) == PUBLISHED, f"{ask(find_word, word=word)} are found")
        reader = Fork(read_something, seed=site.number)
        reader.hear()
        changing = Fork(edit_and_delete, seed=site.number, journal=str(site.journal), edits=max(10, site.edits // 5))
        changing.hear()
        for _time in range(3):
            ask(rebuild_once)
        _heard(site, changing)
        reader.tell("stop")
        told = _heard(site, reader)
        site.wait_until_drained()
    site.found.expect(told is not None and not (told["empty"] or told["errors"]), f"a reader saw {told}")
    site.found.expect(ask(differences) == {}, "a report of differences says 0")
    site.compare()


# What processes do.


def rebuild_and_die(_line: Line, point: str) -> None:
    """`resource_index rebuild`, until a point."""
    die_at(point)
    call_command("resource_index", "rebuild")


def rebuild_once(_line: Line) -> None:
    """`resource_index rebuild`."""
    call_command("resource_index", "rebuild")


def edit_and_delete(line: Line, seed: int, journal: str, edits: int) -> None:
    """Rewrite, publish and, for one change in eleven, delete: as many as there were at the end."""
    settings.RESOURCE_CENTRE["INDEXING"] = "worker"
    changes = Changes(random.Random(seed), Journal(Path(journal)), f"e{seed}")  # noqa: S311 - changes
    line.say("ready")
    for number in range(1, edits + 1):
        changes.made = number
        if number % ONE_DELETES == 0:
            changes.delete()
        elif number % ONE_DELETES == 1:
            changes.publish()
        else:
            changes.rewrite()


def publish_some(_line: Line, word: str, journal: str) -> None:
    """Pages that a word of their title finds."""
    centre = ResourceCentrePage.objects.get(slug="centre")
    settings.RESOURCE_CENTRE["INDEXING"] = "worker"
    for number in range(PUBLISHED):
        page = publish(centre, "practice", f"Pratique {word} {number}")
        Journal(Path(journal)).acknowledge([str(page.uuid)])


def find_word(_line: Line, word: str) -> int:
    """How many a visitor finds; -1 when the search says that it is away."""
    try:
        return find(ResourceCentrePage.objects.get(slug="centre"), Criteria(word), Access.of(ANONYMOUS)).results.total
    except SearchError:
        return -1


def read_something(line: Line, seed: int) -> dict[str, Any]:
    """Ask for everything, of which there always is some, until told to stop: {"questions": 812, "empty": 0, …}."""
    questions, empty, errors = 0, 0, Counter[str]()
    line.say("ready")
    while not line.is_told(0.01):
        assert Resource.objects.filter(live=True).exists()
        try:
            found = find(ResourceCentrePage.objects.get(slug="centre"), Criteria(), Access.of(ANONYMOUS))
            empty += not found.results.total
        except Exception as error:
            errors[f"{type(error).__name__}: {error}"] += 1
        questions += 1
    return {"questions": questions, "empty": empty, "errors": dict(errors), "seed": seed}
