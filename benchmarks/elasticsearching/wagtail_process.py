"""What is asked of Wagtail's Elasticsearch backend, in a process that has the settings of its site.

Prints JSON: by state of the node's kept counts, [[ms of ours, …], [ms of Wagtail's, …]].
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpora import many, regions
from benchmarks.elasticsearching.node import engine_on
from benchmarks.elasticsearching.wire import forget
from benchmarks.questions import Question, read_questions
from benchmarks.timing import Work, alternated
from resource_centre.search.engine import SearchEngine
from resource_centre.search.query import SearchQuery
from resource_centre.search.results import SearchResults
from resource_centre.search.words import Mode

if TYPE_CHECKING:
    from benchmarks.searching.wagtail_site.paging import Page

ROUNDS = 3
#: Values of a facet that the backend gives, what has none being one of them.
TEN = 10


def pages(host: str, prefix: str, corpus: str, count: str, told: str) -> dict[str, Sequence[Sequence[float]]]:
    """Fill the site, check that both sides do the same pages, then time them in turn."""
    from benchmarks.searching.wagtail_site.filling import fill
    from benchmarks.searching.wagtail_site.paging import Pages

    fill(many(Path(corpus) if corpus else None, int(count)))
    site, questions = Pages(), read_questions(Path(told))
    engine = engine_on(host, prefix)
    theirs_index = site.backend.get_index_for_model(site.model).name
    for question in questions:
        _check(question, _ours(engine, question), site.page(question))
    sides: list[list[Work]] = [
        [partial(_ours, engine, question) for question in questions],
        [partial(site.page, question) for question in questions],
    ]
    kept = alternated(sides, ROUNDS)
    forgotten = alternated(sides, ROUNDS, partial(forget, engine.client, f"{engine.alias},{theirs_index}"))
    engine.close()
    return {"counts kept": kept, "counts forgotten": forgotten}


def _ours(engine: SearchEngine, question: Question) -> SearchResults:
    return engine.search(_every_word(question.query()))


def _every_word(query: SearchQuery) -> SearchQuery:
    return query if query.text is None else replace(query, text=replace(query.text, mode=Mode.ALL))


def _check(question: Question, ours: SearchResults, theirs: "Page") -> None:
    """Raise RuntimeError when a page without words is not the same on both sides, as far as Wagtail's goes."""
    if question.typed:
        return
    for facet in ours.facets:
        mine = {bucket.key: bucket.count for bucket in facet.buckets if bucket.count}
        if facet.name == "territory":
            mine = {key: count for key, count in mine.items() if key in regions()}
        told = theirs.counts[facet.name]
        if not min(TEN - 1, len(mine)) <= len(told) <= TEN or any(
            mine.get(key) != count for key, count in told.items()
        ):
            raise RuntimeError(f"Wagtail counts {facet.name} as {told}, the engine as {mine}: {question}")
    if ours.total != theirs.total:
        raise RuntimeError(f"Wagtail finds {theirs.total}, the engine {ours.total}: {question}")


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(pages(*sys.argv[2:])))
