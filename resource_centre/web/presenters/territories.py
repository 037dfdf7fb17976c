"""Places: an index of those that resources speak of, and the page of one."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceTerritory
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryQuerySet, TerritorySuggestion
from resource_centre.web.presenters import counts
from resource_centre.web.presenters.common import CountedLink, Link, breadcrumb, visible_resources
from resource_centre.web.presenters.places import centre_url, territory_url
from resource_centre.web.presenters.themes import KindGroup, kind_groups

INDEX_LEVELS = ("country", "region", "departement")
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


@dataclass(frozen=True)
class TerritoryView:
    """The page of one place."""

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
    total: int
    groups: tuple[KindGroup, ...]


def resources_inside(resources: QuerySet[Resource], territory: Territory) -> QuerySet[Resource]:
    """Resources that name the territory or any one inside it."""
    places = Territory.objects.inside(territory).values("pk")
    return resources.filter(pk__in=ResourceTerritory.objects.filter(territory__in=places).values("resource"))


def present_territories(request: HttpRequest, centre: ResourceCentrePage, access: Access) -> TerritoriesView:
    """The index; with `?q=` the places that may be meant."""
    typed = request.GET.get("q", "").strip()[:100]
    found = Territory.objects.suggest(typed) if typed else ()
    base = f"{centre_url(centre, request)}territoires/"
    return TerritoriesView(
        breadcrumb=breadcrumb(centre, Link(_("Territories"), base if typed else ""), request=request),
        typed=typed,
        answers=tuple((item, f"{base}{item.key.replace(':', '-')}/") for item in found),
        levels=() if typed else _levels(request, centre, access),
    )


def _levels(request: HttpRequest, centre: ResourceCentrePage, access: Access) -> tuple[LevelGroup, ...]:
    places = list(Territory.objects.filter(level__in=INDEX_LEVELS, is_active=True))
    found = counts.by_territory(visible_resources(centre, access), [place.pk for place in places])
    headings = {"country": _("Country"), "region": _("Regions"), "departement": _("Départements")}
    groups: list[LevelGroup] = []
    for level in INDEX_LEVELS:
        held = [place for place in places if place.level == level and found[place.pk]]
        links = tuple(CountedLink(p.label, territory_url(centre, p, request), found[p.pk]) for p in held)
        groups.append(LevelGroup(headings[level], links))
    return tuple(group for group in groups if group.places)


def present_territory(
    request: HttpRequest, centre: ResourceCentrePage, access: Access, territory: Territory
) -> TerritoryView:
    """One place: what is inside it, what contains it, what it contains."""
    everything = visible_resources(centre, access)
    resources = resources_inside(everything, territory)
    rank = LEVEL_RANK[territory.level]
    family = list(Territory.objects.containing(territory) | _children(territory, everything))
    parents = sorted((place for place in family if LEVEL_RANK[place.level] < rank), key=lambda p: LEVEL_RANK[p.level])
    children = [place for place in family if LEVEL_RANK[place.level] > rank]
    found = counts.by_territory(everything, [place.pk for place in (territory, *parents, *children)])

    def linked(places: list[Territory]) -> tuple[CountedLink, ...]:
        return tuple(CountedLink(p.label, territory_url(centre, p, request), found[p.pk]) for p in places)

    index = f"{centre_url(centre, request)}territoires/"
    return TerritoryView(
        breadcrumb=breadcrumb(centre, Link(_("Territories"), index), Link(territory.label, ""), request=request),
        label=territory.label,
        kind=str(territory.get_level_display()),
        code=territory.code,
        population=territory.population,
        is_active=territory.is_active,
        former_names=tuple(territory.former_names.values_list("name", flat=True)),
        parents=linked(list(reversed(parents))),
        children_heading=_children_heading(territory),
        children=linked(children),
        total=found[territory.pk],
        groups=kind_groups(resources, request, centre, ""),
    )


def _children(territory: Territory, everything: QuerySet[Resource]) -> TerritoryQuerySet:
    """Regions of the country and départements of a region, all; below that, only what resources name (or itself)."""
    inside = Territory.objects.inside(territory).filter(is_active=True)
    if level := CHILD_LEVEL.get(territory.level):
        return inside.filter(level=level)
    named = ResourceTerritory.objects.filter(resource__in=everything.order_by().values("pk"))
    return inside.filter(pk__in=named.values("territory"))


def _children_heading(territory: Territory) -> str:
    if territory.level == "country":
        return _("Regions")
    return _("Départements") if territory.level == "region" else _("Places inside")
