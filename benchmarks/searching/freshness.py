"""What one change costs, and how soon another process sees it, at 100,000 documents."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

from benchmarks.corpora import ANYBODY, LANGUAGES
from benchmarks.engines import ENGINES
from benchmarks.measures import Measure
from benchmarks.searching.bench import Bench, say
from benchmarks.timing import milliseconds, percentile
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.engine import Fate, SearchEngine
from resource_centre.search.engines.embedded.analysed import Analysed
from resource_centre.search.query import SearchQuery
from resource_centre.search.words import read_text

UPDATES, WARM_UP = 200, 20
#: Times that analysing a document alone may be taken by updating it, and milliseconds before another process sees it.
MOST_TIMES, MOST_MILLISECONDS = 10.0, 50.0
#: Seconds that the other process may look for one change.
PATIENCE = 30.0
_CONSONANTS = "bcdfghjklmnpqrtv"


def measure(bench: Bench) -> list[Measure]:
    """An update beside the analysis of the same document, then updates that a second process looks for."""
    documents = list(islice((one for one in bench.documents() if one.access & ANYBODY.tokens), UPDATES + WARM_UP))
    with bench.engine() as engine:
        ratio = _update_beside_analysis(engine, documents)
        lags = _seen(engine, bench.index(), documents[:UPDATES])
    return [
        Measure(f"search: one document updated{bench.on}", ratio, "×", MOST_TIMES, "analysing it alone, p50 of both"),
        Measure(
            f"search: seen by another process{bench.on}",
            percentile(lags, 0.95),
            "ms",
            MOST_MILLISECONDS,
            "from the end of the write, p95",
        ),
    ]


def _update_beside_analysis(engine: SearchEngine, documents: Sequence[Document]) -> float:
    analysed, written = [], []
    for document in documents:
        newer = replace(document, version=document.version + 1)
        analysed.append(milliseconds(partial(Analysed.of, newer, LANGUAGES[0])))
        written.append(milliseconds(partial(_write, engine, newer)))
    one, other = median(written[WARM_UP:]), median(analysed[WARM_UP:])
    say(f"update: {one:.2f} ms, analysis alone {other:.2f} ms")
    return one / other


def _write(engine: SearchEngine, document: Document) -> None:
    (written,) = engine.write([document])
    if written.fate is not Fate.WRITTEN:
        raise RuntimeError(f"{document.id} was not written: {written}")


def word_of(number: int) -> str:
    """A word that no text holds, another one for each number below 256: word_of(17) == "zqococacaco".

    Two of them are more than one typing error apart: none is searched for another.
    """
    first, second = _CONSONANTS[number // 16], _CONSONANTS[number % 16]
    return f"zqo{first}o{first}a{second}a{second}o"


def _seen(engine: SearchEngine, index: Path, documents: Sequence[Document]) -> list[float]:
    """Milliseconds from each write to the moment when the other process finds the word that it brought."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    reader = context.Process(target=_look, args=(there, index, len(documents)), daemon=True)
    reader.start()
    there.close()
    try:
        _expect(here)
        return [_lag(engine, here, document, number) for number, document in enumerate(documents)]
    finally:
        reader.join(timeout=PATIENCE)
        if reader.is_alive():
            reader.kill()


def _lag(engine: SearchEngine, reader: Connection, document: Document, number: int) -> float:
    if engine.search(_asking(number)).total:
        raise RuntimeError(f"“{word_of(number)}” is in the index already")
    title = f"{document.title} {word_of(number)}"
    _write(engine, replace(document, version=document.version + 2 + number, title=title))
    written = time.monotonic()
    return max(0.0, (_expect(reader) - written) * 1_000)


def _expect(reader: Connection) -> float:
    if not reader.poll(PATIENCE):
        raise RuntimeError("the second process saw nothing")
    moment: float = reader.recv()
    return moment


def _look(writer: Connection, index: Path, count: int) -> None:
    """In the other process: ask in a loop for the next word, and say when it was first found."""
    with ENGINES["embedded"](index) as engine:
        engine.search(_asking(0))
        writer.send(time.monotonic())
        for number in range(count):
            query, deadline = _asking(number), time.monotonic() + PATIENCE
            while not engine.search(query).total and time.monotonic() < deadline:
                pass
            writer.send(time.monotonic())


def _asking(number: int) -> SearchQuery:
    # Every word required: a word that nothing holds yet would otherwise be looked for with a typing error.
    return SearchQuery(ANYBODY, read_text(word_of(number), LANGUAGES, "fr", every=True), sort=Sort.RELEVANCE)
