"""The facets of a centre: some that every resource has, and each vocabulary that an editor made one.

Documents carry the terms of every vocabulary: ticking "facet" in the admin offers it at the next search, with no code
and no rebuild.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from resource_centre.content.vocabularies import RESERVED_CODES, THEME
from resource_centre.discovery.documents import ACTOR, LANGUAGE, NOWHERE, TERRITORY, TYPE, YEAR
from resource_centre.discovery.places import COUNTRY, Gazetteer
from resource_centre.discovery.reference import Labels, Reference, TermTree
from resource_centre.search.criteria import Criteria, Ring
from resource_centre.search.facets import FacetSpec, Reach, at_any_level, itself

#: By use, not by model: open ones first, periods and licences last (ux.md S24).
_FIRST = (TYPE, THEME, TERRITORY, "need", ACTOR)
_LAST = (YEAR, "licence", LANGUAGE)


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
    """Which values are counted: those that a page shows, every one (JSON, exports), or none."""

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
        only = frozenset(shown_places(picked, gazetteer))
    elif listing is Listing.EVERY and criteria.ring in (Ring.AROUND, Ring.APPLIES):
        # What applies somewhere applies to thousands of communes: the levels that readers know are counted.
        only = frozenset(gazetteer.known_levels()) | frozenset(picked)
    return FacetSpec(
        TERRITORY,
        only=only,
        reach=reach_of(criteria.ring, gazetteer, has_nowhere=NOWHERE in picked),
        is_listed=listing is not Listing.NONE,
    )


def shown_places(picked: tuple[str, ...], gazetteer: Gazetteer) -> tuple[str, ...]:
    """The country and its regions, then what is under each picked place and under what contains it."""
    found = dict.fromkeys((COUNTRY, *gazetteer.below(COUNTRY)))
    for place in gazetteer.places(picked).values():
        for key in sorted((*place.above, place.key)):
            found |= dict.fromkeys(gazetteer.below(key))
    return (*found, *(key for key in picked if key not in found))


def reach_of(ring: Ring, gazetteer: Gazetteer, *, has_nowhere: bool = False) -> Callable[[str], Reach]:
    """What a territory stands for in a ring."""
    if ring is Ring.HERE:
        return itself
    if ring is Ring.INSIDE and not has_nowhere:
        return at_any_level

    def reach(key: str) -> Reach:
        if key == NOWHERE:
            return itself(key)
        if ring is Ring.AROUND:
            return Reach(within=gazetteer.neighbours(key))
        place = gazetteer.place(key) if ring is Ring.APPLIES else None
        return Reach(within=frozenset({key}), own=place.above if place is not None else frozenset())

    return reach
