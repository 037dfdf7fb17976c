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
from tests.support.faults.databases import NoServer, new_database, postgresql
from tests.support.faults.worlds import ENGINES, Maker, maker
from tests.support.requirements import required

NAME, KILLED, RACES = "decisions", 3, 100
_ROOT = Path(__file__).parents[1]
_ROLE = "tests.support.faults.accepting:kill_within_acceptances"
#: What each acceptance that ends publishes and tells, once.
_ONCE = {"ends": 1, "mails": 1, "texts": 1, "documents": 1, "public_files": 1}


def measure() -> list[Measure]:
    """Every figure; those of PostgreSQL are missing where it cannot be had. Raises NoServer where REQUIRE names it."""
    measures: list[Measure] = []
    try:
        for engine in ENGINES:
            with maker(engine) as worlds:
                measures += _killed(worlds, engine)
        measures += _raced()
    except NoServer as error:
        if "postgresql-server" in required():
            raise
        print(f"Skipped on PostgreSQL: {error}", file=sys.stderr)
    return measures


def _killed(worlds: Maker, engine: str) -> list[Measure]:
    world = worlds.make()
    found = world.ask(_ROLE, folder=str(world.folder), every=KILLED)
    worlds.remove(world)
    kills = sum(one["kills"] for one in found)
    print(f"  {engine}: {kills} kills within acceptances", file=sys.stderr, flush=True)
    half = [f"{one['what']}: {where}" for one in found for where in one["half_done"]]
    ended = [one["changed"] for one in found if one["changed"].get("status") == "accepted"]
    twice = sum(not changed.items() >= _ONCE.items() for changed in ended)
    return [
        Measure(f"{engine}: acceptances half done after {kills} kills", len(half), "", 0, "; ".join(half[:3])),
        Measure(f"{engine}: of {len(ended)} that ended, done more or less than once", twice, "", 0),
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
