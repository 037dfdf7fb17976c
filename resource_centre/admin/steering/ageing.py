"""Pages that nobody has read again in time, by kind and by theme; those without a date are counted apart."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from resource_centre.admin.steering.addresses import pages_url
from resource_centre.admin.steering.proposal_lines import kind_words
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table, with_bars
from resource_centre.admin.steering.themes import ThemeSets, read_theme_sets
from resource_centre.content.kinds import all_kinds, codes_by_type


@dataclass(frozen=True)
class Age:
    """A group of published pages. oldest: the earliest date that has passed."""

    pages: int
    late: int
    undated: int
    oldest: date | None


@dataclass(frozen=True)
class ThemeAge:
    """A theme with what is below it; pk 0 for pages without theme. late: by kind, those with some."""

    pk: int
    label: str
    depth: int
    age: Age
    late: Mapping[str, int]


@dataclass(frozen=True)
class Ageing:
    """By kind ("" for all), and by theme; a page of two themes is in both."""

    kinds: Mapping[str, Age]
    themes: tuple[ThemeAge, ...]


@dataclass(frozen=True)
class _Page:
    pk: int
    kind: str
    review_by: date | None


def compute_ageing(scope: Scope) -> Ageing:
    """How old pages are today (about five queries)."""
    types = codes_by_type()
    rows = scope.resources().values_list("pk", "content_type_id", "review_by")
    pages = {pk: _Page(pk, types.get(type_id, ""), review_by) for pk, type_id, review_by in rows}
    by_kind: dict[str, list[_Page]] = defaultdict(list)
    for page in pages.values():
        by_kind[page.kind].append(page)
    kinds = {spec.code: _age(by_kind.get(spec.code, ()), scope.today) for spec in all_kinds()}
    sets = read_theme_sets(scope.resources(), pages)
    return Ageing({**kinds, "": _age(pages.values(), scope.today)}, _theme_ages(sets, pages, scope.today))


def _age(pages: Iterable[_Page], today: date) -> Age:
    found = list(pages)
    late = [page.review_by for page in found if page.review_by and page.review_by < today]
    return Age(len(found), len(late), sum(page.review_by is None for page in found), min(late, default=None))


def _theme_ages(sets: ThemeSets, pages: Mapping[int, _Page], today: date) -> tuple[ThemeAge, ...]:
    lines = [(theme.pk, theme.label, theme.depth, sets.pages[theme.code]) for theme in sets.themes]
    lines.append((0, "", 0, sets.without))
    found = []
    for pk, label, depth, ids in lines:
        members = [pages[one] for one in ids]
        late: dict[str, int] = defaultdict(int)
        for page in members:
            late[page.kind] += bool(page.review_by and page.review_by < today)
        found.append(ThemeAge(pk, label, depth, _age(members, today), {kind: n for kind, n in late.items() if n}))
    return tuple(line for line in found if line.age.pages)


def present_ageing(found: Ageing, scope: Scope) -> tuple[Table, ...]:
    """By kind, then themes by kinds."""
    rows = [_kind_row(kind, age, scope) for kind, age in found.kinds.items()]
    columns = [spec.code for spec in all_kinds()]
    heading = (_("Kind"), _("Published pages"), _("Late"), _("Late since"), _("No date"))
    return (
        Table("kinds", _("Pages to be read again, by kind"), heading, (*with_bars(rows[:-1], 2), *rows[-1:])),
        Table(
            "themes",
            _("Late pages, by theme and kind"),
            (_("Theme"), _("Published pages"), _("No date"), _("Late"), *map(kind_words, columns)),
            with_bars((_theme_row(line, columns, scope) for line in found.themes), 3),
            note=_("A theme counts what is below it, and a page of two themes is counted in both."),
            empty=_("No page is published yet."),
        ),
    )


def _kind_row(kind: str, age: Age, scope: Scope) -> Row:
    return Row(
        (
            Cell(kind_words(kind) if kind else _("All")),
            Cell(age.pages, pages_url(scope, kind=kind)),
            Cell(age.late, pages_url(scope, kind=kind, late=True)),
            Cell(age.oldest),
            Cell(age.undated, pages_url(scope, kind=kind, undated=True)),
        )
    )


def _theme_row(line: ThemeAge, columns: Iterable[str], scope: Scope) -> Row:
    def url(kind: str = "", **flags: bool) -> str:
        return pages_url(scope, kind=kind, theme=line.pk or None, no_theme=not line.pk, **flags)

    label = line.label or _("No theme")
    numbers = [(kind, line.late.get(kind, 0)) for kind in columns]
    return Row(
        (
            Cell(label),
            Cell(line.age.pages, url()),
            Cell(line.age.undated, url(undated=True)),
            Cell(line.age.late, url(late=True)),
            *(Cell(number, url(kind, late=True), spoken=f"{label}, {kind_words(kind)}") for kind, number in numbers),
        ),
        depth=line.depth,
    )
