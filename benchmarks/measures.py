"""A figure, its bar, and how a run of figures is printed and stored."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "latest.json"


@dataclass(frozen=True)
class Measure:
    """Measure("territories: time", 3.4, "×", 6, versus="bare inserts of the same rows"): a ratio of 3.4, at most 6.

    Times are ratios to something timed in the same run (`versus`), save the few that the project promises in seconds.
    at_least: the bar is the least that is good, not the most.
    """

    name: str
    value: float
    unit: str
    bar: float
    versus: str = ""
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the figure is on the right side of its bar."""
        return self.value >= self.bar if self.at_least else self.value <= self.bar


def table(measures: Iterable[Measure]) -> str:
    """A line for each figure, for a person."""
    rows = [(m.name, f"{_number(m.value)} {m.unit}", _bar(m), "ok" if m.ok else "MISSED", m.versus) for m in measures]
    rows.insert(0, ("figure", "value", "bar", "", "against"))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join((row[0].ljust(widths[0]), row[1].rjust(widths[1]), *(row[n].ljust(widths[n]) for n in (2, 3, 4))))
        for row in rows
    )


def _number(value: float) -> str:
    """Three figures that say something, or more: "0.862", "3.40", "35.1", "12,500.0"."""
    decimals = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{decimals}f}"


def _bar(measure: Measure) -> str:
    return f"{'≥' if measure.at_least else '≤'} {measure.bar:g}"


def store(measures: Sequence[Measure], path: Path = RESULTS) -> None:
    """Write the figures as JSON: a list of objects with name, value, unit, bar, versus, at_least, ok."""
    path.parent.mkdir(exist_ok=True)
    rows = [{**asdict(measure), "ok": measure.ok} for measure in measures]
    path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
