"""Finding: the one way to search. Pages, JSON, lists, the sitemap and all that comes later call it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from resource_centre import conf
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import Involvement
from resource_centre.content.stamps import TERRITORIES
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.documents import ACTOR, TERRITORY
from resource_centre.discovery.engines import current_engine
from resource_centre.discovery.facets import Listing, ResourceFacet, facets_of, learn_reach, specs_of
from resource_centre.discovery.indexer import look_again, look_once
from resource_centre.discovery.places import Gazetteer
from resource_centre.discovery.reference import Reference, reference_for
from resource_centre.discovery.synonyms import thesaurus_of
from resource_centre.search.asking import Answer, ask
from resource_centre.search.budget import check_page
from resource_centre.search.criteria import Criteria, Words
from resource_centre.search.documents import Place
from resource_centre.search.errors import EngineUnavailable, QuestionRefused
from resource_centre.search.facets import FacetCounts
from resource_centre.search.query import Scope, SearchQuery, SimilarQuery
from resource_centre.search.results import Hit, SearchResults, Similar
from resource_centre.search.thesaurus import Thesaurus
from resource_centre.search.words import TextQuery, read_text

#: Facets by which resources resemble one another, the strongest reason first.
RESEMBLANCE = (ACTOR, THEME, TERRITORY, "need", "solution", "usage")

#: Facets of which hits tell their own values: what a line about a resource prints.
SHOWN = (THEME, TERRITORY, "licence")
#: Roles of whoever a card names, in the order of their vocabulary: who leads, else who wrote.
CARRIERS = ("porteur", "co-porteur", "auteur")


@dataclass(frozen=True)
class Correction:
    """The spelling that was searched; replaced: words as typed, which nothing holds that this reader may see."""

    text: str
    replaced: tuple[str, ...]


@dataclass(frozen=True)
class FoundHit:
    """A hit with its page, read again under the reader's rule: what may no longer be seen is not shown."""

    hit: Hit
    page: Resource

    @property
    def carrier(self) -> str:
        """Name of the organisation that leads or wrote it, "" for none that this reader may see."""
        return str(getattr(self.page, "carrier", None) or "")


@dataclass(frozen=True)
class Found:
    """An answer: the results of the engine, the pages of its hits, the spelling that was searched if it is another."""

    criteria: Criteria
    results: SearchResults
    hits: tuple[FoundHit, ...]
    correction: Correction | None = None


@dataclass(frozen=True)
class FoundSimilar:
    """A resource that resembles another, and what they share."""

    similar: Similar
    page: Resource


