"""What is asked of Wagtail's own search, in a process of its own: it has the settings of that site.

Prints JSON: {"ours": [ms, …], "theirs": […]} for pages, {"and": [[id, …], …], "or": […]} for relevance.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.corpora import ROOT, many, regions
from benchmarks.engines import ENGINES
from benchmarks.questions import Question, read_questions
from benchmarks.relevance import DEPTH, read_judged, read_sheets
from benchmarks.timing import alternated
from resource_centre.search.engine import SearchEngine
from resource_centre.search.results import SearchResults
from resource_centre.search.words import Mode

if TYPE_CHECKING:
    from benchmarks.searching.wagtail_site.paging import Page

MODULE = "benchmarks.searching.wagtail_process"
_SITE = {"DJANGO_SETTINGS_MODULE": "benchmarks.searching.wagtail_site.settings"}
ROUNDS, PATIENCE = 3, 3_600


def run(what: str, folder: Path, *arguments: object, module: str = MODULE, variables: Mapping[str, str] = _SITE) -> Any:
    """Start this module, or another that does the like, on a new database in that folder; gives what it prints."""
    command = [sys.executable, "-m", module, what, *map(str, arguments)]
    environment = {**os.environ, "PYTHONWARNINGS": "", **variables}
    environment["BENCHMARK_DATABASE"] = str(folder / f"wagtail-{what}.sqlite3")
    output = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=environment, check=True, timeout=PATIENCE, stdout=subprocess.PIPE
    ).stdout
    return json.loads(output)


def _pages(index: str, corpus: str, count: str, told: str) -> Mapping[str, Sequence[float]]:
    """Fill the site, check that both sides do the same pages, then time them in turn."""
    from benchmarks.searching.wagtail_site.filling import fill
    from benchmarks.searching.wagtail_site.paging import Pages

    fill(many(Path(corpus) if corpus else None, int(count)))
    site, questions = Pages(), read_questions(Path(told))
    with ENGINES["embedded"](Path(index)) as engine:
        for question in questions:
            _check(question, _ours(engine, question), site.page(question))
        ours, theirs = alternated(
            (
                [partial(_ours, engine, question) for question in questions],
                [partial(site.page, question) for question in questions],
            ),
            ROUNDS,
        )
    return {"ours": ours, "theirs": theirs}


def _ours(engine: SearchEngine, question: Question) -> SearchResults:
    """The page with every word required: the rule of Wagtail's backend."""
    query = question.query()
    return engine.search(query if query.text is None else replace(query, text=replace(query.text, mode=Mode.ALL)))


def _check(question: Question, ours: SearchResults, theirs: "Page") -> None:
    """Raise RuntimeError when a page without words is not the same on both sides."""
    if question.typed:
        return
    listed = {
        facet.name: {
            bucket.key: bucket.count
            for bucket in facet.buckets
            if bucket.count and (facet.name != "territory" or bucket.key in regions())
        }
        for facet in ours.facets
    }
    if ours.total != theirs.total or listed != theirs.counts:
        raise RuntimeError(f"Wagtail and the embedded engine do not count alike: {question}")


def _relevance(sheets: str, queries: str) -> Mapping[str, Sequence[Sequence[str]]]:
    """Names of the first hits of each question, with each operator."""
    from benchmarks.searching.wagtail_site.filling import fill
    from benchmarks.searching.wagtail_site.ranking import OPERATORS, check, first

    rows = read_sheets(Path(sheets))
    fill(sheet for _name, sheet in rows)
    names = {sheet.id: name for name, sheet in rows}
    judged = read_judged(Path(queries))
    check(judged[0].question, DEPTH)
    return {
        operator: [[names[found] for found in first(one.question, operator, DEPTH)] for one in judged]
        for operator in OPERATORS
    }


_WORK: Mapping[str, Callable[..., object]] = {"pages": _pages, "relevance": _relevance}


def _main(what: str, *arguments: str) -> None:
    import django

    django.setup()
    print(json.dumps(_WORK[what](*arguments)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
