"""Truth at ten thousand resources, whole pages beside a plain one, ten thousand inputs."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measures import Measure
from tests.support.demo_site import ROOT, environment, make_demo

MOST_QUERIES, TIMES_A_PLAIN_PAGE, SLOWEST_SECONDS, MOST_MILLISECONDS = 8, 3, 1.0, 50


def measure(*, is_quick: bool = False) -> list[Measure]:
    """Two processes, each on a database of its own, and their figures beside their bars."""
    options = ["--quick"] if is_quick else []
    demo, found = _process("--demo", *options), _process(*options)
    plain = "a plain Wagtail page, in turn"
    return [
        _truth("demo", demo),
        _truth("generated", found),
        Measure("page of results: server time, median question", found["page_ratio"], "×", TIMES_A_PLAIN_PAGE, plain),
        Measure("page of results: server time, worst question", found["worst_ratio"], "×", TIMES_A_PLAIN_PAGE, plain),
        Measure("page of results: SQL queries", found["queries"], "", MOST_QUERIES),
        Measure(
            f"published and seen by another process, {found['saves']:.0f} saves",
            found["save_to_visible_ms"],
            "ms",
            MOST_MILLISECONDS,
            "from the commit, p95",
        ),
        Measure(f"errors in {found['inputs']:,.0f} drawn inputs", found["input_errors"], "", 0),
        Measure("slowest of them", found["slowest_input_seconds"], "s", SLOWEST_SECONDS),
    ]


def _truth(where: str, found: dict[str, float]) -> Measure:
    searches, buckets, clicks = (f"{found[name]:,.0f}" for name in ("searches", "buckets", "clicks"))
    against = f"rows, by sets: {buckets} counts, {clicks} of them asked again"
    return Measure(f"truth, {where}: faults in {searches} searches", found["faults"], "", 0, against)


def _process(*options: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as name:
        database = Path(name) / "site.sqlite3"
        if "--demo" in options:
            make_demo(database)
        variables = environment(database) | {"DJANGO_SETTINGS_MODULE": "benchmarks.site.settings"}
        command = [sys.executable, "-m", "benchmarks.site.process", *options]
        output = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=variables, check=True, timeout=3_600, stdout=subprocess.PIPE
        ).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    return found
