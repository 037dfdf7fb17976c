"""What a report prints: tables, each of which leaves as CSV and XLSX too. A chart is bars beside the numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from resource_centre.admin.exporting import Value

#: Width of the longest bar, in units of the drawing.
BAR_WIDTH = 100
#: Links of one cell that are shown at once.
FIRST_LINKS = 5
#: And when asked for; the others are in the file that is taken away.
MOST_LINKS = 50


@dataclass(frozen=True)
class Link:
    """Words and where they lead."""

    text: str
    url: str


@dataclass(frozen=True)
class Cell:
    """A value, where it leads ("" for nowhere), or several links in its place. bar: length of its bar, of BAR_WIDTH.

    spoken: what a link says to whoever does not see the table, when the value alone would not tell.
    """

    value: Value
    url: str = ""
    bar: int | None = None
    links: tuple[Link, ...] = ()
    spoken: str = ""

    @property
    def first_links(self) -> tuple[Link, ...]:
        """Those that are shown at once."""
        return self.links[:FIRST_LINKS]

    @property
    def other_links(self) -> tuple[Link, ...]:
        """Those that are shown when asked for."""
        return self.links[FIRST_LINKS:MOST_LINKS]

    @property
    def left_out(self) -> int:
        """How many are in the file alone."""
        return max(len(self.links) - MOST_LINKS, 0)

    @property
    def is_number(self) -> bool:
        """Printed to the right."""
        return isinstance(self.value, (int, float))

    @property
    def is_moment(self) -> bool:
        """A day and an hour."""
        return isinstance(self.value, datetime)

    @property
    def is_day(self) -> bool:
        """A day."""
        return isinstance(self.value, date) and not isinstance(self.value, datetime)

    @property
    def exported(self) -> Value:
        """As it leaves in a file."""
        return "; ".join(link.text for link in self.links) if self.links else self.value


@dataclass(frozen=True)
class Row:
    """A line: its first cell names it. depth: of a tree. tags: by which a figure elsewhere asks for it."""

    cells: tuple[Cell, ...]
    depth: int = 0
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """code: of its export. is_list: its lines are things, shown by pages, of which a figure may ask for some."""

    code: str
    caption: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    is_list: bool = False
    note: str = ""
    empty: str = ""

    def exported_rows(self) -> Iterable[Sequence[Value]]:
        """Lines of a file; what is below another term is set in by its depth."""
        for row in self.rows:
            first, *others = (cell.exported for cell in row.cells)
            yield ["  " * row.depth + str(first) if row.depth else first, *others]


def with_bars(rows: Iterable[Row], column: int) -> tuple[Row, ...]:
    """The rows, a bar beside each number of that column; the longest is the greatest number."""
    found = tuple(rows)
    values = [row.cells[column].value for row in found]
    numbers = [value for value in values if isinstance(value, (int, float))]
    greatest = max(numbers, default=0)
    return tuple(_with_bar(row, column, greatest) for row in found)


def _with_bar(row: Row, column: int, greatest: float) -> Row:
    cell = row.cells[column]
    if not isinstance(cell.value, (int, float)) or greatest <= 0:
        return row
    length = round(BAR_WIDTH * cell.value / greatest)
    drawn = Cell(cell.value, cell.url, max(length, 1) if cell.value else 0, cell.links, cell.spoken)
    return Row((*row.cells[:column], drawn, *row.cells[column + 1 :]), row.depth, row.tags)


def median_days(delays: Iterable[tuple[datetime, datetime]]) -> float | None:
    """Median of the days between two moments, to a tenth; None when there is none: [(Monday, Thursday)] gives 3.0."""
    days = [(end - start).total_seconds() / 86_400 for start, end in delays]
    return round(median(days), 1) if days else None
