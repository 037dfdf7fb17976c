"""The embedded engine against Wagtail's own search on SQLite, at 100,000 documents: the same page on both.

Every word is required, which is the rule of Wagtail's backend, and each facet has one value at the most: with two, its
joins count documents twice. Counts without words are checked to be equal; with words they are not, since Wagtail's
backend knows neither stems nor elision. Ours also marks extracts, which it has not.
"""

from dataclasses import replace

from benchmarks.measures import Measure
from benchmarks.questions import BROWSE_KINDS, TEXT_KINDS, Question, write_questions
from benchmarks.searching.bench import USUAL, Bench, say
from benchmarks.searching.wagtail_process import run
from benchmarks.timing import percentile

EACH = 20
#: Questions of one to three words, and of none with up to three picked facets.
KINDS = {"text": tuple(TEXT_KINDS)[:3], "browse": tuple(BROWSE_KINDS)}
#: How many times faster ours must be, by family.
BARS = {"text": 20.0, "browse": 50.0}


def measure(bench: Bench) -> list[Measure]:
    """Ratios of medians over questions."""
    kinds = [kind for names in KINDS.values() for kind in names]
    questions = [with_one_value_each(question) for question in bench.questions(EACH) if question.kind in kinds]
    told = bench.folder / "questions.json"
    write_questions(questions, told)
    say("Indexing on Wagtail's own backend")
    times = run("pages", bench.folder, bench.index(), bench.corpus or "", USUAL, told)
    measures = []
    for family, names in KINDS.items():
        chosen = [place for place, question in enumerate(questions) if question.kind in names]
        ours, theirs = (percentile([times[side][place] for place in chosen], 0.5) for side in ("ours", "theirs"))
        say(f"{family}: {ours:.2f} ms, Wagtail {theirs:.1f} ms, over {len(chosen)} questions")
        name = f"search: {family} page, times faster than Wagtail{bench.on}"
        measures.append(Measure(name, theirs / ours, "×", BARS[family], "its search, one .facet() a facet, p50", True))
    return measures


def with_one_value_each(question: Question) -> Question:
    """The question with the first value alone of each picked facet: with two, Wagtail's joins count twice."""
    return replace(question, picked={name: keys[:1] for name, keys in question.picked.items()})
