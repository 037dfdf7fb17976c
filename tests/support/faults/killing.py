"""kill -9, again and again: of whoever changes the site, of whoever brings its index up to date, of both.

After each, what died begins again and delivers what waits; then the index is compared with the database, and what was
acknowledged with what is there. A reader asks all the while, and is never told anything but an answer or a named error.
"""

import logging
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from resource_centre.access.principal import ANONYMOUS, Principal
from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.changes import RESOURCES
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.queries import find
from resource_centre.management.commands import resource_index
from resource_centre.outbox import rows
from resource_centre.search.criteria import Criteria
from resource_centre.search.errors import SearchError
from tests.support.faults.changes import Changes, Journal
from tests.support.faults.comparing import compare
from tests.support.faults.dead import believe_the_dead
from tests.support.faults.forks import Fork, ask
from tests.support.faults.lines import Line
from tests.support.generated import WORDS

#: Who is killed, how often among so many, and whether writers deliver themselves.
VICTIMS = (("writer",), ("writer",), ("indexer",), ("writer", "indexer"), ("rebuilder",), ("writer", "rebuilder"))
MODES = ("commit", "worker")
#: Changes during which the moment is drawn, bounds of that in seconds, and failures of which the details are kept.
DURING, SHORTEST, LONGEST, DETAILS = 4, 0.3, 3.0, 5
#: Seconds that a reader waits before another question, and an indexer before another look.
PAUSE = 0.02
WRONG = ("lost", "stale", "phantom", "waiting", "forgotten")
READERS = (ANONYMOUS, Principal(user_id=1), Principal(user_id=3, is_superuser=True))


