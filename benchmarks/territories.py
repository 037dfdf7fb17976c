"""What `load_territories` costs beside bare inserts of the rows that it writes, and its memory.

Each side runs in a process of its own, in turn, on a new copy of an empty database; only the load itself is timed.
"""

import json
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.measures import Measure
from tests.support.demo_site import ROOT, environment

RUNS = 3
MOST_TIMES, MOST_MEGABYTES = 6, 300
TABLES = ("resource_centre_territory", "resource_centre_territoryancestor", "resource_centre_territoryalias")


def measure() -> list[Measure]:
    """Time ratio (median of RUNS pairs) and peak memory of the command's process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        empty, loaded = folder / "empty.sqlite3", folder / "loaded.sqlite3"
        _manage(empty, "migrate")
        shutil.copy(empty, loaded)
        _manage(loaded, "load_territories")
        ratios, memory = [], 0.0
        for _run in range(RUNS):
            ours, theirs = _timed("load", empty, loaded), _timed("insert", empty, loaded)
            if ours["rows"] != theirs["rows"]:
                raise RuntimeError(f"the two sides wrote {ours['rows']} and {theirs['rows']} rows")
            ratios.append(ours["seconds"] / theirs["seconds"])
            memory = max(memory, ours["megabytes"])
    return [
        Measure("territories: time to load", statistics.median(ratios), "×", MOST_TIMES, "bare inserts, same rows"),
        Measure("territories: memory of the command", memory, "MB", MOST_MEGABYTES),
    ]


def _manage(database: Path, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment(database), check=True, timeout=300, stdout=subprocess.DEVNULL
    )


def _timed(side: str, empty: Path, loaded: Path) -> dict[str, Any]:
    """Run one side in a process of its own, on a copy of the empty database."""
    copy = empty.with_name("copy.sqlite3")
    shutil.copy(empty, copy)
    command = [sys.executable, "-m", "benchmarks.territories", side, str(loaded)]
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment(copy), check=True, timeout=300, capture_output=True
    ).stdout
    copy.unlink()
    measured: dict[str, Any] = json.loads(output)
    return measured


def _load() -> float:
    from resource_centre.content.territory_loading import load_territories

    start = time.perf_counter()
    load_territories()
    return time.perf_counter() - start


def _insert(loaded: str) -> float:
    """The same rows, ready in memory, through the same connection and in one transaction."""
    from django.db import connection, transaction

    source = sqlite3.connect(loaded)
    rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}  # noqa: S608 - our own names
    source.close()
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for name, values in rows.items():
            places = ", ".join(["%s"] * len(values[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({places})", values)  # noqa: S608 - our own names
    return time.perf_counter() - start


def _child(side: str, loaded: str) -> None:
    import django

    django.setup()
    seconds = _load() if side == "load" else _insert(loaded)
    from django.db import connection

    with connection.cursor() as cursor:
        rows = {name: cursor.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in TABLES}  # noqa: S608
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(json.dumps({"seconds": seconds, "megabytes": megabytes, "rows": rows}))


if __name__ == "__main__":
    _child(*sys.argv[1:3])
