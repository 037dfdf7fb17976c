"""From nothing to a filled demo, what its pages weigh and what they ask of the database.

The demo is made by `make demo-data` with a virtual environment and a database of its own, so the first time counts
the installation of the packages: from pip's cache where it is warm.
"""

import json
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks import queries
from benchmarks.measures import Measure
from tests.support.chromium import launched
from tests.support.demo_site import ROOT, environment, served
from tests.support.page_weight import (
    MOST_ELEMENTS,
    MOST_KILOBYTES,
    MOST_REQUESTS,
    RESOURCE_PAGES,
    PageWeight,
    weigh,
)
from tests.support.requirements import CHROMIUM_PLACES

MOST_SECONDS_FIRST, MOST_SECONDS_AGAIN = 180, 10
#: Read by the demo's page on sobriety.
WEIGHTS_FILE = ROOT / "home" / "data" / "weights.json"


def measure() -> list[Measure]:
    """Seconds of the first and second `make demo-data`, then the heaviest resource page in each respect."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "demo.sqlite3"
        first, again = _seconds(database, folder / "venv"), _seconds(database, folder / "venv")
        counted = queries.measure(database)
        weights = _weights(database)
    _publish(weights)
    return [
        Measure("demo: first time, packages included", first, "s", MOST_SECONDS_FIRST),
        Measure("demo: second time", again, "s", MOST_SECONDS_AGAIN),
        *counted,
        *_bars(weights),
    ]


def _seconds(database: Path, venv: Path) -> float:
    start = time.perf_counter()
    command = ["make", "--silent", "demo-data", f"VENV={venv}"]
    subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment(database), check=True, timeout=900, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def _weights(database: Path) -> dict[str, PageWeight]:
    path = next((place for place in CHROMIUM_PLACES if Path(place).exists()), None)
    if path is None:
        raise SystemExit("No Chromium on this machine: page weights cannot be measured (install chromium).")
    with served(database) as address, launched(path) as browser:
        return {kind: weigh(browser, address + place) for kind, place in RESOURCE_PAGES.items()}


def _bars(weights: dict[str, PageWeight]) -> list[Measure]:
    def heaviest(unit: str) -> str:
        return max(weights, key=lambda kind: float(getattr(weights[kind], unit)))

    bars = {"kilobytes": ("kB", MOST_KILOBYTES), "requests": ("requests", MOST_REQUESTS)}
    bars["elements"] = ("elements", MOST_ELEMENTS)
    measures = [
        Measure(f"heaviest resource page: {heaviest(field)}", getattr(weights[heaviest(field)], field), unit, bar)
        for field, (unit, bar) in bars.items()
    ]
    measures.append(Measure("requests to others", sum(len(weight.foreign) for weight in weights.values()), "", 0))
    measures.append(Measure("cookies set by reading", sum(weight.cookies for weight in weights.values()), "", 0))
    return measures


def _publish(weights: dict[str, PageWeight]) -> None:
    rows = [
        {"page": kind, "kilobytes": round(w.kilobytes, 1), "requests": w.requests, "elements": w.elements}
        for kind, w in weights.items()
    ]
    WEIGHTS_FILE.parent.mkdir(exist_ok=True)
    WEIGHTS_FILE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
