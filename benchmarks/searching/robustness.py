"""Whether a question typed otherwise finds the same: mean overlap of the first ten hits with those of the clean one.

Questions are the titles of the demo, asked of the demo, and the judged questions where they are, asked of their sheets.
Only those that a variant changes are counted.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from benchmarks.corpora import COLLECTION, shared_data
from benchmarks.engines import ENGINES, fill
from benchmarks.measures import Measure
from benchmarks.relevance import ask, read_judged, read_sheets
from benchmarks.searching.bench import Bench, say
from benchmarks.searching.relevance import QUERIES, SHEETS
from benchmarks.variants import VARIANTS, overlap
from home.demo_files import DemoResource, read_content
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.text.folding import fold

LEAST_QUESTIONS = 200


@dataclass(frozen=True)
class Overlaps:
    """Overlaps of one variant, one a question that it changed."""

    name: str
    values: tuple[float, ...]


def measure(bench: Bench) -> list[Measure]:
    """One mean a variant, over both sets of questions."""
    found: dict[str, list[float]] = {name: [] for name in VARIANTS}
    for documents, questions in _sets():
        folder = Path(tempfile.mkdtemp(dir=bench.folder))
        with ENGINES["embedded"](folder) as engine:
            fill(engine, documents)
            for name, (vary, _bar) in VARIANTS.items():
                found[name] += overlaps(engine, questions, vary)
    return [_figure(name, found[name], bar) for name, (_vary, bar) in VARIANTS.items()]


def _figure(name: str, values: Sequence[float], bar: float) -> Measure:
    fewer = "" if len(values) >= LEAST_QUESTIONS else f", {len(values)} questions only"
    say(f"{name}: {len(values)} questions, {sum(value == 1 for value in values)} find the very same")
    return Measure(f"search: {name}{fewer}", mean(values), "", bar, "the clean question, overlap@10", at_least=True)


def overlaps(engine: SearchEngine, questions: Sequence[str], vary: Callable[[str], str]) -> list[float]:
    """For each question that the variant changes and that finds something."""
    pairs = [(question, other) for question in questions if (other := vary(question)) != question]
    answers = ((ask(engine, question), ask(engine, other)) for question, other in pairs)
    return [overlap(clean, variant) for clean, variant in answers if clean]


def _sets() -> list[tuple[list[Document], list[str]]]:
    resources = read_content().resources
    demo = [_document(rank, resource) for rank, resource in enumerate(resources)]
    sets = [(demo, [document.title for document in demo])]
    sheets, queries = shared_data(SHEETS), shared_data(QUERIES)
    if sheets and queries:
        judged = [one.question for one in read_judged(queries)]
        sets.append(([sheet for _name, sheet in read_sheets(sheets)], judged))
    return sets


def _document(rank: int, resource: DemoResource) -> Document:
    title = str(resource.values["title"])
    return Document(
        id=f"{rank:032x}",
        version=1,
        collection=COLLECTION,
        access=frozenset({"public"}),
        language=str(resource.values.get("language", "fr")),
        title=title,
        names=tuple(str(row["name"]) for row in resource.rows.get("names", ())),
        summary=str(resource.values.get("summary", "")),
        body=str(resource.values.get("body", "")),
        title_key=fold(title)[:255],
    )
