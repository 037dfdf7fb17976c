"""Measure, print a table, write results/latest.json; exit with 1 if a bar is missed."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial

from benchmarks import demo, elasticsearch, search, territories, text
from benchmarks.measures import RESULTS, Measure, store, table
from benchmarks.reviewing import bench as reviewing
from benchmarks.site import bench as site

Group = Callable[[], list[Measure]]


def groups(*, is_quick: bool, node: str = "") -> Mapping[str, Group]:
    """What can be measured, by name; those of a search have a shorter form. node: address of an Elasticsearch."""
    return {
        "territories": territories.measure,
        "demo": demo.measure,
        "text": text.measure,
        "search": partial(search.measure, is_quick=is_quick),
        "site": partial(site.measure, is_quick=is_quick),
        "queue": partial(reviewing.measure, is_quick=is_quick),
        "elasticsearch": partial(elasticsearch.measure, node, is_quick=is_quick),
    }


def main() -> int:
    """Run the groups asked for, all by default."""
    names = sorted(groups(is_quick=False))
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", choices=names, action="append", help="measure this group (may be repeated)")
    parser.add_argument("--quick", action="store_true", help="no index beyond 100,000 documents, and fewer pages")
    options = parser.parse_args()
    # Taken out of the environment: the sites that other groups start search as they do by default.
    every = groups(is_quick=options.quick, node=os.environ.pop("ELASTICSEARCH_URL", ""))
    chosen = options.only or list(every)
    measures = []
    for name in chosen:
        print(f"Measuring: {name}", file=sys.stderr)
        measures += every[name]()
    print(table(measures))
    if set(chosen) == set(every):
        store(measures)
        print(f"Written to {RESULTS.name}", file=sys.stderr)
    missed = [measure.name for measure in measures if not measure.ok]
    if missed:
        print(f"Missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
