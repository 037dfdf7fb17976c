"""What is measured inside a Django process: `python -m benchmarks.site.process` prints one line of JSON.

The database is new and in a folder of its own; so is the index.
"""

import json
import sys
import time
import warnings
from typing import Any

import django

SEED, RESOURCES, SEARCHES, INPUTS, ROUNDS, SAVES = 11, 10_000, 2_000, 10_000, 40, 100
SEARCH = "/centre/recherche/"


def main() -> None:
    """Fill, measure, print. With `--demo`, the demo's own content and its truth alone; with `--quick`, a hundredth."""
    warnings.simplefilter("ignore")  # whitenoise looks for collected files: there are none here
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    share = 100 if "--quick" in sys.argv else 1
    if "--demo" in sys.argv:
        print(json.dumps(_truth(_demo(), SEARCHES // share)))
        return
    world = _world(RESOURCES // share)
    found = {**_truth(world, SEARCHES // share), **_pages(), **_saving(world.centre), **_inputs(INPUTS // share)}
    print(json.dumps(found))


def _demo() -> Any:
    """The demo, which was loaded before, and two readers."""
    from resource_centre.access.principal import ANONYMOUS, Principal
    from resource_centre.content.pages.centre import ResourceCentrePage
    from tests.support.generated import Generated

    return Generated(ResourceCentrePage.objects.get(), (ANONYMOUS, Principal(user_id=1)))


def _world(count: int) -> Any:
    from resource_centre.discovery.indexer import held
    from tests.factories import make_centre
    from tests.support.generated import generate
    from tests.support.host import make_front_page

    front = make_front_page()
    _plain_page(front)
    started = time.perf_counter()
    with held():  # no thread of ours makes the index meanwhile
        world = generate(make_centre(), count, SEED)
        print(f"  {count:,} resources made in {time.perf_counter() - started:.0f} s", file=sys.stderr)
        started = time.perf_counter()
    print(f"  indexed in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    return world


def _plain_page(front: Any) -> None:
    from benchmarks.site.plain.models import PlainPage

    text = "<p>Un paragraphe de texte, avec <b>un mot gras</b> et une phrase de plus.</p>" * 8
    front.add_child(instance=PlainPage(title="Une page", slug="une-page", body=text))


def _truth(world: Any, searches: int) -> dict[str, float]:
    """Drawn searches against rows, and as many counts against a second search."""
    from tests.support.set_oracle import SetOracle
    from tests.support.truth import Truth

    oracle = SetOracle(world.centre, world.everybody)
    tally = Truth(world.centre, oracle, world.readers, SEED).run(searches, clicks_each=2)
    for fault in tally.faults[:5]:
        print(fault, file=sys.stderr)
    return {
        "searches": tally.questions,
        "buckets": tally.buckets,
        "clicks": tally.clicks,
        "faults": len(tally.faults),
    }


def _pages() -> dict[str, float]:
    """Medians of whole answers, a plain page and pages of results in turn; queries of the latter."""
    from django.test import Client

    from benchmarks.timing import alternated
    from tests.support.html import queries

    client, questions = Client(), _questions()
    plain = [lambda: client.get("/une-page/")] * len(questions)
    asked = [lambda question=question: client.get(question) for question in questions]
    for work in (*plain, *asked):
        if (status := work().status_code) != 200:
            raise SystemExit(f"a page answers {status}")
    plain_times, asked_times = alternated([plain, asked], ROUNDS)
    ratios = sorted(mine / other for mine, other in zip(asked_times, plain_times, strict=True))
    return {
        "page_ratio": ratios[len(ratios) // 2],
        "worst_ratio": ratios[-1],
        "plain_ms": sorted(plain_times)[len(plain_times) // 2],
        "queries": max(queries(client, question) for question in questions),
    }


def _saving(centre: Any) -> dict[str, float]:
    from benchmarks.site.saving import saving

    return saving(centre, SAVES)


def _questions() -> list[str]:
    """Pages of results: everything, words, filters, words and filters, another order, a later page."""
    return [
        SEARCH,
        f"{SEARCH}?q=inclusion",
        f"{SEARCH}?q=m%C3%A9diation+num%C3%A9rique",
        f"{SEARCH}?type=practice&theme=theme-1",
        f"{SEARCH}?q=seniors&territory=region:r1&need=need-2",
        f"{SEARCH}?territory=commune:c3&ring=applies",
        f"{SEARCH}?sort=title&page=3",
    ]


def _inputs(count: int) -> dict[str, float]:
    """Whatever an address may hold: answers that are errors of ours, and the slowest one."""
    from django.test import Client
    from hypothesis import HealthCheck, given
    from hypothesis import settings as hypothesis_settings
    from hypothesis import strategies as st

    from tests.support.nasty import addresses, query_string

    asked: list[tuple[float, int]] = []
    forms = st.sampled_from((SEARCH, "/centre/recherche.json"))

    @hypothesis_settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(pairs=addresses, form=forms)
    def ask(pairs: Any, form: str) -> None:
        client = Client(raise_request_exception=False)
        started = time.perf_counter()
        answer = client.get(f"{form}?{query_string(pairs)}")
        asked.append((time.perf_counter() - started, answer.status_code))

    ask()
    return {
        "inputs": len(asked),
        "input_errors": sum(status >= 500 for _seconds, status in asked),
        "slowest_input_seconds": max(seconds for seconds, _status in asked),
    }


if __name__ == "__main__":
    main()
