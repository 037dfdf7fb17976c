"""Territories in memory: names, what contains what. Each is read once, until the table of territories changes."""

import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAncestor, TerritoryLevel
from resource_centre.discovery.reference import LONGEST_MEMORY
from resource_centre.locks import ForkSafeLock
from resource_centre.search.documents import Place

#: Levels that a reader knows a place by: what a commune is shown under.
SHOWN_PARENTS = (TerritoryLevel.DEPARTEMENT, TerritoryLevel.REGION, TerritoryLevel.COUNTRY)
#: Level listed under each one.
LEVEL_BELOW = {
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
class _Memory:
    stamp: int = -1
    read_at: float = 0.0
    places: dict[str, KnownPlace | None] = field(default_factory=dict)
    below: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lock: ForkSafeLock = field(default_factory=ForkSafeLock)


_memory = _Memory()


def forget_places() -> None:
    """Read again at the next request; for tests."""
    _memory.stamp = -1


class Gazetteer:
    """Territories as they are under a stamp."""

    def __init__(self, stamp: int) -> None:
        with _memory.lock:
            is_old = time.monotonic() - _memory.read_at > LONGEST_MEMORY
            if _memory.stamp != stamp or is_old:
                _memory.stamp, _memory.read_at = stamp, time.monotonic()
                _memory.places, _memory.below = {}, {}
            self._places, self._below = _memory.places, _memory.below

    def places(self, keys: Iterable[str]) -> dict[str, KnownPlace]:
        """Places of keys, those that do not exist left out; what is not known yet is read in two queries."""
        wanted = dict.fromkeys(keys)
        unknown = [key for key in wanted if key not in self._places]
        if unknown:
            read = _read(unknown)
            self._places.update({key: read.get(key) for key in unknown})
        return {key: place for key in wanted if (place := self._places.get(key)) is not None}

    def place(self, key: str) -> KnownPlace | None:
        """The place of a key, or None."""
        return self.places([key]).get(key)

    def below(self, key: str) -> tuple[str, ...]:
        """Keys listed under a place: the regions of the country, the départements of a region, then all inside."""
        if key not in self._below:
            level = key.partition(":")[0]
            levels = LEVEL_BELOW.get(TerritoryLevel(level), ()) if level in LEVEL_RANK else ()
            self._below[key] = _read_below(key, levels) if levels else ()
        return self._below[key]

    def known_levels(self) -> tuple[str, ...]:
        """The country, its regions and its départements."""
        regions = self.below(COUNTRY)
        return (COUNTRY, *regions, *(key for region in regions for key in self.below(region)))

    def neighbours(self, key: str) -> frozenset[str]:
        """The territories of its level that share its nearest parent, itself included."""
        place = self.place(key)
        if place is None or not place.above:
            return frozenset({key})
        nearest = max(sorted(place.above), key=lambda other: LEVEL_RANK[other.partition(":")[0]])
        memory = f"{nearest} {place.level}"
        if memory not in self._below:
            self._below[memory] = _read_below(nearest, (TerritoryLevel(place.level),))
        return frozenset(self._below[memory]) | {key}


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


def _read_below(key: str, levels: Collection[str]) -> tuple[str, ...]:
    level, _separator, code = key.partition(":")
    inside = Territory.objects.filter(
        level__in=levels,
        is_active=True,
        ancestor_links__ancestor__level=level,
        ancestor_links__ancestor__code=code,
    )
    return tuple(f"{level}:{code}" for level, code in inside.order_by("name", "code").values_list("level", "code"))
