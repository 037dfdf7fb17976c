"""What a search must answer, found from the rows of the database by sets of ids: slow, simple, and independent of how
documents are built and counted. Only the words of a text are left to the port's own oracle."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from resource_centre.access.principal import Principal
from resource_centre.access.visibility import Access
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import Involvement, ResourceConcept, ResourceTerritory
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAncestor
from resource_centre.content.vocabularies import Concept
from resource_centre.discovery.documents import build_documents
from resource_centre.search.criteria import Criteria, Ring
from resource_centre.search.oracle import Known, unknown_words
from resource_centre.search.words import Mode, TextQuery

NOWHERE, KNOWN_LEVELS = "none", frozenset({"country", "region", "departement"})
Ids = frozenset[str]


@dataclass(frozen=True)
class Filed:
    """Ids of resources by key: filed under the key itself, and under it or what is inside it."""

    own: Mapping[str, Ids]
    within: Mapping[str, Ids]


@dataclass(frozen=True)
class Answer:
    """What must be found: ids, and for each facet and key the number with that key alone picked, and of those the
    number filed under the key itself."""

    ids: Ids
    counts: Mapping[str, Mapping[str, tuple[int, int]]]
    is_relaxed: bool


class SetOracle:
    """The resources of a centre, as rows say. `everybody`: readers of every sort that there is on the site."""

    def __init__(self, centre: ResourceCentrePage, everybody: Iterable[Principal]) -> None:
        self.pages = {str(page.uuid): page for page in Resource.objects.filter(path__startswith=centre.path).specific()}
        self.ids = {page.pk: uid for uid, page in self.pages.items()}
        self._access = {one: Access.of(one) for one in everybody}
        self._above = _above()
        self._inside: dict[tuple[str, str], set[str]] = defaultdict(set)
        for key, above in self._above.items():
            for other in above:
                self._inside[(_level(key), other)].add(key)
        self.filed = {
            **self._terms(),
            "type": self._flat({uid: {page.kind.code} for uid, page in self.pages.items()}),
            "lang": self._flat({uid: {page.language} for uid, page in self.pages.items()}),
            "year": self._flat({uid: _years(page) for uid, page in self.pages.items()}),
            "actor": self._flat(self._actors()),
            "territory": self._territories(),
        }
        documents = build_documents(dict.fromkeys(self.pages, 1))
        self.known = {uid: Known(document, "fr") for uid, document in documents.items()}

    def visible(self, reader: Principal) -> Ids:
        """What a reader may see."""
        access = self._access[reader]
        return frozenset(uid for uid, page in self.pages.items() if access.allows(page))

    def answer(self, criteria: Criteria, text: TextQuery | None, reader: Principal) -> Answer:
        """Hits, and every count of every facet."""
        base, is_relaxed = self.visible(reader), False
        if text is not None:
            found = frozenset(uid for uid in base if self.known[uid].matches(text))
            if not found and text.mode is Mode.SOME:
                is_relaxed, text = True, text.relaxed(unknown_words([self.known[uid] for uid in base], text))
                found = frozenset(uid for uid in base if self.known[uid].matches(text))
            base = found
        kept = {facet: self._picked(criteria, facet) for facet in criteria.picked}
        hits = base.intersection(*kept.values()) if kept else base
        counts = {}
        for facet, filed in self.filed.items():
            others = [ids for name, ids in kept.items() if name != facet]
            left = base.intersection(*others) if others else base
            counts[facet] = {
                key: (len(left & self._stands_for(criteria, facet, key)), len(left & filed.own.get(key, frozenset())))
                for key in {*filed.within, *filed.own, *criteria.picked.get(facet, ()), *self._listed_anyway(facet)}
            }
        return Answer(hits, counts, is_relaxed)

    def _listed_anyway(self, facet: str) -> Iterable[str]:
        """Places that a wide ring counts although no resource names them."""
        return (key for key in self._above if _level(key) in KNOWN_LEVELS) if facet == "territory" else ()

    def _picked(self, criteria: Criteria, facet: str) -> Ids:
        values = (self._stands_for(criteria, facet, key) for key in criteria.picked[facet])
        return frozenset[str]().union(*values)

    def _stands_for(self, criteria: Criteria, facet: str, key: str) -> Ids:
        filed, nothing = self.filed[facet], frozenset[str]()
        if facet != "territory" or key == NOWHERE:
            return filed.own.get(key, nothing) if key == NOWHERE else filed.within.get(key, nothing)
        if criteria.ring is Ring.HERE:
            return filed.own.get(key, nothing)
        if criteria.ring is Ring.AROUND:
            return nothing.union(*(filed.within.get(other, nothing) for other in self._neighbours(key)))
        inside = filed.within.get(key, nothing)
        if criteria.ring is Ring.APPLIES:
            inside = inside.union(*(filed.own.get(other, nothing) for other in self._above.get(key, ())))
        return inside

    def _neighbours(self, key: str) -> set[str]:
        above = self._above.get(key, set())
        if not above:
            return {key}
        nearest = max(sorted(above), key=lambda other: LEVEL_RANK[_level(other)])
        return {key, *self._inside[(_level(key), nearest)]}

    def _flat(self, keys: Mapping[str, set[str]]) -> Filed:
        return self._filed(keys, {})

    def _filed(self, keys: Mapping[str, set[str]], above: Mapping[str, set[str]]) -> Filed:
        own, within = defaultdict(set), defaultdict(set)
        for uid, found in keys.items():
            for key in found:
                own[key].add(uid)
                for other in {key, *above.get(key, ())}:
                    within[other].add(uid)
        return Filed(
            {key: frozenset(ids) for key, ids in own.items()}, {key: frozenset(ids) for key, ids in within.items()}
        )

    def _terms(self) -> dict[str, Filed]:
        """One facet for each vocabulary that editors made one."""
        terms = {term.pk: term for term in Concept.objects.select_related("vocabulary")}
        keys: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        above: dict[str, dict[str, set[str]]] = defaultdict(dict)
        for term in terms.values():
            line, parent = set(), term.parent_id
            while parent is not None:
                line.add(terms[parent].code)
                parent = terms[parent].parent_id
            above[term.vocabulary.code][term.code] = line
        for link in ResourceConcept.objects.filter(resource__in=self.ids):
            term = terms[link.concept_id]
            while term.replaced_by_id is not None:
                term = terms[term.replaced_by_id]
            keys[term.vocabulary.code][self.ids[link.resource_id]].add(term.code)
        facets = {term.vocabulary.code for term in terms.values() if term.vocabulary.is_facet}
        return {code: self._filed(keys[code], above[code]) for code in sorted(facets)}

    def _actors(self) -> dict[str, set[str]]:
        """Actors named by a resource, which all of its readers may see, and whose pages are not to expire."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in Involvement.objects.filter(resource__in=self.ids).select_related("actor"):
            page, actor = self.pages[self.ids[row.resource_id]], row.actor
            readers = [access for access in self._access.values() if access.allows(page)]
            if actor.live and actor.expire_at is None and all(access.allows(actor) for access in readers):
                found[self.ids[row.resource_id]].add(actor.slug)
        return found

    def _territories(self) -> Filed:
        keys: dict[str, set[str]] = {uid: set() for uid in self.pages}
        for link in ResourceTerritory.objects.filter(resource__in=self.ids).select_related("territory"):
            keys[self.ids[link.resource_id]].add(link.territory.key)
        filed = self._filed(keys, self._above)
        nowhere = frozenset(uid for uid, found in keys.items() if not found)
        return Filed({**filed.own, NOWHERE: nowhere}, filed.within)


def _level(key: str) -> str:
    return key.partition(":")[0]


def _above() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {place.key: set() for place in Territory.objects.all()}
    for link in TerritoryAncestor.objects.select_related("territory", "ancestor"):
        found[link.territory.key].add(link.ancestor.key)
    return found


def _years(page: Resource) -> set[str]:
    if page.date_from is None:
        return set()
    last = page.date_to.year if page.date_to is not None else page.date_from.year
    return {str(year) for year in range(page.date_from.year, max(last, page.date_from.year) + 1)}
