"""What the templates of the search print: frozen, worded, each link with its address."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.pagination import Pagination


@dataclass(frozen=True)
class Option:
    """A box to tick: Option("theme", "mediation", "Médiation numérique", 12, is_picked=True).

    is_dead: nothing would be found with it; it is shown in its place, and cannot be ticked. A picked one never is.
    """

    name: str
    key: str
    label: str
    count: int
    is_picked: bool = False
    children: tuple["Option", ...] = ()

    @property
    def is_dead(self) -> bool:
        """Whether ticking it leads nowhere."""
        return not self.count and not self.is_picked


@dataclass(frozen=True)
class Panel:
    """A facet with its first values; `more` leads to all of them, `picked` is how many are ticked."""

    code: str
    label: str
    options: tuple[Option, ...]
    picked: int = 0
    more: Link | None = None
    is_tree: bool = False


@dataclass(frozen=True)
class Choice:
    """One of several: a sort, a year, a ring, a view. An address where it is a link, not an option of a select box."""

    value: str
    label: str
    is_selected: bool
    url: str = ""


@dataclass(frozen=True)
class Chip:
    """A filter that applies, and the address without it."""

    facet: str
    label: str
    url: str


@dataclass(frozen=True)
class Result:
    """A hit: its title is the only link. meta: kind, date, theme, place, last review. why: what holds a word that its
    text does not. missing: words that it lacks. address: the whole of `url`, for paper."""

    title: SafeString
    url: str
    address: str
    lang: str
    kind_code: str
    meta: tuple[str, ...]
    text: SafeString
    text_lang: str
    missing: str = ""
    why: str = ""


@dataclass(frozen=True)
class WayOut:
    """A wider search, in words, with what it finds."""

    text: str
    url: str
    count: int


@dataclass(frozen=True)
class Respelt:
    """A question that was searched in another spelling: why, in words, and that spelling with its address.

    without: the rest of the question as it was typed, when it finds something.
    """

    reason: str
    meant: Link
    without: WayOut | None


@dataclass(frozen=True)
class Row:
    """A resource in the table view."""

    title: Link
    kind: str
    themes: str
    places: str
    period: str
    updated: str


@dataclass(frozen=True)
class Column:
    """A column of the table view; an address sorts by it, `order` says how it is sorted now ("" when it is not)."""

    label: str
    url: str = ""
    order: str = ""


@dataclass(frozen=True)
class Shape:
    """An outline of the map: step 0 (nothing) to 5, the same address as its row."""

    path: str
    step: int
    url: str
    label: str


@dataclass(frozen=True)
class MapRow:
    """A line of the map's table."""

    label: str
    url: str
    count: int
    step: int


@dataclass(frozen=True)
class Step:
    """A line of the legend: Step(3, "10 to 24")."""

    step: int
    label: str


@dataclass(frozen=True)
class MapInset:
    """A frame around what is drawn elsewhere than at its place."""

    label: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class MapView:
    """Where the results are: the table is the reference, the figure repeats it. view_box is "" without outlines."""

    caption: str
    rows: tuple[MapRow, ...]
    country: WayOut
    nowhere: WayOut
    divisions: tuple[Choice, ...]
    columns: tuple[Column, ...] = ()
    view_box: str = ""
    shapes: tuple[Shape, ...] = ()
    insets: tuple[MapInset, ...] = ()
    legend: tuple[Step, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Answers:
    """Places that a typed name may mean. is_cut: there may be others."""

    typed: str
    choices: tuple[tuple[Link, str], ...]
    is_cut: bool = False


@dataclass(frozen=True)
class Head:
    """What names the page, to browsers, engines and people who share it."""

    document_title: str
    breadcrumb: tuple[Link, ...]
    path: str
    canonical: str
    is_indexed: bool


@dataclass(frozen=True)
class Question:
    """The form: what was typed and picked, and what may be. hidden: parameters that it carries and shows nowhere.

    rings, sorts: none where they would change nothing.
    """

    text: str
    text_error: str
    place: str
    hidden: tuple[tuple[str, str], ...]
    panels: tuple[Panel, ...]
    other_facets: tuple[Link, ...]
    quick: tuple[Choice, ...]
    rings: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    picked: int

    @property
    def has_filters(self) -> bool:
        """Whether there is anything to choose below the words."""
        return bool(self.panels or self.other_facets or self.sorts)


@dataclass(frozen=True)
class Outcome:
    """How many were found, for what, and what is said of it."""

    total: int
    heading: str
    sentence: str
    notices: tuple[str, ...]
    answers: Answers | None
    relaxed: str
    respelt: Respelt | None
    every_word: WayOut | None
    chips: tuple[Chip, ...]
    clear_url: str


@dataclass(frozen=True)
class Listed:
    """The resources of one page, in one of its views; the others are empty."""

    views: tuple[Choice, ...]
    results: tuple[Result, ...]
    table: tuple[Row, ...]
    columns: tuple[Column, ...]
    map: MapView | None


@dataclass(frozen=True)
class Onward:
    """Where to go from here: other pages, ways out of an empty one, files."""

    pagination: Pagination | None
    unreachable: str
    ways_out: tuple[WayOut, ...]
    csv_url: str
    json_url: str


@dataclass(frozen=True)
class SearchView(Onward, Listed, Outcome, Question, Head):
    """Everything that the page of a search prints. A total without results: the index is ahead of the database."""

    @classmethod
    def of(cls, *parts: Head | Question | Outcome | Listed | Onward) -> "SearchView":
        """One of each, together: templates read them by one name."""
        return cls(**{name: value for part in parts for name, value in vars(part).items()})

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed or picked: without it, there is nothing to find elsewhere."""
        return bool(self.text or self.place or self.chips)
