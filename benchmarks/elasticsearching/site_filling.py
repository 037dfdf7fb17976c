"""A site of as many resources as an index has documents: rows in bulk, and the same texts and values in the index.

What a page reads of the database for its hits is there, at full size; documents go to the index as they are, without
being built from the rows, which takes a quarter of an hour.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.engines import fill as write
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.content.relations import ResourceConcept, ResourceTerritory
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import Concept, Vocabulary
from resource_centre.discovery.documents import NOWHERE, TERRITORY, TYPE, YEAR
from resource_centre.search.documents import Document, Values
from resource_centre.search.engine import SearchEngine
from tests.factories import concept
from tests.support.bulk import many_pages

#: Kinds by the words of the corpus; any other is a practice.
KINDS = {"pratique": "practice", "outil": "tool", "etude": "study", "acteur": "actor"}
#: Facets that are vocabularies here, and those that are as they are in the corpus.
VOCABULARIES, SAME = ("theme", "maturity", "licence"), (TYPE, TERRITORY, YEAR)
MOST_CHARACTERS, AT_ONCE = 250, 1_000


def kind_of(corpus_type: str) -> str:
    """The kind of a resource: kind_of("etude") == "study"."""
    return KINDS.get(corpus_type, "practice")


def fill(centre: ResourceCentrePage, documents: Iterable[Document], engine: SearchEngine) -> int:
    """Make the rows, then the index; gives the number of documents."""
    return write(engine, _Filling(centre).made(documents))


def _only(document: Document, facet: str) -> str:
    return next(iter(document.values[facet].own), "")


class _Filling:
    """Rows for documents, of each kind by the thousand."""

    def __init__(self, centre: ResourceCentrePage) -> None:
        self._centre, self._terms = centre, dict[tuple[str, str], Concept]()
        self._places = {place.key: place.pk for place in Territory.objects.only("level", "code")}

    def made(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Documents of the pages, once these are made."""
        waiting: dict[str, list[Document]] = {kind: [] for kind in KINDS.values()}
        for document in documents:
            kind = kind_of(_only(document, TYPE))
            waiting[kind].append(document)
            if len(waiting[kind]) == AT_ONCE:
                yield from self._made(kind, waiting[kind])
                waiting[kind] = []
        for kind, these in waiting.items():
            yield from self._made(kind, these)

    def _made(self, kind: str, documents: Sequence[Document]) -> Iterator[Document]:
        def describe(rank: int, page: Any) -> None:
            document = documents[rank]
            page.title = page.draft_title = document.title[:MOST_CHARACTERS]
            page.title_key, page.summary = document.title_key, document.summary[:MOST_CHARACTERS]
            page.language, page.date_from = document.language, _only(document, YEAR)

        pages = many_pages(self._centre, kind, len(documents), describe=describe)
        self._file(list(zip(pages, documents, strict=True)))
        for page, document in zip(pages, documents, strict=True):
            values = _values(kind, document)
            yield replace(document, id=str(page.uuid), collection=str(self._centre.pk), values=values)

    def _file(self, pairs: Sequence[tuple[Any, Document]]) -> None:
        """Put pages under their terms and places."""
        self._learn(document for _page, document in pairs)
        ResourceConcept.objects.bulk_create(
            ResourceConcept(resource=page, concept=self._terms[name, key])
            for page, document in pairs
            for name in VOCABULARIES
            for key in document.values[name].own
        )
        ResourceTerritory.objects.bulk_create(
            ResourceTerritory(resource=page, territory_id=self._places[key])
            for page, document in pairs
            for key in document.values[TERRITORY].own
        )

    def _learn(self, documents: Iterable[Document]) -> None:
        """Make the terms that were not met before, each below the one that contains it; they are facets."""
        met = {(name, document.values[name]) for document in documents for name in VOCABULARIES}
        for name, value in met:
            above = None
            for key in (*sorted(value.within - value.own), *value.own):
                if (name, key) not in self._terms:
                    self._terms[name, key] = concept(name, key, parent=above)
                above = self._terms[name, key]
        Vocabulary.objects.filter(code__in=VOCABULARIES).update(is_facet=True)


def _values(kind: str, document: Document) -> dict[str, Values]:
    """Values as the site's own documents have them."""
    found = {name: document.values[name] for name in (*VOCABULARIES, *SAME)}
    found |= {TYPE: Values.flat(kind), "lang": Values.flat(document.language)}
    if not found[TERRITORY].own:
        found[TERRITORY] = Values(frozenset({NOWHERE}), frozenset())
    return {name: value for name, value in found.items() if value.own}
