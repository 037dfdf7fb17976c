"""Two readers while two others write, at 100,000 documents, beside the same two readers alone.

Four processes of their own. Phases alone and phases with writers follow one another, so that a slow moment of the
machine falls on both; the readers ask the same pages in each. Each writer changes one document, commits, and waits,
PAUSE seconds in all: the two together write some ten documents a second, as a busy import does.
"""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import cycle, islice
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from benchmarks.engines import ENGINES
from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import Question
from benchmarks.searching.bench import Bench, of_kinds, say
from benchmarks.timing import milliseconds, percentile
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate
from resource_centre.search.errors import SearchError

READERS, WRITERS, PHASES = 2, 2, 4
#: Pages asked beside writers in all, and where the run is quick.
PAGES, QUICK_PAGES, EACH = 10_000, 2_000, 50
PAUSE, CHANGED, MOST_TIMES, PATIENCE = 0.2, 500, 1.3, 600.0
#: Versions of documents that no other figure reaches.
FIRST_VERSION = 1_000_000


@dataclass(frozen=True)
class Asked:
    """What a reader saw in a phase: milliseconds of each page, and how many failed."""

    times: list[float]
    errors: int


def measure(bench: Bench) -> list[Measure]:
    """The ratio of the 95th percentiles, and the errors of readers and writers."""
    pages = QUICK_PAGES if bench.is_quick else PAGES
    alone, beside, errors, written = _phases(bench, pages // PHASES // READERS)
    one, other = percentile(alone, 0.95), percentile(beside, 0.95)
    say(f"page p95: {one:.2f} ms alone, {other:.2f} ms beside {WRITERS} writers, {written:,} documents written")
    few = f", {pages:,} pages only" if bench.is_quick else ""
    return [
        Measure(f"search: page beside two writers{few}{bench.on}", other / one, "×", MOST_TIMES, "readers alone, p95"),
        Measure(f"search: errors in {len(beside):,} pages beside writers{bench.on}", errors, "", 0),
    ]


def _phases(bench: Bench, each: int) -> tuple[list[float], list[float], int, int]:
    questions = of_kinds(bench.questions(EACH), "text", "browse")
    documents = list(islice(bench.documents(), CHANGED))
    context = multiprocessing.get_context("spawn")
    index = bench.index()
    readers = [Worker(context, _read, index, questions[number::READERS]) for number in range(READERS)]
    writers = [Worker(context, _write, index, documents[number::WRITERS]) for number in range(WRITERS)]
    alone, beside, errors, written = list[float](), list[float](), 0, 0
    try:
        for reader in readers:
            reader.ask(len(questions))
        _collect(readers)
        for _phase in range(PHASES):
            for times, is_beside in ((alone, False), (beside, True)):
                begun = writers if is_beside else []
                for worker in begun:
                    worker.ask(PAUSE)
                for reader in readers:
                    reader.ask(each)
                for asked in _collect(readers):
                    times += asked.times
                    errors += asked.errors
                for worker in begun:
                    worker.ask(None)
                for changed in _collect(begun):
                    written += len(changed.times)
                    errors += changed.errors
    finally:
        for worker in (*readers, *writers):
            worker.stop()
    return alone, beside, errors, written


class Worker:
    """A process that does what it is asked, one thing at a time."""

    def __init__(self, context: SpawnContext, work: object, *arguments: object) -> None:
        self.end, other = context.Pipe()
        self.process: BaseProcess = context.Process(target=work, args=(other, *arguments), daemon=True)  # type: ignore[arg-type]
        self.process.start()
        other.close()

    def ask(self, what: object) -> None:
        """Tell it what to do."""
        self.end.send(what)

    def reply(self) -> Asked:
        """Wait for what it has done. Raises RuntimeError when it does not answer."""
        if not self.end.poll(PATIENCE):
            raise RuntimeError("a process of the bench does not answer")
        asked: Asked = self.end.recv()
        return asked

    def stop(self) -> None:
        """End it."""
        self.end.close()
        self.process.join(timeout=10)
        if self.process.is_alive():
            self.process.kill()


def _collect(workers: Sequence[Worker]) -> list[Asked]:
    return [worker.reply() for worker in workers]


def _read(end: Connection, index: Path, questions: Sequence[Question]) -> None:
    """In a reader: as many pages as asked for, one after the other, again and again until nobody asks."""
    asked = cycle(questions)
    with ENGINES["embedded"](index) as engine:
        while (count := _next(end)) is not None:
            times, errors = list[float](), 0
            for question in islice(asked, count):
                try:
                    times.append(milliseconds(partial(answer, engine, question)))
                except SearchError:
                    errors += 1
            end.send(Asked(times, errors))


def _write(end: Connection, index: Path, documents: Sequence[Document]) -> None:
    """In a writer: one document, then as many seconds without writing as it was told, until it is told to stop."""
    changes = ((number, document) for number, document in enumerate(cycle(documents)))
    with ENGINES["embedded"](index) as engine:
        while (pause := _next(end)) is not None:
            times, errors = list[float](), 0
            while not end.poll(pause):
                number, document = next(changes)
                newer = replace(document, version=FIRST_VERSION + number, title=f"{document.title} {number}")
                start = time.monotonic()
                try:
                    errors += any(one.fate is not Fate.WRITTEN for one in engine.write([newer]))
                except SearchError:
                    errors += 1
                times.append((time.monotonic() - start) * 1_000)
            end.recv()
            end.send(Asked(times, errors))


def _next(end: Connection) -> Any:
    """What is asked for next; None when the other side is gone."""
    try:
        return end.recv()
    except EOFError:
        return None
