"""What the engine costs a web worker: two new processes of the site, one of which asks it two hundred questions.

Both import the site's addresses and read the same questions. The engine's client is imported by none but the one that
asks, as on a site.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

from benchmarks.corpora import ROOT
from benchmarks.elasticsearching.node import Node
from benchmarks.measures import Measure
from benchmarks.questions import write_questions
from benchmarks.searching.memory import EACH, QUESTIONS
from benchmarks.timing import percentile
from tests.support.demo_site import environment

MOST_MEGABYTES, PAIRS, PATIENCE = 15, 3, 300


def measure(node: Node) -> list[Measure]:
    """The median difference of three pairs of processes."""
    questions = list(node.questions(EACH))
    random.Random(1).shuffle(questions)  # noqa: S311 - an order, not a secret
    told = node.bench.folder / "asked.json"
    write_questions(questions[:QUESTIONS], told)
    differences = [_held(node, told, asks=True) - _held(node, told, asks=False) for _pair in range(PAIRS)]
    name = f"elasticsearch: memory of a worker{node.on}"
    against = f"private bytes after {QUESTIONS} questions, less those of a worker that asks none"
    return [Measure(name, percentile(differences, 0.5) / 1e6, "MB", MOST_MEGABYTES, against)]


def _held(node: Node, told: Path, *, asks: bool) -> float:
    variables = environment(node.bench.folder / "none.sqlite3") | {"DJANGO_SETTINGS_MODULE": "home.settings.test"}
    whom = [node.host, node.prefix] if asks else []
    command = [sys.executable, "-m", "benchmarks.elasticsearching.worker", str(told), *whom]
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=variables, check=True, timeout=PATIENCE, stdout=subprocess.PIPE
    ).stdout
    found = json.loads(output)
    if found["imports_client"] is not asks:
        raise RuntimeError("a worker that asks nothing has the client, or the one that asks has not")
    return float(found["bytes"])
