"""Whole pages of a site on Elasticsearch, beside the bodies that they send, sent by the client alone."""

import json
import subprocess
import sys
from typing import Any

from benchmarks.elasticsearching.node import Node
from benchmarks.measures import Measure
from benchmarks.searching.bench import say
from benchmarks.timing import percentile
from tests.support.demo_site import ROOT, environment

#: Bars of the median and of the 95th percentile; requests of a page; least share of counts that the node had kept.
BARS = {0.5: 1.5, 0.95: 1.7}
MOST_REQUESTS, LEAST_KEPT, PATIENCE = 1, 0.9, 3_600


def measure(node: Node) -> list[Measure]:
    """Ratios of whole pages, their requests, and what the node had kept of a page that is asked again."""
    found = _process(node)
    measures = []
    for state in ("counts kept", "counts forgotten"):
        bare, finding, page = found[state]
        for share, bar in BARS.items():
            raw, alone, whole = (percentile(times, share) for times in (bare, finding, page))
            name = f"p{share * 100:.0f}"
            say(f"{state}, {name}: bare _msearch {raw:.1f} ms, found {alone:.1f} ms, page {whole:.1f} ms")
            title = f"elasticsearch: server time of a page of results, {name}, {state}{node.on}"
            against = f"_msearch of the same bodies, {len(page)} questions"
            measures.append(Measure(title, whole / raw, "×", bar, against))
    again = "request cache, the same pages asked again at once"
    return [
        *measures,
        Measure(f"elasticsearch: requests of a page{node.on}", found["requests"], "", MOST_REQUESTS, "HTTP, the most"),
        Measure(f"elasticsearch: counts kept{node.on}", found["kept"], "", LEAST_KEPT, again, at_least=True),
    ]


def _process(node: Node) -> dict[str, Any]:
    variables = environment(node.bench.folder / "site.sqlite3")
    variables["DJANGO_SETTINGS_MODULE"] = "benchmarks.site.settings"
    arguments = [node.host, f"{node.prefix}-site", str(node.count), str(node.bench.corpus or "")]
    command = [sys.executable, "-m", "benchmarks.elasticsearching.site_process", *arguments]
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=variables, check=True, timeout=PATIENCE, stdout=subprocess.PIPE
    ).stdout
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found
