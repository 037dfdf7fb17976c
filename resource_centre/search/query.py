"""A question as an engine receives it: words analysed, access and scope decided, facets specified."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Place
from resource_centre.search.facets import FacetSpec
from resource_centre.search.words import TextQuery


@dataclass(frozen=True)
class Scope:
    """What a reader may find: documents of a collection that bear one of the reader's tokens and have not expired.

    Compulsory in every request, so that nothing that a reader may not see enters a hit, a count or a suggestion.
    """

    collection: str
    tokens: frozenset[str]
    moment: datetime


@dataclass(frozen=True)
class SearchQuery:
    """A search: hits `offset` to `offset + size` in that order, and the counts of every listed facet.

    picked: keys by facet, each facet having its specification in `specs`. origin: what PROXIMITY is near to. shown:
    facets of which each hit tells its own values. with_extracts: whether hits are to be shown with their extracts,
    which take time to cut.
    """

    scope: Scope
    text: TextQuery | None = None
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    specs: tuple[FacetSpec, ...] = ()
    sort: Sort = Sort.UPDATED
    origin: Place | None = None
    offset: int = 0
    size: int = 15
    shown: tuple[str, ...] = ()
    with_extracts: bool = True

    def spec(self, name: str) -> FacetSpec:
        """The specification of a facet. Raises KeyError: a picked facet without one is a fault of the caller."""
        found = next((spec for spec in self.specs if spec.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


@dataclass(frozen=True)
class SimilarQuery:
    """What resembles a document: shared words, and shared values of `facets`, the first one weighing most."""

    id: str
    scope: Scope
    facets: tuple[str, ...] = ()
    size: int = 4
