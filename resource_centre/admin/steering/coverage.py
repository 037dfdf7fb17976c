"""How many pages each theme has in each region, as the public search counts them: what is missing is a nought."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from resource_centre.admin.own_centres import centres_of
from resource_centre.admin.steering.scope import Scope
from resource_centre.admin.steering.tables import Cell, Row, Table
from resource_centre.admin.steering.themes import read_theme_sets
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import Territory, TerritoryAncestor, TerritoryLevel
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import NOWHERE, TERRITORY


@dataclass(frozen=True)
class Region:
    """A column: Region("region:53", "Bretagne"), or the pages that name no place."""

    key: str
    label: str


@dataclass(frozen=True)
class ThemeCover:
    """A line. counts: pages by key of region. code: "" for all themes."""

    code: str
    label: str
    depth: int
    pages: int
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Coverage:
    """The matrix of one centre, its title and its address; both "" when the reader decides on none."""

    title: str
    address: str
    regions: tuple[Region, ...]
    lines: tuple[ThemeCover, ...]


def compute_coverage(scope: Scope) -> Coverage:
    """Published pages of the centre that is picked, or of the first one, as its reader's own search finds them (about
    ten queries): a page with a password is in nobody's."""
    centre = scope.centre or centres_of(scope.user).first()
    if centre is None:
        return Coverage("", "", (), ())
    resources = scope.access.filter(scope.resources()).filter(path__startswith=centre.path)
    ids = frozenset(resources.values_list("pk", flat=True))
    places = Territory.objects.filter(level=TerritoryLevel.REGION, is_active=True).order_by("name")
    regions = (*(Region(place.key, place.label) for place in places), Region(NOWHERE, _("No territory")))
    inside = _pages_inside(ids, {place.pk: place.key for place in places})
    sets = read_theme_sets(resources, ids)
    lines = [ThemeCover("", "", 0, len(ids), {key: len(pages) for key, pages in inside.items()})]
    for theme in sets.themes:
        members = sets.pages[theme.code]
        counts = {key: len(pages & members) for key, pages in inside.items()}
        lines.append(ThemeCover(theme.code, theme.label, theme.depth, len(members), counts))
    return Coverage(centre.title, centre.url or "", regions, tuple(lines))


def _pages_inside(ids: frozenset[int], regions: Mapping[int, str]) -> Mapping[str, set[int]]:
    """Pages in each region: attached to it, or to a place that it contains; and those without any place."""
    region_of: dict[int, set[int]] = defaultdict(set)
    used = ResourceTerritory.objects.order_by().values("territory")
    links = TerritoryAncestor.objects.filter(ancestor__in=regions, territory__in=used)
    for place, region in links.values_list("territory_id", "ancestor_id"):
        region_of[place].add(region)
    inside: dict[str, set[int]] = {key: set() for key in regions.values()}
    placed: set[int] = set()
    for page, place in ResourceTerritory.objects.order_by().values_list("resource_id", "territory_id"):
        if page in ids:
            placed.add(page)
            for region in region_of[place] | ({place} & regions.keys()):
                inside[regions[region]].add(page)
    inside[NOWHERE] = set(ids - placed)
    return inside


def present_coverage(found: Coverage, _scope: Scope) -> tuple[Table, ...]:
    """One line a theme, one column a region; each number leads to the search that finds those pages."""
    rows = tuple(_row(line, found) for line in found.lines) if found.lines and found.lines[0].pages else ()
    return (
        Table(
            "coverage",
            _("Pages by theme and region"),
            (_("Theme"), _("All places"), *(region.label for region in found.regions)),
            rows,
            note=found.title and _("Centre: %(title)s") % {"title": found.title},
            empty=_("No page of a centre on which you decide is published yet."),
        ),
    )


def _row(line: ThemeCover, found: Coverage) -> Row:
    label = line.label or _("All themes")

    def url(**picked: str) -> str:
        theme = {THEME: line.code} if line.code else {}
        return f"{found.address}recherche/?{urlencode({**theme, **picked})}"

    numbers = ((region, line.counts.get(region.key, 0)) for region in found.regions)
    return Row(
        (
            Cell(label),
            Cell(line.pages, url()),
            *(Cell(n, url(**{TERRITORY: one.key}), spoken=f"{label}, {one.label}") for one, n in numbers),
        ),
        depth=line.depth,
    )
