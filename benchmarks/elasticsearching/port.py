"""The port beside the bodies that it sends, sent by the client alone; and how often it asks.

Both sides ask the same bodies, so that the node has kept the counts of either, or is made to forget them before each.
"""

from collections.abc import Sequence
from functools import partial

from benchmarks.elasticsearching.node import Node
from benchmarks.elasticsearching.wire import Wire, forget, listened
from benchmarks.measures import Measure
from benchmarks.questions import Question
from benchmarks.searching.bench import of_kinds, say
from benchmarks.timing import alternated, percentile
from resource_centre.search.engines.elasticsearch.engine import ElasticsearchEngine

FAMILIES = ("text", "browse")
EACH, ROUNDS = 20, 5
MOST_TIMES, MOST_REQUESTS, MOST_RELAXED = 1.15, 1, 2
#: Words that no text holds: a relaxed search follows.
UNKNOWN = "zqobobacaco"


def measure(node: Node) -> list[Measure]:
    """Ratios of medians by family, counts kept and not, then requests."""
    questions = of_kinds(node.questions(EACH), *FAMILIES)
    with node.engine() as engine:
        wires, relaxed = recorded(engine, questions)
        measures = _ratios(node, engine, questions, wires)
        with listened(engine.client) as wire:
            if not engine.search(Question("text", UNKNOWN).query()).relaxed:
                raise RuntimeError(f"“{UNKNOWN}” is found: nothing is relaxed")
    most = max(wire.requests for wire, is_relaxed in zip(wires, relaxed, strict=True) if not is_relaxed)
    against = f"HTTP requests, the most of {relaxed.count(False)} questions"
    return [
        *measures,
        Measure(f"elasticsearch: requests of a search{node.on}", most, "", MOST_REQUESTS, against),
        Measure(f"elasticsearch: requests of a relaxed search{node.on}", wire.requests, "", MOST_RELAXED, UNKNOWN),
    ]


def recorded(engine: ElasticsearchEngine, questions: Sequence[Question]) -> tuple[list[Wire], list[bool]]:
    """What each question sends, and whether it was relaxed."""
    wires, relaxed = [], []
    for question in questions:
        with listened(engine.client) as wire:
            relaxed.append(engine.search(question.query()).relaxed)
        wires.append(wire)
    return wires, relaxed


def _ratios(
    node: Node, engine: ElasticsearchEngine, questions: Sequence[Question], wires: Sequence[Wire]
) -> list[Measure]:
    ours = [partial(engine.search, question.query()) for question in questions]
    bare = [partial(wire.send, engine.client) for wire in wires]
    alternated([ours, bare], 1)
    measures = []
    for state, before in (("counts kept", None), ("counts forgotten", partial(forget, engine.client, engine.alias))):
        times = alternated([ours, bare], ROUNDS, before)
        for family in FAMILIES:
            chosen = [place for place, question in enumerate(questions) if question.kind.startswith(family)]
            mine, other = (percentile([side[place] for place in chosen], 0.5) for side in times)
            say(f"{family}, {state}: {mine:.2f} ms, bare _msearch {other:.2f} ms, over {len(chosen)} questions")
            name = f"elasticsearch: port alone, {family}, {state}{node.on}"
            measures.append(Measure(name, mine / other, "×", MOST_TIMES, "_msearch of the same bodies, p50 of both"))
    return measures
