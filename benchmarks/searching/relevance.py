"""Relevance on the judged questions, beside Wagtail's own search over the same sheets."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpora import shared_data
from benchmarks.engines import ENGINES
from benchmarks.measures import Measure
from benchmarks.relevance import Relevance, compared, read_judged
from benchmarks.relevance import measure as asked
from benchmarks.searching.bench import Bench, say
from benchmarks.searching.wagtail_process import run

SHEETS, QUERIES = "recherche/service-public-fiches.jsonl.gz", "recherche/service-public-requetes-dev.jsonl"
LEAST_NDCG = 0.34


def measure(bench: Bench) -> list[Measure]:
    """nDCG@10, and the same divided by Wagtail's; nothing where the judged questions are not."""
    sheets, queries = shared_data(SHEETS), shared_data(QUERIES)
    if sheets is None or queries is None:
        say("Left out, for want of judged questions: search: nDCG@10, search: nDCG@10 against Wagtail")
        return []
    with ENGINES["embedded"](bench.folder / "sheets") as engine:
        ours = asked(sheets, queries, engine)
    theirs = _wagtail(bench.folder, sheets, queries)
    say(f"embedded {ours.as_json()}")
    say(f"Wagtail  {theirs.as_json()}")
    return [
        Measure("search: nDCG@10", ours.ndcg, "", LEAST_NDCG, f"{ours.queries} judged questions", at_least=True),
        Measure("search: nDCG@10 against Wagtail", ours.ndcg / theirs.ndcg, "×", 1.0, "its search, same sheets", True),
    ]


def _wagtail(folder: Path, sheets: Path, queries: Path) -> Relevance:
    """The better of its two operators: every word, or any."""
    judged = read_judged(queries)
    answers: dict[str, Sequence[Sequence[str]]] = run("relevance", folder, sheets, queries)
    kinds = (compared(found, [one.relevant for one in judged]) for found in answers.values())
    return max(kinds, key=lambda one: one.ndcg)
