"""The embedded engine against raw tantivy, at 100,000 documents: the same pages, with the same totals and counts."""

from collections.abc import Sequence
from functools import partial

from benchmarks.measures import Measure
from benchmarks.page import answer
from benchmarks.questions import Question
from benchmarks.searching.bench import Bench, of_kinds, say
from benchmarks.searching.tantivy_index import Page, TantivyIndex
from benchmarks.timing import alternated, percentile
from resource_centre.search.engine import SearchEngine
from resource_centre.search.results import SearchResults

ROUNDS, EACH = 5, 100
#: Most that ours may take of tantivy's time, by family of questions.
BARS = {"text": 1.5, "browse": 0.5}


def measure(bench: Bench) -> list[Measure]:
    """Ratios of medians over questions, from rounds in turn in one process."""
    index = TantivyIndex(bench.folder / "tantivy")
    say("Indexing on tantivy")
    index.fill(bench.documents())
    with bench.engine() as engine:
        questions = [
            question
            for question in of_kinds(bench.questions(EACH), *BARS)
            if agree(question, engine.search(question.query()), index)
        ]
        ours, theirs = _times(engine, index, questions)
    return [
        Measure(f"search: {family} page against tantivy{bench.on}", ratio, "×", bar, "same page on raw tantivy, p50")
        for family, bar in BARS.items()
        for ratio in [_ratio(family, questions, ours, theirs)]
    ]


def _times(engine: SearchEngine, index: TantivyIndex, questions: Sequence[Question]) -> list[list[float]]:
    ours = [partial(answer, engine, question) for question in questions]
    theirs = [partial(_page, index, question) for question in questions]
    alternated((ours, theirs), 1)
    return alternated((ours, theirs), ROUNDS)


def _page(index: TantivyIndex, question: Question) -> Page:
    """From the words as they were typed, as `answer` does."""
    return index.page(question.query())


def _ratio(family: str, questions: Sequence[Question], ours: Sequence[float], theirs: Sequence[float]) -> float:
    chosen = [place for place, question in enumerate(questions) if question.kind.startswith(family)]
    one, other = (percentile([times[place] for place in chosen], 0.5) for times in (ours, theirs))
    say(f"{family}: {one:.2f} ms, tantivy {other:.2f} ms, over {len(chosen)} questions")
    return one / other


def agree(question: Question, ours: SearchResults, index: TantivyIndex) -> bool:
    """Whether both may be timed on it: a relaxed search is left out, since tantivy would have to be told to relax.

    Raises RuntimeError when the two sides do not find the same: they would not be doing the same page.
    """
    if ours.relaxed:
        return False
    theirs = index.page(question.query())
    if ours.total != theirs.total or _counts(ours) != _without_zeros(theirs):
        raise RuntimeError(f"tantivy and the embedded engine do not count alike: {question}")
    return True


def _counts(results: SearchResults) -> dict[str, dict[str, int]]:
    return {
        facet.name: {bucket.key: bucket.count for bucket in facet.buckets if bucket.count} for facet in results.facets
    }


def _without_zeros(page: Page) -> dict[str, dict[str, int]]:
    return {name: {key: count for key, count in counts.items() if count} for name, counts in page.counts.items()}
