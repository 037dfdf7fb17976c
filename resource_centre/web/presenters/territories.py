"""Places: an index of those that resources speak of, and the page of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.content.territories import LEVEL_RANK, Territory
from resource_centre.content.territory_names import TerritorySuggestion, suggest_territories
from resource_centre.contribution.addresses import watch_path
from resource_centre.discovery.documents import TERRITORY
from resource_centre.discovery.places import COUNTRY
from resource_centre.discovery.queries import Finder
from resource_centre.search.criteria import Criteria, Ring
from resource_centre.text.folding import fold
from resource_centre.text.readable import seen
from resource_centre.web.presenters.common import CountedLink, Link, breadcrumb
from resource_centre.web.presenters.groups import KindGroup, kind_groups, search_address
from resource_centre.web.presenters.places import centre_url, place_url
from resource_centre.web.presenters.search.values import WayOut

#: Children shown even when they hold nothing: a blank spot is information.
CHILD_LEVEL = {"country": "region", "region": "departement"}


@dataclass(frozen=True)
class LevelGroup:
    """Territories of one level that hold something."""

    heading: str
    places: tuple[CountedLink, ...]


@dataclass(frozen=True)
class TerritoriesView:
    """The index of places, or the answers to a name that was typed."""

    breadcrumb: tuple[Link, ...]
    typed: str
    answers: tuple[tuple[TerritorySuggestion, str], ...]
    levels: tuple[LevelGroup, ...]
    address: str
    search_url: str


@dataclass(frozen=True)
class TerritoryView:
    """The page of one place. rings: searches around it, each with what it finds. straddling: what is inside it and
    inside others of its level too."""

    breadcrumb: tuple[Link, ...]
    label: str
    kind: str
    code: str
    population: int | None
    is_active: bool
    former_names: tuple[str, ...]
    parents: tuple[CountedLink, ...]
    children_heading: str
    children: tuple[CountedLink, ...]
    straddling: tuple[CountedLink, ...]
    total: int
    groups: tuple[KindGroup, ...]
    rings: tuple[WayOut, ...]
    watch_url: str

    @property
    def wider(self) -> tuple[CountedLink, ...]:
        """What contains it and holds something: where there is nothing here, the way on is not to another nothing."""
        return tuple(parent for parent in self.parents if parent.count)


@dataclass(frozen=True)
class _Linked:
    """Words places and their counts, asked for at once."""

    finder: Finder
    request: HttpRequest

    def links(self, keys: Iterable[str], *, with_empty: bool = True) -> tuple[CountedLink, ...]:
        """A link for each place, in the order given."""
        found = self.by_key(keys).values()
        return tuple(link for link in found if with_empty or link.count)

    def by_key(self, keys: Iterable[str]) -> dict[str, CountedLink]:
        """The same by key, for whoever parts them: the counts are one question to the engine."""
        wanted = tuple(dict.fromkeys(keys))
        counts = self.finder.counts(Criteria(), TERRITORY, frozenset(wanted))
        places = self.finder.gazetteer.places(wanted)
        return {
            key: CountedLink(places[key].label, place_url(self.finder.centre, key, self.request), counts.count_of(key))
            for key in wanted
            if key in places
        }


def present_territories(request: HttpRequest, finder: Finder) -> TerritoriesView:
    """The index; with `?q=` the places that may be meant."""
    typed = seen(request.GET.get("q", "")).strip()[:100]
    found = suggest_territories(typed) if typed else ()
    base = f"{centre_url(finder.centre, request)}territoires/"
    return TerritoriesView(
        breadcrumb=breadcrumb(finder.centre, Link(_("Territories"), base if typed else ""), request=request),
        typed=typed,
        answers=tuple((item, place_url(finder.centre, item.key, request)) for item in found),
        levels=() if typed else _levels(request, finder),
        address=base,
        search_url=f"{centre_url(finder.centre, request)}recherche/",
    )


def _levels(request: HttpRequest, finder: Finder) -> tuple[LevelGroup, ...]:
    """The country, regions and départements that hold something."""
    linked, gazetteer = _Linked(finder, request), finder.gazetteer
    regions = gazetteer.below(COUNTRY)
    inside = gazetteer.places(chain.from_iterable(gazetteer.lists_below(regions).values()))
    departements = sorted(inside, key=lambda key: fold(inside[key].label))
    levels = ((_("Country"), (COUNTRY,)), (_("Regions"), regions), (_("Départements"), departements))
    groups = (LevelGroup(heading, linked.links(keys, with_empty=False)) for heading, keys in levels)
    return tuple(group for group in groups if group.places)


def present_territory(request: HttpRequest, finder: Finder, territory: Territory) -> TerritoryView:
    """One place: what is inside it, what contains it, what it contains."""
    linked, criteria = _Linked(finder, request), Criteria(picked={TERRITORY: (territory.key,)})
    place = finder.gazetteer.place(territory.key)
    above = sorted(place.above if place is not None else (), key=lambda key: -LEVEL_RANK[key.partition(":")[0]])
    below = [key for key in finder.gazetteer.below(territory.key) if key != territory.key]
    straddling = _straddling(finder, territory, below)
    links = linked.by_key((*above, *below))
    with_empty = territory.level in CHILD_LEVEL
    inside = (links[key] for key in below if key in links and key not in straddling)
    groups = kind_groups(finder, request, criteria)
    index = f"{centre_url(finder.centre, request)}territoires/"
    return TerritoryView(
        breadcrumb=breadcrumb(finder.centre, Link(_("Territories"), index), Link(territory.label, ""), request=request),
        label=territory.label,
        kind=str(territory.get_level_display()),
        code=territory.code,
        population=territory.population,
        is_active=territory.is_active,
        former_names=tuple(territory.former_names.values_list("name", flat=True)),
        parents=tuple(links[key] for key in above if key in links),
        children_heading=_children_heading(territory),
        children=tuple(link for link in inside if with_empty or link.count),
        straddling=tuple(links[key] for key in below if key in straddling and links[key].count),
        total=sum(group.count for group in groups),
        groups=groups,
        rings=_rings(request, finder, territory.key),
        watch_url=f"{centre_url(finder.centre, request)}{watch_path(TERRITORY, territory.key)}",
    )


def _straddling(finder: Finder, territory: Territory, keys: Iterable[str]) -> frozenset[str]:
    """Those of the places that are inside another territory of this level too: an EPCI over two départements."""
    places = finder.gazetteer.places(keys)
    level = f"{territory.level}:"
    several = (key for key, place in places.items() if sum(above.startswith(level) for above in place.above) > 1)
    return frozenset(several)


def _rings(request: HttpRequest, finder: Finder, key: str) -> tuple[WayOut, ...]:
    """Inside, around, and all that applies there: the same words as in the search."""
    names = {
        Ring.INSIDE: _("Search inside"),
        Ring.AROUND: _("Search around, neighbours included"),
        Ring.APPLIES: _("What applies here, from further up too"),
    }
    asked = ((words, Criteria(picked={TERRITORY: (key,)}, ring=ring)) for ring, words in names.items())
    return tuple(
        WayOut(words, search_address(finder, request, criteria), finder.total(criteria)) for words, criteria in asked
    )


def _children_heading(territory: Territory) -> str:
    if territory.level == "country":
        return _("Regions")
    return _("Départements") if territory.level == "region" else _("Places inside")
