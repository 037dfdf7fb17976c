"""Measure, print a table, write results/latest.json; exit with 1 if a bar is missed."""

import argparse
import sys

from benchmarks import demo, territories, text
from benchmarks.measures import RESULTS, store, table

GROUPS = {"territories": territories.measure, "demo": demo.measure, "text": text.measure}


def main() -> int:
    """Run the groups asked for, all by default."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--only", choices=sorted(GROUPS), action="append", help="measure this group (may be repeated)")
    chosen = parser.parse_args().only or list(GROUPS)
    measures = []
    for name in chosen:
        print(f"Measuring: {name}", file=sys.stderr)
        measures += GROUPS[name]()
    print(table(measures))
    if set(chosen) == set(GROUPS):
        store(measures)
        print(f"Written to {RESULTS.name}", file=sys.stderr)
    missed = [measure.name for measure in measures if not measure.ok]
    if missed:
        print(f"Missed: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
