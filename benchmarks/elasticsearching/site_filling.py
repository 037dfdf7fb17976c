"""A site of as many resources as an index has documents: rows in bulk, and the same texts and values in the index.

What a page reads of the database for its hits is there, at full size; documents go to the index as they are, without
being built from the rows, which takes a quarter of an hour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
MOST_CHARACTERS = 250


def kind_of(corpus_type: str) -> str:
    """The kind of a resource: kind_of("etude") == "study"."""
    return KINDS.get(corpus_type, "practice")


def fill(centre: ResourceCentrePage, documents: Iterable[Document], engine: SearchEngine) -> int:
    """Make the rows, then the index; gives the number of documents."""
    by_kind: dict[str, list[Document]] = {kind: [] for kind in KINDS.values()}
    for document in documents:
        by_kind[kind_of(_only(document, TYPE))].append(document)
    return write(engine, (one for kind, these in by_kind.items() for one in _made(centre, kind, these)))


def _only(document: Document, facet: str) -> str:
    return next(iter(document.values[facet].own), "")


def _made(centre: ResourceCentrePage, kind: str, documents: Sequence[Document]) -> Iterator[Document]:
    """The pages of one kind, with what they are filed under; gives their documents."""

    def describe(rank: int, page: Any) -> None:
        document = documents[rank]
        page.title = page.draft_title = document.title[:MOST_CHARACTERS]
        page.title_key, page.summary = document.title_key, document.summary[:MOST_CHARACTERS]
        page.language, page.date_from = document.language, _only(document, YEAR)

    pages = many_pages(centre, kind, len(documents), describe=describe)
    terms = _terms(documents)
    places = {place.key: place.pk for place in Territory.objects.only("pk", "level", "code")}
    ResourceConcept.objects.bulk_create(
        (
            ResourceConcept(resource=page, concept=terms[name, key])
            for page, document in zip(pages, documents, strict=True)
            for name in VOCABULARIES
            for key in document.values[name].own
        ),
        batch_size=1_000,
    )
    ResourceTerritory.objects.bulk_create(
        (
            ResourceTerritory(resource=page, territory_id=places[key])
            for page, document in zip(pages, documents, strict=True)
            for key in document.values[TERRITORY].own
        ),
        batch_size=1_000,
    )
    for page, document in zip(pages, documents, strict=True):
        values = _values(kind, document)
        yield replace(document, id=str(page.uuid), collection=str(centre.pk), values=values)


def _terms(documents: Sequence[Document]) -> Mapping[tuple[str, str], Concept]:
    """The terms that these documents carry, each below the one that contains it; their vocabularies are facets."""
    found: dict[tuple[str, str], Concept] = {}
    for name in VOCABULARIES:
        for value in dict.fromkeys(document.values[name] for document in documents):
            above = None
            for key in (*sorted(value.within - value.own), *value.own):
                above = found[name, key] = found.get((name, key)) or concept(name, key, parent=above)
    Vocabulary.objects.filter(code__in=VOCABULARIES).update(is_facet=True)
    return found


def _values(kind: str, document: Document) -> dict[str, Values]:
    """Values as the site's own documents have them."""
    found = {name: document.values[name] for name in (*VOCABULARIES, *SAME)}
    found |= {TYPE: Values.flat(kind), "lang": Values.flat(document.language)}
    if not found[TERRITORY].own:
        found[TERRITORY] = Values(frozenset({NOWHERE}), frozenset())
    return {name: value for name, value in found.items() if value.own}
