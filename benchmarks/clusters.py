"""Clusters that fail, again and again, for `make faults`: each scenario on a site of its own."""

import sys
from typing import Any

from benchmarks.measures import Measure
from tests.support.faults.lines import Silent
from tests.support.faults.scenarios import SCENARIOS, resources_for
from tests.support.faults.worlds import SQLITE, Maker, maker

ROLE = "tests.support.faults.cluster:run"
#: Changes in each run of those that are told with a number of them, and of the others.
EDITS, OTHERS = 500, 30
OF_MANY_EDITS = ("F1 refused", "F10 rebuild killed")
#: Seconds that a run may take.
PATIENCE = 3_600


def measure(node: str, runs: int, edits: int = EDITS, only: str = "") -> list[Measure]:
    """What was wrong in each scenario, over all its runs, and the worst figures of all."""
    measures: list[Measure] = []
    with maker(SQLITE, node) as worlds:
        for name in SCENARIOS:
            if any(one in name for one in only.split(",")):
                found = _run(worlds, name, runs, edits if name in OF_MANY_EDITS else min(edits, OTHERS))
                figures = ", ".join(f"{what} {value:g}" for what, value in found["figures"].items())
                measures.append(Measure(f"cluster: {name}, {runs} runs", len(found["wrong"]), "wrong", 0, figures))
                print(f"  {measures[-1].name}: {len(found['wrong'])} wrong; {figures}", file=sys.stderr, flush=True)
    return measures


def _run(worlds: Maker, name: str, runs: int, edits: int) -> dict[str, Any]:
    world = worlds.make(resources_for(name))
    try:
        with world.child(ROLE, name=name, runs=runs, edits=edits, folder=str(world.folder)) as child:
            for number in range(runs):
                for one in child.hear(PATIENCE)["wrong"]:
                    print(f"  {name}, run {number}: {one}", file=sys.stderr, flush=True)
            found: dict[str, Any] = child.hear()
            return found
    except (RuntimeError, Silent) as error:
        return {"wrong": [str(error)], "figures": {}}
    finally:
        worlds.remove(world)
