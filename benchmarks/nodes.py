"""A cluster of three nodes that loses the one that holds the primary, for `make faults`."""

import sys
from dataclasses import replace
from typing import Any

from benchmarks.measures import Measure
from tests.support.faults.nodes import NoCluster, primary_of, three_nodes
from tests.support.faults.worlds import SQLITE, maker

ROLE = "tests.support.faults.losing_a_node:lose_the_primary"
NAME, RESOURCES, PREFIX = "three nodes", 120, "faults-nodes"
#: Seconds that a page may be without an answer when a node dies, and in which all must be delivered.
GAP, DRAINED = 5.0, 60.0


def measure() -> list[Measure]:
    """What became of searches, saves and the index; nothing where no cluster can be had."""
    try:
        found = _lost()
    except NoCluster as error:
        print(f"Skipped, three nodes: {error}", file=sys.stderr)
        return []
    print(f"  three nodes: {found}", file=sys.stderr, flush=True)
    slowest = f"{found['slowest_save_s']} s at most"
    many = f"{found['searches']:,} searches, {found['saves']} saves"
    died = found["indexer_died"]
    refused = ", ".join(f"{count} × {error}" for error, count in found["refused"].items())
    return [
        Measure("three nodes: wrong counts", len(found["wrong"]), "", 0, f"the database, {many}"),
        Measure("three nodes: errors without a name", len(found["unnamed"]), "", 0),
        Measure("three nodes: saves that failed", int(bool(found["failed"])), "", 0, slowest),
        Measure("three nodes: indexers that died", int(bool(died)), "", 0, died[-80:]),
        Measure("three nodes: longest time without an answer", found["gap_s"], "s", GAP, refused or "none was refused"),
        Measure("three nodes: delivered after", found["drained_s"], "s", DRAINED),
        Measure("three nodes: differences", found["differences"]["total"], "", 0, "the index made anew"),
    ]


def _lost() -> dict[str, Any]:
    with three_nodes() as nodes, maker(SQLITE) as worlds:
        world = replace(worlds.make(RESOURCES), node=",".join(nodes.urls), prefix=PREFIX)
        with world.child(ROLE, nodes=nodes.urls, folder=str(world.folder)) as child:
            child.hear(300)
            victim = primary_of(nodes.urls, PREFIX)
            if not nodes.kill(victim):
                raise NoCluster(f"no process of {victim} was found")
            child.tell("killed")
            found: dict[str, Any] = child.hear(300)
            return {"slowest_save_s": 0.0, **found}
