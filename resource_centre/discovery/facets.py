"""The facets of a centre: some that every resource has, and each vocabulary that an editor made one.

Documents carry the terms of every vocabulary: ticking "facet" in the admin offers it at the next search, with no code
and no rebuild.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resource_centre.content.territories import TerritoryLevel
from resource_centre.content.vocabularies import RESERVED_CODES, THEME
from resource_centre.discovery.documents import ACTOR, LANGUAGE, NOWHERE, TERRITORY, TYPE, YEAR
from resource_centre.discovery.places import COUNTRY, Gazetteer
from resource_centre.discovery.reference import Labels, Reference, TermTree
from resource_centre.search.criteria import Criteria, Ring
from resource_centre.search.facets import AtAnyLevel, FacetSpec, Reach, at_any_level, itself

#: By use, not by model: open ones first, periods and licences last.
_FIRST = (TYPE, THEME, TERRITORY, "need", ACTOR)
_LAST = (YEAR, "licence", LANGUAGE)
#: Rings in which a territory stands for others than itself and what it contains.
_WIDE = (Ring.AROUND, Ring.APPLIES)


class Source(Enum):
    """Where the words of a facet's values come from."""

    KINDS = "kinds"
    TERMS = "terms"
    TERRITORIES = "territories"
    ACTORS = "actors"
    YEARS = "years"
    LANGUAGES = "languages"


@dataclass(frozen=True)
class ResourceFacet:
    """A facet: ResourceFacet("theme", Labels("Thèmes", "Themes"), Source.TERMS, is_open=True, tree=…)."""

    code: str
    label: Labels | Promise
    source: Source
    is_open: bool = False
    tree: TermTree | None = None

    @property
    def is_tree(self) -> bool:
        """Whether some of its values are inside others."""
        return self.source is Source.TERRITORIES or (self.tree is not None and self.tree.is_deep)


_BUILT_IN = (
    ResourceFacet(TYPE, _("Kind"), Source.KINDS, is_open=True),
    ResourceFacet(TERRITORY, _("Territory"), Source.TERRITORIES, is_open=True),
    ResourceFacet(ACTOR, _("Actor"), Source.ACTORS, is_open=True),
    ResourceFacet(YEAR, _("Year"), Source.YEARS),
    ResourceFacet(LANGUAGE, _("Language"), Source.LANGUAGES),
)


def facets_of(reference: Reference) -> tuple[ResourceFacet, ...]:
    """Every facet, in the order in which it is shown."""
    built_in = {facet.code: facet for facet in _BUILT_IN}
    from_data = {
        tree.code: ResourceFacet(tree.code, tree.labels, Source.TERMS, is_open=tree.code in _FIRST, tree=tree)
        for tree in reference.facet_trees()
        if tree.code not in RESERVED_CODES
    }
    known = {**from_data, **built_in}
    middle = [code for code in from_data if code not in _FIRST and code not in _LAST]
    return tuple(known[code] for code in (*_FIRST, *middle, *_LAST) if code in known)


class Listing(Enum):
    """Which values are counted: those that a page shows, every one (JSON), or none: the resources alone are asked for,
    without extracts either."""

    PAGE = "page"
    EVERY = "every"
    NONE = "none"


def specs_of(
    facets: tuple[ResourceFacet, ...], criteria: Criteria, gazetteer: Gazetteer, listing: Listing
) -> tuple[FacetSpec, ...]:
    """What the engine is asked to count."""
    return tuple(
        _territory_spec(criteria, gazetteer, listing)
        if facet.source is Source.TERRITORIES
        else FacetSpec(facet.code, is_listed=listing is not Listing.NONE)
        for facet in facets
    )


def _territory_spec(criteria: Criteria, gazetteer: Gazetteer, listing: Listing) -> FacetSpec:
    picked = criteria.picked.get(TERRITORY, ())
    only: frozenset[str] | None = None
    if listing is Listing.PAGE:
        only = shown_places(picked, gazetteer, criteria.ring)
    elif listing is Listing.EVERY and criteria.ring in _WIDE:
        only = frozenset(gazetteer.known_levels()) | frozenset(picked)
    learn_reach(criteria.ring, gazetteer, only or picked)
    return FacetSpec(
        TERRITORY,
        only=only,
        reach=reach_of(criteria.ring, gazetteer, has_nowhere=NOWHERE in picked),
        is_listed=listing is not Listing.NONE,
    )


def shown_places(picked: Iterable[str], gazetteer: Gazetteer, ring: Ring = Ring.INSIDE) -> frozenset[str]:
    """The country and its regions, what is under each picked place and under what contains it, and the picked ones.

    Not what is under a département in a wide ring: what applies somewhere applies to thousands of communes, each to be
    counted by itself. What is listed is counted exactly all the same (ARCHITECTURE.md, decision 25).
    """
    opened = {COUNTRY}
    for place in gazetteer.places(picked).values():
        opened |= {*place.above, place.key}
    if ring in _WIDE:
        opened = {key for key in opened if not key.startswith(f"{TerritoryLevel.DEPARTEMENT}:")}
    return frozenset({COUNTRY, *picked}.union(*gazetteer.lists_below(opened).values()))


def learn_reach(ring: Ring, gazetteer: Gazetteer, keys: Collection[str]) -> None:
    """Read at once what an engine will ask of `reach_of` key by key."""
    if ring is Ring.AROUND:
        gazetteer.all_neighbours(keys)
    elif ring is Ring.APPLIES:
        gazetteer.places(keys)


def reach_of(ring: Ring, gazetteer: Gazetteer, *, has_nowhere: bool = False) -> Callable[[str], Reach]:
    """What a territory stands for in a ring."""
    if ring is Ring.HERE:
        return itself
    if ring is Ring.INSIDE:
        return AtAnyLevel(frozenset({NOWHERE})) if has_nowhere else at_any_level

    def reach(key: str) -> Reach:
        if key == NOWHERE:
            return itself(key)
        if ring is Ring.AROUND:
            return Reach(within=gazetteer.neighbours(key))
        place = gazetteer.place(key) if ring is Ring.APPLIES else None
        return Reach(within=frozenset({key}), own=place.above if place is not None else frozenset())

    return reach
