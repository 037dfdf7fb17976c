"""Whether the index is the database: the same documents, in the same versions, for the same readers, and no others.

Documents are held against an index that is made anew of the rows: whatever is asked, both must answer the same.
"""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from resource_centre import conf
from resource_centre.content.pages.base import Resource
from resource_centre.discovery.changes import RESOURCES, SPREAD
from resource_centre.discovery.documents import build_documents, findable_uuids
from resource_centre.discovery.engines import current_engine
from resource_centre.outbox import rows
from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document
from resource_centre.search.engine import SearchEngine
from resource_centre.search.engines.embedded.engine import EmbeddedEngine
from resource_centre.search.facets import FacetSpec
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.results import Extract, Hit, SearchResults
from resource_centre.search.words import read_text
from tests.support.faults.changes import Journal, state_of

#: Words of each document that are asked for, besides its whole title, and documents of which they are.
WORDS_EACH, ASKED_FOR = 2, 80


@dataclass
class Differences:
    """What is wrong, each with the ids concerned. forgotten: acknowledged changes that the database does not have."""

    lost: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    phantom: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    acknowledged: int = 0
    documents: int = 0

    @property
    def total(self) -> int:
        """How many things are wrong."""
        return sum(map(len, (self.lost, self.stale, self.phantom, self.waiting, self.forgotten)))

    def as_dict(self) -> dict[str, Any]:
        """For the other end of a line."""
        return {**asdict(self), "total": self.total}


def compare(journal: Path | None = None, *, asks: bool = True) -> Differences:
    """Compare, nothing being delivered any more. asks: hold every answer too against that of an index made anew."""
    right = _right_documents()
    entries = {entry.id: entry for entry in current_engine().entries()}
    found = Differences(documents=len(right))
    found.lost = sorted(right.keys() - entries.keys())
    # A page that has passed its date may stay: nobody finds it, and no change told of it.
    found.phantom = sorted(entries.keys() - right.keys() - _expired())
    found.stale = sorted(
        key
        for key in right.keys() & entries.keys()
        if (entries[key].version, entries[key].collection, entries[key].access)
        != (right[key].version, right[key].collection, right[key].access)
    )
    if asks and not found.total:
        found.stale = _answered_otherwise(list(right.values()))
    found.waiting = [one.key for topic in (RESOURCES, SPREAD) for one in rows.pending(topic)]
    found.waiting += [entry.key for entry in rows.parked(RESOURCES)]
    if journal is not None:
        found.acknowledged, known = Journal.read(journal)
        pages = {str(page.uuid): page for page in Resource.objects.filter(uuid__in=known)}
        found.forgotten = sorted(key for key, state in known.items() if state_of(pages.get(key)) != state)
    return found


def _right_documents() -> dict[str, Document]:
    keys = list(findable_uuids())
    return build_documents(rows.versions(RESOURCES, keys))


def _expired() -> set[str]:
    gone = Resource.objects.filter(live=True, expire_at__lte=timezone.now())
    return {str(key) for key in gone.values_list("uuid", flat=True)}


def _answered_otherwise(right: Sequence[Document]) -> list[str]:
    """Questions that an index made anew answers otherwise."""
    with TemporaryDirectory() as folder:
        fresh = EmbeddedEngine(Path(folder), tuple(conf.content_languages()))
        with fresh.rebuild() as new:
            new.write(right)
            new.swap()
        asked = list(_questions(right))
        wrong = [what for what, query in asked if not _same(query, current_engine(), fresh)]
        fresh.close()
    return wrong


def _questions(documents: Sequence[Document]) -> Iterable[tuple[str, SearchQuery]]:
    """Every order and every count for every sort of reader; every document by its title and by words of its text."""
    facets = sorted({name for document in documents for name in document.values})
    specs = tuple(FacetSpec(name) for name in facets)
    everybody = frozenset(token for document in documents for token in document.access)
    now, draw = timezone.now(), random.Random(len(documents))  # noqa: S311 - questions
    base = SearchQuery(Scope("", everybody, now), specs=specs, size=len(documents), shown=tuple(facets))
    for collection in sorted({document.collection for document in documents}):
        for token in sorted(everybody):
            scope = Scope(collection, frozenset({token}), now)
            yield from ((f"{token} {sort}", replace(base, scope=scope, sort=sort)) for sort in Sort)
    for document in draw.sample(documents, min(ASKED_FOR, len(documents))):
        scope = Scope(document.collection, everybody, now)
        words = f"{document.summary} {document.body}".split()
        for typed in (document.title, *draw.sample(words, min(WORDS_EACH, len(words)))):
            text = read_text(typed, tuple(conf.content_languages()), "fr")
            yield f"{document.id} {typed}", replace(base, scope=scope, text=text, specs=(), sort=Sort.RELEVANCE)


def _same(query: SearchQuery, one: SearchEngine, other: SearchEngine) -> bool:
    with_extracts = one.name == other.name
    return _told(one.search(query), query, with_extracts) == _told(other.search(query), query, with_extracts)


def _told(results: SearchResults, query: SearchQuery, with_extracts: bool) -> Mapping[str, Any]:
    """An answer without its scores, which depend on how long documents were when each was written; and without its
    extracts where two engines are held against one another: each cuts texts in its own way."""
    hits = [_bare(hit, with_extracts) for hit in results.hits]
    if query.text is not None:
        hits.sort(key=lambda hit: hit.id)
    return {"total": results.total, "facets": results.facets, "hits": hits, "unknown": results.unknown}


def _bare(hit: Hit, with_extracts: bool) -> Hit:
    bare = replace(hit, score=0.0)
    return bare if with_extracts else replace(bare, title=Extract(), text=Extract())
