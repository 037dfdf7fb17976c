"""Figures that disagree: on one page, by the rule of that page; or between pages, for the same population."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from resource_centre.admin.steering.addresses import edit_urls
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Link, Row, Table
from resource_centre.content.disputes import different_values, subject_of
from resource_centre.content.facts import Figure


@dataclass(frozen=True)
class Said:
    """One value, and the page that gives it."""

    page: int
    title: str
    label: str
    value: str
    unit: str
    population: str
    date: str
    source: str


@dataclass(frozen=True)
class Dispute:
    """What is counted, and the values that are given of it."""

    label: str
    population: str
    values: tuple[Said, ...]


@dataclass(frozen=True)
class Disputes:
    """Those of one page, and those between pages."""

    within: tuple[Dispute, ...]
    across: tuple[Dispute, ...]


def compute_disputes(scope: Scope) -> Disputes:
    """Figures of the published pages on which the reader decides (one query)."""
    rows = Figure.objects.filter(resource__in=scope.resources().values("pk")).order_by(
        "resource__title", "sort_order", "pk"
    )
    columns = ("resource_id", "resource__title", "label", "value", "unit", "population", "date", "source_title")
    said = [
        Said(page, title, label, value, unit, population, date.in_words() if date else "", source)
        for page, title, label, value, unit, population, date, source in rows.values_list(*columns)
    ]
    on_one_page: dict[object, list[Said]] = defaultdict(list)
    between: dict[object, list[Said]] = defaultdict(list)
    for one in said:
        on_one_page[one.page, subject_of(one.label)].append(one)
        if one.population:
            between[subject_of(one.label), subject_of(one.population)].append(one)
    pages_of = {key: {one.page for one in group} for key, group in between.items()}
    return Disputes(
        _disagreeing(on_one_page.values()),
        _disagreeing(group for key, group in between.items() if len(pages_of[key]) > 1),
    )


def _disagreeing(groups: Iterable[Sequence[Said]]) -> tuple[Dispute, ...]:
    found = (group for group in groups if different_values((one.value, one.unit) for one in group) > 1)
    return tuple(Dispute(group[0].label, group[0].population, tuple(group)) for group in found)


def present_disputes(found: Disputes, _scope: Scope) -> tuple[Table, ...]:
    """Two lists of the same form; the first cell names what is counted."""
    url = edit_urls()
    headings = (_("What is counted"), _("Population"), _("Values, with their dates and sources"), _("Pages"))
    return (
        Table(
            "within",
            _("On one page"),
            headings,
            tuple(_row(one, url) for one in found.within),
            is_list=True,
            empty=_("No page gives two values of one figure."),
        ),
        Table(
            "across",
            _("From one page to another"),
            headings,
            tuple(_row(one, url) for one in found.across),
            is_list=True,
            empty=_("No two pages give different values for one population."),
        ),
    )


def _row(dispute: Dispute, url: Callable[[int], str]) -> Row:
    pages = {one.page: one.title for one in dispute.values}
    links = tuple(Link(title, url(pk)) for pk, title in pages.items())
    return Row(
        (
            Cell(dispute.label),
            Cell(dispute.population),
            Cell("\n".join(dict.fromkeys(map(_worded, dispute.values)))),
            Cell(len(links), links=links),
        )
    )


def _worded(one: Said) -> str:
    """ "5 000 projets (avril 2018, rapport annuel)"."""
    context = ", ".join(filter(None, (one.date, one.source)))
    return " ".join(filter(None, (one.value, one.unit, f"({context})" if context else "")))
