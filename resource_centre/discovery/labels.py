"""Words for keys, resolved last and from the database: renaming reindexes nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.kinds import kind_by_code
from resource_centre.content.languages import language_name
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.documents import NOWHERE
from resource_centre.discovery.facets import ResourceFacet, Source
from resource_centre.discovery.places import Gazetteer
from resource_centre.search.facets import FacetCounts


@dataclass
class Labeller:
    """Gives keys their words. `learn` reads what is needed at once; a key without words is not shown."""

    gazetteer: Gazetteer
    centre: ResourceCentrePage
    access: Access
    _actors: dict[str, str] = field(default_factory=dict)
    _asked_actors: set[str] = field(default_factory=set)

    def learn(self, facets: Iterable[ResourceFacet], keys: Mapping[str, Iterable[str]]) -> None:
        """Read the words of keys by facet: one query for actors, two for places not known yet, two for those above."""
        for facet in facets:
            wanted = set(keys.get(facet.code, ()))
            if facet.source is Source.TERRITORIES:
                found = self.gazetteer.places(wanted - {NOWHERE}).values()
                self.gazetteer.places(frozenset[str]().union(*(place.above for place in found)))
            elif facet.source is Source.ACTORS and wanted - self._asked_actors:
                self._asked_actors |= wanted
                actors = Actor.objects.filter(path__startswith=self.centre.path, slug__in=wanted)
                self._actors |= dict(self.access.filter(actors).values_list("slug", "title"))

    def learn_counts(self, facets: Iterable[ResourceFacet], counts: Iterable[FacetCounts]) -> None:
        """Read the words of every bucket."""
        self.learn(facets, {found.name: [bucket.key for bucket in found.buckets] for found in counts})

    def label(self, facet: ResourceFacet, key: str) -> str | None:
        """Words of a value in the language that is active; None for what is not, or not for this reader."""
        if facet.source is Source.TERMS:
            term = facet.tree.terms.get(key) if facet.tree is not None else None
            return term.label if term is not None else None
        if facet.source is Source.TERRITORIES:
            place = self.gazetteer.place(key) if key != NOWHERE else None
            return _("No territory") if key == NOWHERE else place.label if place is not None else None
        if facet.source is Source.ACTORS:
            return self._actors.get(key)
        if facet.source is Source.KINDS:
            kind = kind_by_code(key)
            return str(kind.plural) if kind is not None else None
        return language_name(key) if facet.source is Source.LANGUAGES else key

    def parent(self, facet: ResourceFacet, key: str) -> str | None:
        """The value that contains another one in its tree."""
        if facet.source is Source.TERRITORIES:
            place = self.gazetteer.place(key) if key != NOWHERE else None
            return place.parent if place is not None else None
        term = facet.tree.terms.get(key) if facet.tree is not None else None
        return term.parent if term is not None else None
