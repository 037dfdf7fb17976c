"""kill -9 of the node that holds the primary, while a site is searched and changed: both go on, and no count is wrong.

Only one of the two centres is changed, so that what the other one answers is known beforehand, from the database.
"""

import logging
import random
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from resource_centre import conf
from resource_centre.access.principal import ANONYMOUS
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery import queries
from resource_centre.discovery.documents import build_documents, findable_uuids
from resource_centre.outbox import rows
from resource_centre.search.criteria import Criteria
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.errors import SearchError
from tests.support.faults.changes import Changes, Journal
from tests.support.faults.cluster_site import count_all_waiting
from tests.support.faults.clusters import speak
from tests.support.faults.forks import Fork, ForkFailed, ask
from tests.support.faults.killing import compare_all, drain, index_forever
from tests.support.faults.lines import Line
from tests.support.generated import WORDS

#: Questions that are asked in turn, seconds of load before the death of the node and after it.
QUESTIONS, BEFORE, AFTER = ("", *WORDS[:12]), 8.0, 25.0
#: Seconds in which all must be delivered.
DRAINED = 60.0
STILL, CHANGED = "centre", "annexe"


def lose_the_primary(line: Line, nodes: list[str], folder: str, seed: int = 1) -> dict[str, Any]:
    """Ask whoever listens to kill the node that is named, under load; what became of searches, saves and the index.

    Shape: {"searches": 900, "wrong": [], "refused": {"EngineUnavailable": 2}, "unnamed": [], "gap_s": 0.4,
    "saves": 60, "failed": "", "indexer_died": "", "drained_s": 0.3, "differences": {…}}.
    """
    logging.disable(logging.CRITICAL)
    settings.RESOURCE_CENTRE["ELASTICSEARCH"] |= {"HOSTS": nodes, "REPLICAS": 1}
    journal = str(Path(folder) / "journal")
    ask(drain)
    speak(nodes[0], "GET", "_cluster/health?wait_for_status=green&timeout=60s")
    right = ask(answers_of_the_database)
    reader, writer, indexer = (
        Fork(search_on, right=right),
        Fork(save_on, seed=seed, journal=journal),
        Fork(index_forever),
    )
    for fork in (reader, writer, indexer):
        fork.hear()
    time.sleep(BEFORE)
    line.say("kill")
    line.hear()
    killed_at = time.time()
    time.sleep(AFTER)
    told = _stopped(reader) | _stopped(writer)
    start = time.monotonic()
    while ask(count_all_waiting) and time.monotonic() - start < DRAINED:
        time.sleep(0.05)
    drained = time.monotonic() - start
    indexer_died = _stopped_early(indexer)
    indexer.kill()
    moments = told.pop("moments")
    return {
        **told,
        "indexer_died": indexer_died,
        "gap_s": _longest([one for one in moments if one > killed_at], killed_at),
        "usual_gap_s": _longest([one for one in moments if one <= killed_at], moments[0]),
        "went_on": any(one > killed_at for one in moments),
        "drained_s": round(drained, 3),
        "differences": ask(compare_all, journal=journal),
    }


def _longest(moments: list[float], since: float) -> float:
    """Seconds between two answers, or from a moment to the first."""
    times = [since, *moments]
    return round(max((b - a for a, b in pairwise(times)), default=AFTER), 3)


def _stopped_early(fork: Fork) -> str:
    """Of what it died, "" for one that works."""
    try:
        return str(fork.hear(1)) if fork.has_news() else ""
    except ForkFailed as error:
        return str(error)[-2_000:]


def _stopped(fork: Fork) -> dict[str, Any]:
    fork.tell("stop")
    try:
        told: dict[str, Any] = fork.hear()
    except ForkFailed as error:
        return {"failed": str(error)[-2_000:], "saves": 0}
    finally:
        fork.wait()
    return told


# What processes do.


def _counts(question: str) -> list[Any]:
    """The total and every count that a visitor is given."""
    centre = ResourceCentrePage.objects.get(slug=STILL)
    found = queries.find(centre, Criteria(question), Access.of(ANONYMOUS)).results
    facets = {one.name: {bucket.key: bucket.count for bucket in one.buckets} for one in found.facets}
    return [found.total, facets]


def answers_of_the_database(_line: Line) -> dict[str, Any]:
    """What an index that is made of the rows, and of nothing else, answers to each question."""
    keys = list(findable_uuids())
    with TemporaryDirectory() as folder:
        fresh = EmbeddedEngine(Path(folder), tuple(conf.content_languages()))
        with fresh.rebuild() as new:
            new.write(list(build_documents(rows.versions("index", keys)).values()))
            new.swap()
        queries.current_engine = lambda: fresh  # type: ignore[assignment]
        found = {question: _counts(question) for question in QUESTIONS}
        fresh.close()
    return found


def search_on(line: Line, right: dict[str, Any]) -> dict[str, Any]:
    """Ask until told to stop; moments at which an answer came, and what was wrong."""
    moments, wrong, refused, unnamed, asked = list[float](), list[str](), Counter[str](), list[str](), 0
    line.say("ready")
    while not line.is_told(0.01):
        question = QUESTIONS[asked % len(QUESTIONS)]
        asked += 1
        try:
            told = _counts(question)
        except SearchError as error:
            refused[str(error)] += 1
            continue
        except Exception as error:
            unnamed.append(f"{type(error).__name__}: {error}")
            continue
        moments.append(time.time())
        if told != right[question]:
            wrong.append(f"{question!r}: {told[0]}, not {right[question][0]}")
    return {"searches": asked, "wrong": wrong[:5], "refused": refused, "unnamed": unnamed[:5], "moments": moments}


def save_on(line: Line, seed: int, journal: str) -> dict[str, Any]:
    """Change one centre until told to stop."""
    settings.RESOURCE_CENTRE["INDEXING"] = "worker"
    changes, slowest = Changes(random.Random(seed), Journal(Path(journal)), "n", CHANGED), 0.0  # noqa: S311 - changes
    line.say("ready")
    while not line.is_told(0.2):
        start = time.monotonic()
        changes.make_one()
        slowest = max(slowest, time.monotonic() - start)
    return {"saves": changes.made, "slowest_save_s": round(slowest, 3), "failed": ""}
