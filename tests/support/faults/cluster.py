"""All scenarios of a cluster that fails, each on a site of its own; `make faults` runs each twenty times, CI once."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from resource_centre.discovery import indexer
from tests.support.faults.between import Between
from tests.support.faults.cluster_away import cut_answers, hung, in_part, nonsense, refused, slow
from tests.support.faults.cluster_rebuild import killed_at_each_point, stopped_and_rebuilt
from tests.support.faults.cluster_site import ClusterSite, Scenario
from tests.support.faults.cluster_writing import (
    busy,
    conflict,
    cut,
    indexer_stopped,
    out_of_order,
    poisoned,
    read_only,
)
from tests.support.faults.dead import believe_the_dead
from tests.support.faults.forks import ForkFailed, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import Line

SCENARIOS: Mapping[str, Scenario] = {
    "F1 refused": refused,
    "F2 hung": hung,
    "F2 slow": slow,
    "F3 a shard fails": in_part,
    "F3 nonsense": nonsense,
    "F3 answers cut": cut_answers,
    "F4 busy": busy,
    "F4 read-only": read_only,
    "F5 mapping conflict": conflict,
    "F6 batch cut": cut,
    "F9 out of order": out_of_order,
    "F10 rebuild killed": killed_at_each_point,
    "F28 indexer stopped": indexer_stopped,
    "F29 poisoned row": poisoned,
    "A20 stopped, then rebuilt": stopped_and_rebuilt,
}


def run(line: Line, name: str, runs: int, edits: int, folder: str) -> dict[str, Any]:
    """Run one scenario so many times, and say after each what was wrong; then the worst figures of all.

    Shape: {"wrong": ["…"], "figures": {"drained_s": 3.2}}. edits: changes in each run.
    """
    logging.disable(logging.CRITICAL)
    cluster = settings.RESOURCE_CENTRE["ELASTICSEARCH"]
    node, wrong, worst = cluster["HOSTS"][0], list[str](), dict[str, float]()
    believe_the_dead()
    with Between(node) as between:
        cluster["HOSTS"] = [between.url]
        ask(drain)
        for number in range(runs) if runs > 1 else (-1,):
            site = ClusterSite(between, node, Path(folder), edits, number)
            try:
                SCENARIOS[name](site)
            except ForkFailed as error:
                site.found.wrong.append(str(error)[-3_000:])
            between.turn("through")
            line.say(asdict(site.found))
            wrong += site.found.wrong
            worst |= {one: max(value, worst.get(one, 0.0)) for one, value in site.found.figures.items()}
    return {"wrong": wrong, "figures": worst, "patience_s": indexer.PAUSE}
