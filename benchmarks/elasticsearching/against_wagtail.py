"""The engine against Wagtail's own Elasticsearch backend on the same node, giving the same page.

As on SQLite, every word is required and a picked facet has one value. The backend gives the ten commonest values of a
facet and no more, no extract, and reads its hits from the database; ours gives every value and extracts. Totals without
words, and each count that it gives, are checked to be equal.
"""

from benchmarks.elasticsearching.node import Node
from benchmarks.measures import Measure
from benchmarks.questions import write_questions
from benchmarks.searching.against_wagtail import EACH, KINDS, with_one_value_each
from benchmarks.searching.bench import say
from benchmarks.searching.wagtail_process import run
from benchmarks.timing import percentile

LEAST = 3.0
SETTINGS = "benchmarks.elasticsearching.wagtail_settings"
MODULE = "benchmarks.elasticsearching.wagtail_process"


def measure(node: Node) -> list[Measure]:
    """Ratios of medians over questions, by family, the counts being kept by the node or forgotten."""
    kinds = [kind for names in KINDS.values() for kind in names]
    questions = [with_one_value_each(question) for question in node.questions(EACH) if question.kind in kinds]
    told = node.bench.folder / "questions-of-wagtail.json"
    write_questions(questions, told)
    say("Indexing on Wagtail's own backend")
    variables = {
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "BENCHMARK_NODE": node.host,
        "BENCHMARK_PREFIX": f"{node.prefix}-wagtail-",
    }
    corpus = node.bench.corpus or ""
    arguments = (node.host, node.prefix, corpus, node.count, told)
    times = run("on-elasticsearch", node.bench.folder, *arguments, module=MODULE, variables=variables)
    measures = []
    for state in ("counts kept", "counts forgotten"):
        for family, names in KINDS.items():
            chosen = [place for place, question in enumerate(questions) if question.kind in names]
            ours, theirs = (percentile([side[place] for place in chosen], 0.5) for side in times[state])
            say(f"{family}, {state}: {ours:.2f} ms, Wagtail {theirs:.1f} ms, over {len(chosen)} questions")
            name = f"elasticsearch: {family} page, times faster than Wagtail, {state}{node.on}"
            against = "its Elasticsearch backend, one .facet() a facet, p50"
            measures.append(Measure(name, theirs / ours, "×", LEAST, against, at_least=True))
    return measures
