"""Territories in memory: names, what contains what. Each is read once, until the table of territories changes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from resource_centre.content.stamps import Remembered
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAncestor, TerritoryLevel
from resource_centre.search.documents import Place

#: Levels that a reader knows a place by: what a commune is shown under.
SHOWN_PARENTS = (TerritoryLevel.DEPARTEMENT, TerritoryLevel.REGION, TerritoryLevel.COUNTRY)
Levels = tuple[TerritoryLevel, ...]
#: Levels listed under each one.
LEVEL_BELOW: Mapping[str, Levels] = {
    TerritoryLevel.COUNTRY: (TerritoryLevel.REGION,),
    TerritoryLevel.REGION: (TerritoryLevel.DEPARTEMENT,),
    TerritoryLevel.DEPARTEMENT: (TerritoryLevel.EPCI, TerritoryLevel.EPT, TerritoryLevel.COMMUNE),
}
COUNTRY = "country:FR"


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A territory: KnownPlace("commune:35238", "Rennes", "commune", …).

    above: keys of all that contains it. parent: the nearest of them that readers know; None for the country.
    """

    key: str
    label: str
    level: str
    point: Place | None
    above: frozenset[str]
    parent: str | None


@dataclass
class _Known:
    """What was asked for so far."""

    places: dict[str, KnownPlace] = field(default_factory=dict)
    #: By a place and the levels that are listed of what is inside it.
    lists: dict[tuple[str, Levels], tuple[str, ...]] = field(default_factory=dict)


_remembered = Remembered[_Known]()


class Gazetteer:
    """Territories as they are under a stamp, for one request. What several keys ask for is read at once."""

    def __init__(self, stamp: int) -> None:
        known = _remembered.under(stamp, _Known)
        self._places, self._lists = known.places, known.lists
        # Visitors may invent any number of keys: those are forgotten with the request.
        self._unknown: set[str] = set()

    def places(self, keys: Iterable[str]) -> dict[str, KnownPlace]:
        """Places of keys, those that do not exist left out; what is not known yet is read in two queries."""
        wanted = dict.fromkeys(keys)
        unread = [key for key in wanted if key not in self._places and key not in self._unknown]
        if unread:
            self._places.update(_read(unread))
            self._unknown.update(key for key in unread if key not in self._places)
        return {key: self._places[key] for key in wanted if key in self._places}

    def place(self, key: str) -> KnownPlace | None:
        """The place of a key, or None."""
        return self.places([key]).get(key)

    def below(self, key: str) -> tuple[str, ...]:
        """Keys listed under a place: the regions of the country, the départements of a region, then all inside."""
        return self.lists_below([key])[key]

    def lists_below(self, keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The same for each of several places; what is not known yet is read in a query for each level of theirs."""
        return self._inside({key: (key, LEVEL_BELOW.get(_level(key), ())) for key in keys})

    def known_levels(self) -> tuple[str, ...]:
        """The country, its regions and its départements."""
        regions = self.below(COUNTRY)
        return (COUNTRY, *regions, *chain.from_iterable(self.lists_below(regions).values()))

    def neighbours(self, key: str) -> frozenset[str]:
        """The territories of its level that share its nearest parent, itself included."""
        return self.all_neighbours([key])[key]

    def all_neighbours(self, keys: Collection[str]) -> dict[str, frozenset[str]]:
        """The same for each of several places; what is not known yet is read in a query for each level of theirs."""
        places = self.places(keys)
        beside = self._inside({key: _siblings(place) for key, place in places.items() if place.above})
        return {key: frozenset({key, *beside.get(key, ())}) for key in keys}

    def _inside(self, wanted: Mapping[str, tuple[str, Levels]]) -> dict[str, tuple[str, ...]]:
        """For each key, what is inside the place that it is given with, of those levels, by name."""
        unread: dict[Levels, set[str]] = defaultdict(set)
        for parent, levels in wanted.values():
            if levels and (parent, levels) not in self._lists:
                unread[levels].add(parent)
        for levels, parents in unread.items():
            read = _read_inside(parents, levels)
            self._lists.update({(parent, levels): tuple(read[parent]) for parent in parents})
        return {key: self._lists.get(one, ()) for key, one in wanted.items()}


def _level(key: str) -> str:
    return key.partition(":")[0]


def _siblings(place: KnownPlace) -> tuple[str, Levels]:
    """What its neighbours are inside of, and their level."""
    return max(sorted(place.above), key=lambda other: LEVEL_RANK[_level(other)]), (TerritoryLevel(place.level),)


def _read(keys: Collection[str]) -> dict[str, KnownPlace]:
    found = Territory.objects.by_keys(keys)
    above: dict[int, set[str]] = defaultdict(set)
    links = TerritoryAncestor.objects.filter(territory__in=[place.pk for place in found.values()])
    for pk, level, code in links.values_list("territory_id", "ancestor__level", "ancestor__code"):
        above[pk].add(f"{level}:{code}")
    return {key: _known(place, frozenset(above[place.pk])) for key, place in found.items()}


def _known(place: Territory, above: frozenset[str]) -> KnownPlace:
    shown = (sorted(key for key in above if key.startswith(f"{level}:")) for level in SHOWN_PARENTS)
    has_point = place.lat is not None and place.lon is not None and place.level != TerritoryLevel.COUNTRY
    return KnownPlace(
        key=place.key,
        label=place.label,
        level=place.level,
        point=Place(place.lat, place.lon) if has_point else None,  # type: ignore[arg-type]  # both known
        above=above,
        parent=next((keys[0] for keys in shown if keys), None),
    )


def _read_inside(parents: Collection[str], levels: Levels) -> dict[str, list[str]]:
    """What is active inside each of the parents, of those levels, by name."""
    inside: dict[str, list[str]] = defaultdict(list)
    links = TerritoryAncestor.objects.filter(
        ancestor__level__in={_level(key) for key in parents},
        ancestor__code__in={key.partition(":")[2] for key in parents},
        territory__level__in=levels,
        territory__is_active=True,
    ).order_by("territory__folded_name", "territory__code")
    names = ("ancestor__level", "ancestor__code", "territory__level", "territory__code")
    for parent_level, parent_code, level, code in links.values_list(*names):
        inside[f"{parent_level}:{parent_code}"].append(f"{level}:{code}")
    return inside
