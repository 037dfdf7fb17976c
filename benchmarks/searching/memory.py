"""What an index costs a worker in memory of its own: sets and caches, after questions of every kind.

A process of its own reads what it alone holds before it opens the index and after two hundred questions. Pages of the
index's own file are left out: they are the system's cache, which all workers share.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from benchmarks.corpora import ROOT
from benchmarks.engines import ENGINES
from benchmarks.held import held
from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import read_questions, write_questions
from benchmarks.searching.bench import Bench

QUESTIONS, EACH, MOST_MEGABYTES, PATIENCE = 200, 20, 30, 300


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


def _child(index: str, told: str) -> None:
    folder = Path(index).resolve()
    questions = read_questions(Path(told))
    with ENGINES["embedded"](folder) as engine:
        before = held(str(folder))
        for question in questions:
            answer(engine, question)
        print(json.dumps({"before": before, "after": held(str(folder))}))


if __name__ == "__main__":
    _child(*sys.argv[1:])
