"""All scenarios of a cluster that fails, each on a site of its own; `make faults` runs each twenty times, CI once."""

import importlib
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from resource_centre.discovery import indexer
from tests.support.faults.between import Between
from tests.support.faults.cluster_site import ClusterSite, Scenario
from tests.support.faults.dead import believe_the_dead
from tests.support.faults.forks import ForkFailed, ask
from tests.support.faults.killing import drain
from tests.support.faults.lines import Line
from tests.support.faults.scenarios import SCENARIOS


def _scenario(name: str) -> Scenario:
    module, _colon, function = SCENARIOS[name].partition(":")
    found: Scenario = getattr(importlib.import_module(f"{__package__}.{module}"), function)
    return found


def run(line: Line, name: str, runs: int, edits: int, folder: str) -> dict[str, Any]:
    """Run one scenario so many times, and say after each what was wrong; then the worst figures of all.

    Shape: {"wrong": ["…"], "figures": {"drained_s": 3.2}}. edits: changes in each run.
    """
    logging.disable(logging.CRITICAL)
    cluster = settings.RESOURCE_CENTRE["ELASTICSEARCH"]
    node, wrong, worst = cluster["HOSTS"][0], list[str](), dict[str, float]()
    scenario = _scenario(name)
    believe_the_dead()
    with Between(node) as between:
        cluster["HOSTS"] = [between.url]
        ask(drain)
        for number in range(runs) if runs > 1 else (-1,):
            site = ClusterSite(between, node, Path(folder), edits, number)
            try:
                scenario(site)
            except ForkFailed as error:
                site.found.wrong.append(str(error)[-3_000:])
            between.turn("through")
            line.say(asdict(site.found))
            wrong += site.found.wrong
            worst |= {one: max(value, worst.get(one, 0.0)) for one, value in site.found.figures.items()}
    return {"wrong": wrong, "figures": worst, "patience_s": indexer.PAUSE}
