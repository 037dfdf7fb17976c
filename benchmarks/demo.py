"""From nothing to a filled demo, what its pages weigh and what they ask of the database.

The demo is made by `make demo-data` with a virtual environment and a database of its own, so the first time counts
the installation of the packages: from pip's cache where it is warm.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import queries
from benchmarks.measures import Measure
from tests.support.chromium import launched
from tests.support.demo_site import ROOT, environment, served
from tests.support.page_weight import (
    MOST_ELEMENTS,
    MOST_KILOBYTES,
    MOST_KILOBYTES_OF_A_SEARCH,
    MOST_REQUESTS,
    RESOURCE_PAGES,
    SEARCH_PAGES,
    PageWeight,
    weigh,
)
from tests.support.requirements import CHROMIUM_PLACES

MOST_SECONDS_FIRST, MOST_SECONDS_AGAIN = 180, 10
#: Read by the demo's page on sobriety.
WEIGHTS_FILE = ROOT / "home" / "data" / "weights.json"


def measure() -> list[Measure]:
    """Seconds of the first and second `make demo-data`, then the heaviest pages in each respect."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = folder / "demo.sqlite3"
        first, again = _seconds(database, folder / "venv"), _seconds(database, folder / "venv")
        counted = queries.measure(database)
        weights, searches = _weights(database)
    _publish(weights | {f"search: {name}": searches[name] for name in ("list", "table", "map")})
    return [
        Measure("demo: first time, packages included", first, "s", MOST_SECONDS_FIRST),
        Measure("demo: second time", again, "s", MOST_SECONDS_AGAIN),
        *counted,
        *_heaviest("resource page", weights, MOST_KILOBYTES),
        *_heaviest("page of the search", searches, MOST_KILOBYTES_OF_A_SEARCH),
        *_traces([*weights.values(), *searches.values()]),
    ]


def _seconds(database: Path, venv: Path) -> float:
    start = time.perf_counter()
    command = ["make", "--silent", "demo-data", f"VENV={venv}"]
    subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment(database), check=True, timeout=900, stdout=subprocess.DEVNULL
    )
    return time.perf_counter() - start


def _weights(database: Path) -> tuple[dict[str, PageWeight], dict[str, PageWeight]]:
    """Of a page of each kind, and of each sort of page of the search."""
    path = next((place for place in CHROMIUM_PLACES if Path(place).exists()), None)
    if path is None:
        raise SystemExit("No Chromium on this machine: page weights cannot be measured (install chromium).")
    with served(database) as address, launched(path) as browser:
        resources, searches = (
            {name: weigh(browser, address + place) for name, place in places.items()}
            for places in (RESOURCE_PAGES, SEARCH_PAGES)
        )
        return resources, searches


def _heaviest(what: str, weights: dict[str, PageWeight], most_kilobytes: float) -> list[Measure]:
    def heaviest(unit: str) -> str:
        return max(weights, key=lambda name: float(getattr(weights[name], unit)))

    bars = {"kilobytes": ("kB", most_kilobytes), "requests": ("requests", MOST_REQUESTS)}
    bars["elements"] = ("elements", MOST_ELEMENTS)
    return [
        Measure(f"heaviest {what}: {heaviest(field)}", getattr(weights[heaviest(field)], field), unit, bar)
        for field, (unit, bar) in bars.items()
    ]


def _traces(weights: Sequence[PageWeight]) -> list[Measure]:
    return [
        Measure("requests to others", sum(len(weight.foreign) for weight in weights), "", 0),
        Measure("cookies set by reading", sum(weight.cookies for weight in weights), "", 0),
    ]


def _publish(weights: dict[str, PageWeight]) -> None:
    rows = [
        {"page": kind, "kilobytes": round(w.kilobytes, 1), "requests": w.requests, "elements": w.elements}
        for kind, w in weights.items()
    ]
    WEIGHTS_FILE.parent.mkdir(exist_ok=True)
    WEIGHTS_FILE.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
