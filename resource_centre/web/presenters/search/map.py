"""Where the results are: a table of regions or départements, and the same numbers drawn on outlines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from resource_centre.content.territories import TerritoryLevel
from resource_centre.discovery.documents import NOWHERE, TERRITORY
from resource_centre.discovery.parameters import Division, View
from resource_centre.discovery.places import COUNTRY
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria, Ring, Sort
from resource_centre.text.folding import fold
from resource_centre.web.outlines import OutlineMap, outlines_of
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.values import Choice, Column, MapInset, MapRow, MapView, Shape, Step, WayOut

#: Classes of the map: more are not told apart.
CLASSES = 5
_LEVELS = {Division.REGION: TerritoryLevel.REGION, Division.DEPARTEMENT: TerritoryLevel.DEPARTEMENT}


def present_map(finder: Finder, criteria: Criteria, addresses: Addresses, division: Division) -> MapView:
    """Counts by region, or by département; lines for the whole country and for no territory at all."""
    level = _level(criteria, division)
    keys = _keys(finder, criteria, level)
    buckets = finder.counts(criteria, TERRITORY, frozenset(keys)).buckets
    counted = {bucket.key: bucket.count for bucket in buckets if bucket.key in set(keys)}
    places = finder.gazetteer.places(keys)
    limits = class_limits(list(counted.values()))
    rows = {
        key: MapRow(
            label=places[key].label,
            url=addresses.only(TERRITORY, key, View.LIST),
            count=counted.get(key, 0),
            step=step_of(counted.get(key, 0), limits),
        )
        for key in keys
        if key in places
    }
    drawn = _drawn(outlines_of(level), rows)
    return replace(
        drawn,
        caption=_captions()[level],
        rows=_in_order(criteria, rows.values()),
        columns=_columns(criteria, addresses),
        country=_line(finder, criteria, addresses, _("The whole country"), COUNTRY, Ring.HERE),
        nowhere=_line(finder, criteria, addresses, _("No territory"), NOWHERE, criteria.ring),
        divisions=_divisions(addresses, level),
        legend=_legend(limits, has_empty=any(not row.count for row in rows.values())),
    )


def _in_order(criteria: Criteria, rows: Iterable[MapRow]) -> tuple[MapRow, ...]:
    """By name; else the most resources first, equal counts by name."""
    by_name = criteria.order is Sort.TITLE
    return tuple(sorted(rows, key=lambda row: (0 if by_name else -row.count, fold(row.label))))


def _columns(criteria: Criteria, addresses: Addresses) -> tuple[Column, ...]:
    by_name, here = criteria.order is Sort.TITLE, replace(criteria, sort=None, page=1)
    return (
        Column(_("Territory"), addresses.sorted_by(Sort.TITLE), "ascending" if by_name else ""),
        Column(_("Resources"), addresses.of(here), "" if by_name else "descending"),
    )


def _captions() -> Mapping[str, str]:
    return {
        TerritoryLevel.REGION: _("Results by region"),
        TerritoryLevel.DEPARTEMENT: _("Results by département"),
    }


def _level(criteria: Criteria, division: Division) -> str:
    """What the address says; else départements of the one region that is picked, else regions."""
    if division is not Division.USUAL:
        return _LEVELS[division]
    picked = criteria.picked.get(TERRITORY, ())
    is_in_region = len(picked) == 1 and picked[0].startswith(f"{TerritoryLevel.REGION}:")
    return TerritoryLevel.DEPARTEMENT if is_in_region else TerritoryLevel.REGION


def _keys(finder: Finder, criteria: Criteria, level: str) -> tuple[str, ...]:
    gazetteer = finder.gazetteer
    regions = gazetteer.below(COUNTRY)
    if level == TerritoryLevel.REGION:
        return regions
    picked = [key for key in criteria.picked.get(TERRITORY, ()) if key in set(regions)]
    return tuple(chain.from_iterable(gazetteer.lists_below(picked or regions).values()))


def _line(finder: Finder, criteria: Criteria, addresses: Addresses, label: str, key: str, ring: Ring) -> WayOut:
    wanted = replace(criteria.with_picked(TERRITORY, (key,)), ring=ring)
    return WayOut(label, addresses.of(wanted, View.LIST), finder.total(wanted))


def class_limits(counts: Sequence[int]) -> tuple[int, ...]:
    """The least count of each class, at most CLASSES, with about as many places in each: (1, 3, 10)."""
    found = sorted(count for count in counts if count)
    if not found:
        return ()
    distinct = sorted(set(found))
    if len(distinct) <= CLASSES:
        return tuple(distinct)
    picked = {found[len(found) * rank // CLASSES] for rank in range(CLASSES)}
    return tuple(sorted(picked | {distinct[0]}))[:CLASSES]


def step_of(count: int, limits: Sequence[int]) -> int:
    """The class of a count, from 1; 0 for nothing. The last class is always the darkest."""
    rank = sum(count >= limit for limit in limits)
    return 0 if not count else rank + CLASSES - len(limits)


def _legend(limits: Sequence[int], *, has_empty: bool) -> tuple[Step, ...]:
    """Each class with its bounds in words, then nothing."""
    steps = []
    for rank, least in enumerate(limits):
        most = limits[rank + 1] - 1 if rank + 1 < len(limits) else None
        if most is None and rank:
            words = _("%(count)s or more") % {"count": _grouped(least)}
        elif most is None or most == least:
            words = ngettext("%(number)s resource", "%(number)s resources", least) % {"number": _grouped(least)}
        else:
            words = _("%(least)s to %(most)s") % {"least": _grouped(least), "most": _grouped(most)}
        steps.append(Step(rank + 1 + CLASSES - len(limits), words))
    return (*steps, *([Step(0, _("none"))] if has_empty else []))


def _grouped(count: int) -> str:
    return number_format(count, force_grouping=True)


def _divisions(addresses: Addresses, level: str) -> tuple[Choice, ...]:
    names = {Division.REGION: _("By region"), Division.DEPARTEMENT: _("By département")}
    return tuple(
        Choice(division.value, words, _LEVELS[division] == level, addresses.mapped_by(division))
        for division, words in names.items()
    )


def _drawn(outlines: OutlineMap | None, rows: Mapping[str, MapRow]) -> MapView:
    """The figure, or none where there are no outlines: the table says all."""
    nothing = WayOut("", "", 0)
    empty = MapView("", (), nothing, nothing, ())
    if outlines is None:
        return empty
    return replace(
        empty,
        view_box=outlines.view_box,
        shapes=tuple(_shape(one.path, rows.get(one.key)) for one in outlines.outlines),
        insets=tuple(MapInset(one.label, one.x, one.y, one.width, one.height) for one in outlines.insets),
        source=outlines.source,
    )


def _shape(path: str, row: MapRow | None) -> Shape:
    """An outline; those that the table does not list are drawn without an address."""
    if row is None:
        return Shape(path, 0, "", "")
    words = _("%(facet)s: %(value)s") % {"facet": row.label, "value": _grouped(row.count)}
    return Shape(path, row.step, row.url, words)
