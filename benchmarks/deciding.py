"""Decisions that are killed, and decisions at once, for `make faults`: each is made whole, and once.

Kills: within acceptances, one in KILLED statements, on both databases. Races: the tests of `test_decision_races.py`,
RACES of each sort, four at once, on a PostgreSQL of their own.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.measures import Measure
from benchmarks.servers import skipped_without_server
from tests.support.faults.databases import new_database, postgresql
from tests.support.faults.worlds import ENGINES, POSTGRESQL, Maker, maker

NAME, KILLED, RACES = "decisions", 3, 200
_ROOT = Path(__file__).parents[1]
_ROLE = "tests.support.faults.accepting:kill_within_acceptances"


def measure() -> list[Measure]:
    """Every figure; those of PostgreSQL are missing where it cannot be had. Raises NoServer where REQUIRE names it."""
    measures: list[Measure] = []
    for engine in ENGINES:
        with skipped_without_server(engine), maker(engine) as worlds:
            measures += _killed(worlds, engine)
    with skipped_without_server(POSTGRESQL):
        measures += _raced()
    return measures


def _killed(worlds: Maker, engine: str) -> list[Measure]:
    world = worlds.make()
    found = world.ask(_ROLE, folder=str(world.folder), every=KILLED)
    worlds.remove(world)
    kills = sum(one["kills"] for one in found)
    print(f"  {engine}: {kills} kills within acceptances", file=sys.stderr, flush=True)
    half = [f"{one['what']}: {where}" for one in found for where in one["half_done"]]
    ended = [one["is_published"] for one in found if one["changed"].get("status") == "accepted"]
    return [
        Measure(f"{engine}: acceptances half done after {kills} kills", len(half), "", 0, "; ".join(half[:3])),
        Measure(f"{engine}: of {len(ended)} that ended, done more or less than once", ended.count(False), "", 0),
    ]


def _raced() -> list[Measure]:
    with postgresql() as server, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "races.xml"
        environment = {**os.environ, "DATABASE_URL": new_database(server), "RACES": str(RACES)}
        command = [sys.executable, "-m", "pytest", "-q", "-m", "postgresql", "--no-cov", f"--junitxml={report}"]
        subprocess.run(  # noqa: S603 - our own tests
            [*command, "tests/integration/test_decision_races.py"], cwd=_ROOT, env=environment, check=False, stdout=2
        )
        suite = ElementTree.parse(report).getroot()[0].attrib  # noqa: S314 - our own report
    count, wrong = int(suite["tests"]), sum(int(suite[name]) for name in ("failures", "errors", "skipped"))
    return [Measure(f"postgresql: sorts of {count} at once that went wrong", wrong, "", 0, f"{RACES} races of each")]
