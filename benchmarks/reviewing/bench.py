"""The queue at 5,000 things that wait: its SQL queries, and its time beside Wagtail's own listing of as many pages."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.measures import Measure
from tests.support.demo_site import ROOT, environment

MOST_QUERIES, TIMES_A_LISTING = 20, 3


def measure(*, is_quick: bool = False) -> list[Measure]:
    """In a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory() as name:
        variables = environment(Path(name) / "site.sqlite3") | {"DJANGO_SETTINGS_MODULE": "benchmarks.site.settings"}
        command = [sys.executable, "-m", "benchmarks.reviewing.process", "500" if is_quick else "5000"]
        output = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=variables, check=True, timeout=1_800, stdout=subprocess.PIPE
        ).stdout
    found: dict[str, float] = json.loads(output.splitlines()[-1])
    against = f"Wagtail's listing of {found['waiting']:,.0f} pages, in turn"
    return [
        Measure(
            f"queue of {found['waiting']:,.0f}: SQL queries, Wagtail's frame included",
            found["queries"],
            "",
            MOST_QUERIES,
        ),
        Measure("queue: first page", found["ratio"], "×", TIMES_A_LISTING, against),
        Measure("queue: last page", found["last_ratio"], "×", TIMES_A_LISTING, against),
    ]
