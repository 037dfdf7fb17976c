"""Kill -9, hundreds of times, on both databases: `make faults`, or `python -m benchmarks.faults --runs 300`.

Where ELASTICSEARCH_URL names a node: the same on a site that searches on it, then every scenario of a cluster that
fails (`benchmarks.clusters`), `--scenarios` times each, then three nodes of which one is killed (`benchmarks.nodes`).
Then decisions that are killed, and made at once (`benchmarks.deciding`).

A run is one round of `tests.support.faults.killing`: a site that is changed, indexed and read, of which one process or
two are killed; then what died begins again, and the index is compared with the database. Any difference ends it with 1.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from benchmarks import clusters, deciding, nodes
from benchmarks.measures import RESULTS, Measure, store, table
from benchmarks.servers import skipped_without_server
from tests.support.faults.databases import NoServer
from tests.support.faults.worlds import ENGINES, SQLITE, Maker, maker

RUNS, SEED, SCENARIOS = 300, 1, 20
#: The node, if there is one.
NODE = os.environ.get("ELASTICSEARCH_URL", "")
ELASTICSEARCH = "elasticsearch"
EVERYWHERE = (*ENGINES, ELASTICSEARCH)
WRONG = ("lost", "stale", "phantom", "waiting", "forgotten")
ROLES = "tests.support.faults"


def measure(runs: int = RUNS, seed: int = SEED, on: Sequence[str] = EVERYWHERE) -> list[Measure]:
    """Every figure of kills, on each database that can be had, and on the node. Raises NoServer where REQUIRE names
    postgresql-server."""
    measures: list[Measure] = []
    for engine in ENGINES if runs else ():
        if engine not in on:
            continue
        with skipped_without_server(engine), maker(engine) as worlds:
            measures += _measured(worlds, engine, runs, seed)
    if NODE and runs and ELASTICSEARCH in on:
        with maker(SQLITE, NODE) as worlds:
            measures += _measured(worlds, ELASTICSEARCH, runs, seed)
    return measures


def _measured(worlds: Maker, engine: str, runs: int, seed: int) -> list[Measure]:
    found = _killed(worlds, engine, runs, seed)
    world = worlds.make()
    points: list[dict[str, Any]] = world.ask(f"{ROLES}.points_of_delivery:die_at_each_point")
    worlds.remove(world)
    wrong = sum(one["differences"]["total"] for one in points)
    unmet = sum(one["died_of"] != 9 for one in points)
    asked = found["reader"]["questions"]
    kept = f"{found['acknowledged']:,} acknowledged changes among them; {found['interrupted']} rounds left work undone"
    return [
        *(Measure(f"{engine}: {name} after {found['kills']} kills", found[name], "", 0, kept) for name in WRONG),
        Measure(f"{engine}: errors without a name in {asked:,} searches", len(found["reader"]["unnamed"]), "", 0),
        Measure(f"{engine}: differences after a death at {len(points)} points", wrong, "", 0, "the index made anew"),
        Measure(f"{engine}: points where nobody died", unmet, "", 0),
    ]


def _killed(worlds: Maker, engine: str, runs: int, seed: int) -> dict[str, Any]:
    world = worlds.make()
    role = f"{ROLES}.killing:kill_again_and_again"
    with world.child(role, runs=runs, seed=seed, folder=str(world.folder)) as child:
        for number in range(1, runs + 1):
            told = child.hear()
            for one in told["details"]:
                print(f"  {one}", file=sys.stderr)
            if number % 25 == 0 or number == runs:
                print(f"  {engine}: {told['kills']} kills, {told['wrong']} differences", file=sys.stderr, flush=True)
        found: dict[str, Any] = child.hear()
    worlds.remove(world)
    return found


def main() -> int:
    """Read the arguments, print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="benchmarks.faults", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help="rounds of kills on each database")
    parser.add_argument("--on", default=",".join(EVERYWHERE), help="where the kills are made")
    parser.add_argument("--scenarios", type=int, default=SCENARIOS, help="runs of each scenario of a cluster")
    parser.add_argument("--edits", type=int, default=clusters.EDITS, help="changes in a run of those that need many")
    parser.add_argument("--only", default="", help="parts of the names of the scenarios to run, by commas")
    parser.add_argument("--seed", type=int, default=SEED, help="draws the changes and the moments")
    options = parser.parse_args()
    try:
        measures = measure(options.runs, options.seed, options.on.split(","))
        if NODE and options.scenarios:
            measures += clusters.measure(NODE, options.scenarios, options.edits, options.only)
        if NODE and options.only in nodes.NAME:
            measures += nodes.measure()
        if options.only in deciding.NAME:
            measures += deciding.measure()
    except NoServer as error:
        print(f"PostgreSQL is required and cannot be had: {error}", file=sys.stderr)
        return 1
    print(table(measures))
    store(measures, RESULTS.with_name("faults.json"))
    return int(not all(one.ok for one in measures))


if __name__ == "__main__":
    sys.exit(main())