@dataclass(frozen=True)
class Finder:
    """What searches of one centre, by one reader, have in common: read once for a request.

    tried: the thesaurus that searches obey instead of that of today, to see what it would change.
    """

    centre: ResourceCentrePage
    access: Access
    reference: Reference
    facets: tuple[ResourceFacet, ...]
    gazetteer: Gazetteer
    tried: Thesaurus | None = None

    @classmethod
    def of(cls, centre: ResourceCentrePage, access: Access) -> "Finder":
        """Read the vocabularies of today (one query when they have not changed)."""
        reference = reference_for(access)
        return cls(centre, access, reference, facets_of(reference), Gazetteer(reference.stamp(TERRITORIES)))

    @property
    def scope(self) -> Scope:
        """Compulsory in every question: this centre, what this reader may see, at the end of this minute.

        What expires goes up to a minute early, never late, and an engine may keep its answer for a minute.
        """
        return Scope(str(self.centre.pk), self.access.tokens, _next_minute(timezone.now()))

    def find(self, criteria: Criteria, *, listing: Listing = Listing.PAGE, size: int | None = None) -> Found:
        """Search; size: hits on a page. Raises PageOutOfRange, EngineUnavailable."""
        size = conf.page_size() if size is None else size
        answer = self._ask(criteria, self._query(criteria, listing, size))
        results = answer.results
        if size:
            check_page(criteria.page, results.total, size)
        pages = self.resources([hit.id for hit in results.hits])
        hits = tuple(FoundHit(hit, pages[hit.id]) for hit in results.hits if hit.id in pages)
        correction = Correction(answer.corrected, answer.replaced) if answer.corrected else None
        return Found(criteria, results, hits, correction)

    def _ask(self, criteria: Criteria, query: SearchQuery) -> Answer:
        """Ask the engine. What is missing, damaged, of another version or away is looked after meanwhile."""

        def respell(text: str, unknown: Sequence[str]) -> TextQuery | None:
            """Labels are public: what they correct is searched among what this reader may see."""
            respelt = self._thesaurus.respelt(text, unknown, criteria.language)
            return self.text_of(replace(criteria, text=respelt))

        look_once()
        try:
            answer = ask(current_engine(), query, respell)
        except QuestionRefused:
            raise
        except EngineUnavailable:
            look_again()
            raise
        if answer.results.is_degraded:
            look_again()
        return answer

    @property
    def _thesaurus(self) -> Thesaurus:
        return self.tried or thesaurus_of(self.reference, tuple(conf.content_languages()))

    def first(self, criteria: Criteria, size: int) -> tuple[str, ...]:
        """UUIDs of the first resources of a search, their pages being read elsewhere."""
        return tuple(hit.id for hit in self._ask(criteria, self._query(criteria, Listing.NONE, size)).results.hits)

    def total(self, criteria: Criteria) -> int:
        """How many resources a search finds, and nothing else."""
        return self._ask(criteria, self._query(criteria, Listing.NONE, 0)).results.total

    def counts(self, criteria: Criteria, facet: str, keys: frozenset[str] | None = None) -> FacetCounts:
        """Counts of one facet, of these values or of all of them."""
        query = self._query(criteria, Listing.NONE, 0)
        if facet == TERRITORY and keys is not None:
            learn_reach(criteria.ring, self.gazetteer, keys)
        specs = (replace(spec, is_listed=True, only=keys) if spec.name == facet else spec for spec in query.specs)
        return self._ask(criteria, replace(query, specs=tuple(specs))).results.facet(facet)

    def _query(self, criteria: Criteria, listing: Listing, size: int) -> SearchQuery:
        return SearchQuery(
            scope=self.scope,
            text=self.text_of(criteria),
            picked=criteria.picked,
            specs=specs_of(self.facets, criteria, self.gazetteer, listing),
            sort=criteria.order,
            origin=self.origin_of(criteria),
            offset=max(0, criteria.page - 1) * size,
            size=size,
            shown=SHOWN,
            with_extracts=listing is not Listing.NONE,
        )

    def carried(self, facet: str, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys that some resource carries which this reader may find; none while the engine is away."""
        try:
            buckets = self.counts(Criteria(), facet, frozenset(keys)).buckets
        except EngineUnavailable:
            return frozenset()
        return frozenset(bucket.key for bucket in buckets)

    def text_of(self, criteria: Criteria) -> TextQuery | None:
        """The words of a search, with what else they mean here."""
        languages = tuple(conf.content_languages())
        thesaurus = self._thesaurus if criteria.text else None
        every = criteria.words is Words.ALL
        return read_text(criteria.text, languages, criteria.language, thesaurus, every=every)

    def origin_of(self, criteria: Criteria) -> Place | None:
        """What proximity is measured from: the first picked place that has a point."""
        places = self.gazetteer.places(criteria.picked.get(TERRITORY, ())).values()
        return next((place.point for place in places if place.point is not None), None)

    def resources(self, uuids: Sequence[str]) -> dict[str, Resource]:
        """Pages by UUID, those that the reader may see, in one query."""
        if not uuids:
            return {}
        pages = self.access.filter(Resource.objects.filter(uuid__in=uuids, path__startswith=self.centre.path))
        carriers = Involvement.objects.filter(
            self.access.q("actor__"), resource=OuterRef("pk"), role__code__in=CARRIERS
        )
        carrier = carriers.order_by("role__order", "sort_order").values("actor__title")[:1]
        found = pages.annotate(carrier=Subquery(carrier)).defer("body", "extra")
        return {str(page.uuid): page for page in found}

    def complete(self, typed: str, size: int) -> tuple[Resource, ...]:
        """Pages of which a title, or another name, begins with what is typed. Raises EngineUnavailable."""
        uuids = current_engine().complete(typed, self.scope, size)
        pages = self.resources(uuids)
        return tuple(pages[uid] for uid in uuids if uid in pages)

    def similar(self, resource: Resource, size: int = 4) -> tuple[FoundSimilar, ...]:
        """What resembles a resource."""
        query = SimilarQuery(str(resource.uuid), self.scope, RESEMBLANCE, size)
        found = current_engine().similar(query)
        pages = self.resources([one.id for one in found])
        return tuple(FoundSimilar(one, pages[one.id]) for one in found if one.id in pages)


def _next_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0) + timedelta(minutes=1)


def find(centre: ResourceCentrePage, criteria: Criteria, access: Access, listing: Listing = Listing.PAGE) -> Found:
    """Search a centre as a reader. For several searches in one request, make one `Finder`."""
    return Finder.of(centre, access).find(criteria, listing=listing)