@dataclass
class Tally:
    """What the kills did."""

    kills: int = 0
    found: Counter[str] = field(default_factory=Counter)
    #: Rounds after which changes waited to be delivered.
    interrupted: int = 0
    slowest_drain_ms: float = 0.0
    details: list[Any] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many differences were found."""
        return sum(self.found[name] for name in WRONG)


def kill_again_and_again(line: Line, runs: int, seed: int, folder: str) -> dict[str, Any]:
    """Kill that many times, and say what was found after each round; then all of it: lost, stale, phantom, waiting,
    forgotten, acknowledged, reader."""
    logging.disable(logging.CRITICAL)
    if settings.RESOURCE_CENTRE["ELASTICSEARCH"]:
        believe_the_dead()
    draw, tally, journal = random.Random(seed), Tally(), Path(folder) / "journal"  # noqa: S311 - moments
    ask(drain)
    window = min(LONGEST, max(SHORTEST, DURING * ask(time_a_change, journal=str(journal))))
    reader = Fork(read, seed=seed)
    try:
        reader.hear()
        told = 0
        for number in range(runs):
            _round(draw, tally, journal, number, window)
            line.say({"kills": tally.kills, "wrong": tally.wrong, "details": tally.details[told:]})
            told = len(tally.details)
        reader.tell("stop")
        read_by = reader.hear()
    finally:
        reader.kill()
    return {
        **{name: tally.found[name] for name in WRONG},
        "kills": tally.kills,
        "acknowledged": tally.found["acknowledged"],
        "interrupted": tally.interrupted,
        "slowest_drain_ms": round(tally.slowest_drain_ms, 1),
        "reader": read_by,
    }


def _round(draw: random.Random, tally: Tally, journal: Path, number: int, window: float) -> None:
    victims, mode = draw.choice(VICTIMS), draw.choice(MODES)
    indexer: Callable[..., Any] = rebuild_forever if "rebuilder" in victims else index_forever
    seed = draw.randrange(10**9)
    journal.unlink(missing_ok=True)
    writer = Fork(write, seed=seed, number=str(number), journal=str(journal), mode=mode)
    other = Fork(indexer)
    for fork in (writer, other):
        fork.hear()
    time.sleep(draw.uniform(0, window))
    if "writer" in victims:
        writer.signal(signal.SIGKILL)
    if "writer" not in victims or len(victims) > 1:
        other.signal(signal.SIGKILL)
    if "writer" not in victims:
        writer.tell("stop")
    if len(victims) == 1 and "writer" in victims:
        other.signal(signal.SIGTERM)
    words = [word for fork in (writer, other) for word in fork.rest_of_words()]
    tally.kills += sum(fork.wait() == signal.SIGKILL for fork in (writer, other))
    tally.interrupted += ask(count_waiting) > 0
    tally.slowest_drain_ms = max(tally.slowest_drain_ms, ask(drain))
    found = ask(compare_all, journal=str(journal))
    tally.found.update({name: len(found[name]) for name in WRONG})
    tally.found["acknowledged"] += found["acknowledged"]
    if found["total"] and len(tally.details) < DETAILS:
        tally.details.append({"round": number, "victims": victims, "mode": mode, "seed": seed, "words": words, **found})
    if found["total"]:
        ask(start_again)


# What the processes do.


def write(
    line: Line, seed: int, number: str, journal: str, mode: str, centre: str = "", most: int = 10**6
) -> dict[str, int]:
    """Change the site, or one centre, so many times or until told to stop: {"rewrite": 12, "publish": 4}."""
    settings.RESOURCE_CENTRE["INDEXING"] = mode
    changes = Changes(random.Random(seed), Journal(Path(journal)), number, centre)  # noqa: S311 - changes
    made = Counter[str]()
    line.say("ready")
    while made.total() < most and not line.is_told():
        made[changes.make_one()] += 1
    return made


def time_a_change(_line: Line, journal: str) -> float:
    """Seconds that a change takes on this machine now, once all is imported."""
    changes = Changes(random.Random(1), Journal(Path(journal)), "timed")  # noqa: S311 - changes
    changes.rewrite()
    start = time.perf_counter()
    changes.rewrite()
    return time.perf_counter() - start


def index_forever(line: Line, pause: float = PAUSE) -> str:
    """`resource_index run`, with hardly a pause."""
    resource_index.PAUSE = pause
    line.say("ready")
    call_command("resource_index", "run")
    return "stopped"


def rebuild_forever(line: Line) -> str:
    """`resource_index rebuild`, one after the other, until a signal."""
    signals: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: signals.append(number))
    line.say("ready")
    while not signals:
        call_command("resource_index", "rebuild")
    return "stopped"


def read(line: Line, seed: int) -> dict[str, Any]:
    """Search until told to stop: {"questions": 812, "named": {"EngineUnavailable": 1}, "unnamed": []}."""
    draw, questions, named, unnamed = random.Random(seed), 0, Counter[str](), list[str]()  # noqa: S311 - questions
    line.say("ready")
    while not line.is_told(PAUSE):
        try:
            criteria = Criteria(" ".join(draw.sample(WORDS, draw.choice((0, 1, 2)))))
            find(draw.choice(list(ResourceCentrePage.objects.live())), criteria, Access.of(draw.choice(READERS)))
        except SearchError as error:
            named[type(error).__name__] += 1
        except Exception as error:
            unnamed.append(f"{type(error).__name__}: {error}")
        questions += 1
    return {"questions": questions, "named": named, "unnamed": unnamed[:20]}


def count_waiting(_line: Line) -> int:
    """Changes that are to be delivered."""
    return len(rows.pending(RESOURCES))


def drain(_line: Line) -> float:
    """Deliver what waits, as a process that begins again; milliseconds."""
    start = time.perf_counter()
    bring_up_to_date()
    return (time.perf_counter() - start) * 1_000


def compare_all(_line: Line, journal: str, asks: bool = True) -> dict[str, Any]:
    """What differs."""
    return compare(Path(journal), asks=asks).as_dict()


def start_again(_line: Line) -> str:
    """Make the index anew, so that one fault is counted once."""
    call_command("resource_index", "rebuild")
    return "rebuilt"
