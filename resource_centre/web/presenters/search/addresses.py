"""Addresses around a search: with one value more, one less, another order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from resource_centre.discovery.facets import ResourceFacet
from resource_centre.discovery.parameters import Division, View, address_of, pairs_of
from resource_centre.search.criteria import Criteria, Ring, Sort, Words


@dataclass(frozen=True)
class Addresses:
    """Addresses of searches near this one, each in its canonical form."""

    path: str
    criteria: Criteria
    facets: Sequence[ResourceFacet]
    view: View = View.LIST
    division: Division = Division.USUAL

    def of(self, criteria: Criteria, view: View | None = None) -> str:
        """Any search, in this view or another."""
        return address_of(self.path, criteria, self.facets, view or self.view, self.division)

    def pairs(self) -> list[tuple[str, str]]:
        """The parameters of this search, for a form or another page that carries them."""
        return pairs_of(self.criteria, self.facets, self.view, self.division)

    def here(self) -> str:
        """This search."""
        return self.of(self.criteria)

    def without(self, facet: str, key: str) -> str:
        """With one value less."""
        kept = tuple(other for other in self.criteria.picked.get(facet, ()) if other != key)
        return self.of(self.criteria.with_picked(facet, kept))

    def toggled(self, facet: str, key: str) -> str:
        """With one value more, or one less when it is there."""
        picked = self.criteria.picked.get(facet, ())
        if key in picked:
            return self.without(facet, key)
        return self.of(self.criteria.with_picked(facet, (*picked, key)))

    def only(self, facet: str, key: str, view: View | None = None) -> str:
        """With that value alone in its facet."""
        return self.of(self.criteria.with_picked(facet, (key,)), view)

    def cleared(self) -> str:
        """The same words, no filter."""
        return self.of(replace(self.criteria, picked={}, ring=Ring.INSIDE, words=Words.SOME, page=1))

    def sorted_by(self, sort: Sort) -> str:
        """Another order, from the first page."""
        return self.of(replace(self.criteria, sort=sort, page=1))

    def page(self, number: int) -> str:
        """Another page."""
        return self.of(replace(self.criteria, page=number))

    def viewed_as(self, view: View) -> str:
        """The same results in another view, from the first page."""
        return self.of(replace(self.criteria, page=1), view)

    def mapped_by(self, division: Division) -> str:
        """The map, of other places."""
        return replace(self, division=division).viewed_as(View.MAP)
