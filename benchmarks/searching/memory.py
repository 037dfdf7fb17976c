"""What an index costs a worker in memory of its own: sets and caches, after questions of every kind.

A process of its own reads what it alone holds before it opens the index and after two hundred questions. Pages of the
index's own file are left out: they are the system's cache, which all workers share.
"""

import gc
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpora import ROOT
from benchmarks.engines import ENGINES
from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import read_questions, write_questions
from benchmarks.searching.bench import Bench

QUESTIONS, EACH, MOST_MEGABYTES, PATIENCE = 200, 20, 30, 300
#: The line that begins a mapping: addresses, rights, offset, device, inode, and the file if there is one.
_MAPPING = re.compile(r"^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+\s*(.*)$")


def measure(bench: Bench) -> list[Measure]:
    """Megabytes that the process gained."""
    questions = bench.questions(EACH)
    random.Random(1).shuffle(questions)  # noqa: S311 - an order, not a secret
    told = bench.folder / "varied.json"
    write_questions(questions[:QUESTIONS], told)
    command = [sys.executable, "-m", "benchmarks.searching.memory", str(bench.index()), str(told)]
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, check=True, timeout=PATIENCE, stdout=subprocess.PIPE
    ).stdout
    megabytes = (json.loads(output)["after"] - json.loads(output)["before"]) / 1e6
    name = f"search: memory of a worker's sets and caches{bench.on}"
    return [Measure(name, megabytes, "MB", MOST_MEGABYTES, f"private bytes after {QUESTIONS} questions, less before")]


def private_bytes(mappings: Iterable[str], without: str) -> int:
    """Bytes that a process alone holds, from the lines of its smaps, those of files of one folder left out."""
    total, is_counted = 0, True
    for line in mappings:
        if found := _MAPPING.match(line):
            is_counted = not found.group(1).startswith(without)
        elif is_counted and line.startswith(("Private_Clean:", "Private_Dirty:")):
            total += int(line.split()[1]) * 1024
    return total


def _held(folder: Path) -> int:
    gc.collect()
    with Path("/proc/self/smaps").open(encoding="utf-8", errors="replace") as mappings:
        return private_bytes(mappings, str(folder))


def _child(index: str, told: str) -> None:
    folder = Path(index).resolve()
    questions = read_questions(Path(told))
    with ENGINES["embedded"](folder) as engine:
        before = _held(folder)
        for question in questions:
            answer(engine, question)
        print(json.dumps({"before": before, "after": _held(folder)}))


if __name__ == "__main__":
    _child(*sys.argv[1:])
