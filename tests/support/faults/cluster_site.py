"""A site whose Elasticsearch is behind a proxy: what a scenario has at hand, and what it finds to be wrong."""

import io
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from resource_centre.discovery.changes import RESOURCES, SPREAD
from resource_centre.discovery.indexer import bring_up_to_date
from resource_centre.discovery.sweeping import drift
from resource_centre.outbox import rows
from resource_centre.search.errors import SearchError
from tests.support.faults.between import Between
from tests.support.faults.changes import Changes, Journal
from tests.support.faults.clusters import indices_of
from tests.support.faults.forks import Fork, ForkFailed, ask
from tests.support.faults.killing import compare_all, index_forever, start_again
from tests.support.faults.lines import Line

SEARCH, HEALTH = "/centre/recherche/", "/sante/"
#: Seconds in which all must be delivered once the node is back, and that many changes may take, however many.
DRAINED, WRITTEN = 60.0, 600.0
#: Seconds in which half of the changes are made, whatever becomes of the index: less than anybody waits for it. (A few
#: take longer on a machine that is busy; if one waited for the index, all would.)
SAVED = 1.5
LOOKS_EACH = 0.25
#: Runs of which one asks every question, which takes longer than all the rest.
ASKED = 5


@dataclass
class Found:
    """What a run found: sentences that say what is wrong, and the worst of each figure."""

    wrong: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def note(self, name: str, value: float) -> None:
        """Keep a figure, if it is the worst so far."""
        self.figures[name] = round(max(value, self.figures.get(name, 0.0)), 3)

    def expect(self, is_so: bool, what: str) -> None:
        """What is not so is wrong."""
        if not is_so:
            self.wrong.append(what)


class ClusterSite:
    """One run of a scenario. number: which run it is; edits: how many changes it makes; node: past the proxy."""

    def __init__(self, between: Between, node: str, folder: Path, edits: int, number: int) -> None:
        self.between, self.node, self.edits, self.number = between, node, edits, number
        self.prefix = settings.RESOURCE_CENTRE["ELASTICSEARCH"]["PREFIX"]
        self.journal, self.found = folder / f"journal-{number}", Found()
        self.draw = random.Random(number)  # noqa: S311 - changes
        self.writers = 0

    def turn(self, mode: str, **how: Any) -> int:
        """Change what stands between the site and its node."""
        return self.between.turn(mode, **how)

    @property
    def is_by_worker(self) -> bool:
        """Whether `resource_index run` delivers, or the process that makes the changes: one run in two."""
        return self.number % 2 == 1

    @contextmanager
    def indexing(self) -> Iterator[None]:
        """`resource_index run` meanwhile."""
        indexer = Fork(index_forever, pause=LOOKS_EACH)
        try:
            indexer.hear()
            yield
        finally:
            indexer.kill()

    @contextmanager
    def changing(self, edits: int | None = None) -> Iterator["Writer"]:
        """Somebody who changes the site meanwhile, and stays there until the block ends."""
        mode = "worker" if self.is_by_worker else "commit"
        writer = Writer(self, mode, self.edits if edits is None else edits)
        try:
            if self.is_by_worker:
                with self.indexing():
                    yield writer
            else:
                yield writer
        finally:
            writer.fork.kill()

    def wait_until_drained(self) -> None:
        """Nobody helps: whoever is there delivers what waits."""
        start = time.monotonic()
        while (waiting := ask(count_all_waiting)) and time.monotonic() - start < DRAINED:
            time.sleep(LOOKS_EACH)
        self.found.note("drained_s", time.monotonic() - start)
        self.found.expect(not waiting, f"{waiting} not drained after {DRAINED:.0f} s")

    def agree(self, after: str) -> None:
        """The same documents, in the same versions, for the same readers; one index, and no other."""
        different = ask(differences)
        self.found.expect(not different, f"after {after}: {different}")
        left = indices_of(self.node, self.prefix)
        self.found.expect(len(left) == 1, f"after {after}: indices {left}")

    def compare(self) -> None:
        """As `agree`, and what was acknowledged against what is there; in one run of five, whatever is asked too."""
        asks = self.number < 0 or self.number % ASKED == 0
        told = ask(compare_all, journal=str(self.journal), asks=asks)
        wrong = {name: told[name][:5] for name in ("lost", "stale", "phantom", "waiting", "forgotten") if told[name]}
        self.found.expect(not wrong, f"{wrong}")
        self.found.expect(told["documents"] > 0, "there was nothing to compare")
        left = indices_of(self.node, self.prefix)
        self.found.expect(len(left) == 1, f"indices that are there: {left}")
        if wrong:
            ask(start_again)

    def look(self, times: int, address: str = SEARCH) -> list["Look"]:
        """One visitor asks for a page, again and again."""
        return [Look(*one) for one in ask(look, address=address, times=times)]


