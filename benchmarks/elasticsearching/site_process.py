"""Pages of a site whose engine is on a node, in a Django process on a new database.

`python -m benchmarks.elasticsearching.site_process HOST PREFIX COUNT [CORPUS]` prints JSON: times by state of the
node's kept counts and by side, requests of a page at the most, and the share of counts that were kept when a page is
asked again.
"""

import json
import sys
import time
import warnings
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django

SEARCH, EACH, SOURCES, SEED, ROUNDS = "/centre/recherche/", 8, 1_000, 3, 3
#: Facets of the questions that the site has not.
WITHOUT = "actor"


def main(host: str, prefix: str, count: str, corpus: str = "") -> None:
    """Fill, measure, print."""
    warnings.simplefilter("ignore")  # whitenoise looks for collected files: there are none here
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    cluster = {"HOSTS": [host], "PREFIX": prefix, "TIMEOUT": 60}
    settings.RESOURCE_CENTRE = {**settings.RESOURCE_CENTRE, "ELASTICSEARCH": cluster}
    call_command("migrate", verbosity=0)
    call_command("load_territories", verbosity=0)
    source = Path(corpus) if corpus else None
    engine = _filled(source, int(count))
    print(json.dumps(_measured(engine, _addresses(source, int(count)))))


def _filled(corpus: Path | None, count: int) -> Any:
    """The engine behind the site's, its index made."""
    from benchmarks.corpora import many
    from benchmarks.elasticsearching.site_filling import fill
    from resource_centre.discovery.engines import current_engine
    from tests.factories import make_centre
    from tests.support.host import make_front_page

    make_front_page()
    engine, started = current_engine(), time.perf_counter()
    fill(make_centre(), many(corpus, count), engine)
    print(f"  {count:,} resources made in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    return engine.engine  # type: ignore[attr-defined]


def _addresses(corpus: Path | None, count: int) -> list[str]:
    """Pages of results for drawn questions with and without words."""
    from benchmarks.corpora import many
    from benchmarks.questions import drawn_questions, sample
    from benchmarks.searching.bench import of_kinds

    sources = sample(many(corpus, count), count, SOURCES, SEED)
    return [address(question) for question in of_kinds(drawn_questions(sources, SEED, EACH), "text", "browse")]


def address(question: Any) -> str:
    """The address of the page that answers it."""
    from benchmarks.elasticsearching.site_filling import kind_of

    pairs = [("q", question.typed)] if question.typed else []
    for name, keys in question.picked.items():
        if name != WITHOUT:
            pairs += [(name, kind_of(key) if name == "type" else key) for key in keys]
    return f"{SEARCH}?{urlencode(list(dict.fromkeys(pairs)))}"


def _measured(engine: Any, addresses: Sequence[str]) -> dict[str, Any]:
    """The bare bodies, the finding of a page and the page, in turn."""
    from django.test import Client

    from benchmarks.elasticsearching.wire import forget, listened
    from benchmarks.timing import Work, alternated

    client, wires, found = Client(), [], list[Work]()
    for page in addresses:
        with listened(engine.client) as wire:
            if (status := client.get(page).status_code) != 200:
                raise RuntimeError(f"{page} answers {status}")
        wires.append(wire)
        found.append(_finding(page))
    sides: list[list[Work]] = [
        [partial(wire.send, engine.client) for wire in wires],
        found,
        [partial(client.get, page) for page in addresses],
    ]
    kept = alternated(sides, ROUNDS)
    forgotten = alternated(sides, ROUNDS, partial(forget, engine.client, engine.alias))
    return {
        "counts kept": kept,
        "counts forgotten": forgotten,
        "requests": max(wire.requests for wire in wires),
        "kept": _kept(engine, client, addresses),
    }


def _finding(page: str) -> "partial[object]":
    """The search of a page without its HTML: the use case that the view calls."""
    from django.http import QueryDict

    from resource_centre.access.principal import ANONYMOUS
    from resource_centre.access.visibility import Access
    from resource_centre.content.pages.centre import ResourceCentrePage
    from resource_centre.discovery.queries import find
    from resource_centre.search.criteria import Criteria

    asked = QueryDict(page.partition("?")[2])
    picked = {name: tuple(asked.getlist(name)) for name in asked if name != "q"}
    centre = ResourceCentrePage.objects.get()
    criteria = Criteria(asked.get("q", ""), picked)
    return partial(_find, find, centre, criteria, lambda: Access.of(ANONYMOUS))


def _find(find: Any, centre: Any, criteria: Any, access: Any) -> object:
    return find(centre, criteria, access())


def _kept(engine: Any, client: Any, addresses: Sequence[str]) -> float:
    """Share of the counts of a page, asked again at once, that the node had kept."""
    from benchmarks.elasticsearching.wire import kept_counts

    hits = misses = 0
    for page in addresses:
        client.get(page)
        before = kept_counts(engine.client, engine.alias)
        client.get(page)
        after = kept_counts(engine.client, engine.alias)
        hits, misses = hits + after[0] - before[0], misses + after[1] - before[1]
    return hits / max(1, hits + misses)


if __name__ == "__main__":
    main(*sys.argv[1:])