class Writer:
    """A process that makes changes at once, and says when they are made."""

    def __init__(self, site: ClusterSite, mode: str, edits: int) -> None:
        self.site = site
        # Of the writers of a run, each draws its own changes, and writes words of its own.
        site.writers += 1
        seed, number = 100 * site.number + site.writers, f"{site.number}w{site.writers}"
        self.fork = Fork(save, seed=seed, number=number, journal=str(site.journal), mode=mode)
        self.fork.hear()
        self.fork.tell(edits)

    def done(self) -> None:
        """Wait until its changes are made; none may fail, nor wait for the index."""
        try:
            times = sorted(self.fork.hear(WRITTEN))
        except ForkFailed as error:
            self.site.found.wrong.append(f"a change failed: {str(error)[-2_000:]}")
            return
        usual = times[len(times) // 2]
        self.site.found.note("usual_save_s", usual)
        self.site.found.note("slowest_save_s", times[-1])
        self.site.found.expect(usual <= SAVED, f"half of the changes took more than {usual:.2f} s")


@dataclass(frozen=True)
class Look:
    """What a visitor got: the status, after so many seconds, and the total that the page says, -1 for none."""

    status: int
    seconds: float
    total: int


def percentile(looks: list[Look]) -> float:
    """Seconds in which 95 of a hundred pages came."""
    times = sorted(one.seconds for one in looks)
    return times[int(0.95 * (len(times) - 1))]


# What processes do.


def save(line: Line, seed: int, number: str, journal: str, mode: str) -> None:
    """At each word, make so many changes, and say how long each took; then stay: threads go on."""
    settings.RESOURCE_CENTRE["INDEXING"] = mode
    changes = Changes(random.Random(seed), Journal(Path(journal)), number)  # noqa: S311 - changes
    line.say("ready")
    while (edits := line.hear_for_ever()) is not None:
        times = list[float]()
        for _number in range(edits):
            start = time.monotonic()
            changes.make_one()
            times.append(time.monotonic() - start)
        line.say(times)


def look(_line: Line, address: str, times: int) -> list[tuple[int, float, int]]:
    """Ask for a page of the site, or for what it says as JSON, so many times."""
    visitor, found = Client(SERVER_NAME="localhost"), list[tuple[int, float, int]]()
    for _number in range(times):
        start = time.monotonic()
        answer = visitor.get(address)
        taken = time.monotonic() - start
        is_told = address.endswith(".json") and answer.status_code == 200
        found.append((answer.status_code, taken, answer.json()["total"] if is_told else -1))
    return found


def count_all_waiting(_line: Line) -> int:
    """Changes that were not delivered, parked ones left out.

    What spreads is counted first: it becomes changes of resources, and is nowhere for whoever counts these before.
    """
    return sum(rows.state(topic).pending for topic in (SPREAD, RESOURCES))


def differences(_line: Line) -> dict[str, int]:
    """What a report of differences says, what waits left out."""
    return drift()


def deliver_or_say(_line: Line) -> str:
    """Deliver what waits; the name of what is told instead, "" when all was sent."""
    try:
        bring_up_to_date()
    except SearchError as error:
        return type(error).__name__
    return ""


def status(_line: Line) -> list[str]:
    """What an operator reads: the lines of `resource_index status`, on both outputs."""
    out, err = io.StringIO(), io.StringIO()
    with suppress(SystemExit):
        call_command("resource_index", "status", stdout=out, stderr=err)
    return (out.getvalue() + err.getvalue()).splitlines()


Scenario = Callable[[ClusterSite], None]
