"""The answers that are right, found by looking at every document: what engines are held against. Slow on purpose.

It shares with engines the reading of questions and the analysis of words, and nothing of how they find.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from resource_centre.search.criteria import Sort
from resource_centre.search.documents import Document, Place
from resource_centre.search.facets import Bucket, FacetCounts, FacetSpec, Match, in_order
from resource_centre.search.query import Scope, SearchQuery
from resource_centre.search.results import Hit, SearchResults
from resource_centre.search.words import Alternative, Mode, Phrase, Stem, TextQuery, Word, is_one_typo_away
from resource_centre.text.analysis import analyzer_for


@dataclass(frozen=True)
class Known:
    """A document with its words, each text apart so that no phrase runs from one into the next."""

    document: Document
    default_language: str

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Title, other names, summary, body."""
        return (self.document.title, *self.document.names, self.document.summary, self.document.body)

    @cached_property
    def stems(self) -> frozenset[Stem]:
        """Every stem, of the document's own language."""
        language = self.document.language
        return frozenset(Stem(language, term) for text in self.texts for term in analyzer_for(language).terms(text))

    @cached_property
    def exact(self) -> tuple[tuple[str, ...], ...]:
        """Unstemmed words in order, by text."""
        return tuple(tuple(analyzer_for(self.default_language).exact_terms(text)) for text in self.texts)

    @cached_property
    def exact_words(self) -> frozenset[str]:
        """Unstemmed words, in any order."""
        return frozenset(term for text in self.exact for term in text)

    def holds(self, word: Word, text: TextQuery) -> bool:
        """The rule of match, for one word."""
        if text.is_literal and word.exact in self.exact_words:
            return True
        if word.stems & self.stems or any(self._holds_alternative(other) for other in word.alternatives):
            return True
        if text.mode is not Mode.RELAXED:
            return False
        if word.may_be_mistyped:
            return any(is_one_typo_away(word.exact, other) for other in self.exact_words)
        return word.exact in self.exact_words

    def _holds_alternative(self, alternative: Alternative) -> bool:
        if alternative.value is not None:
            facet, key = alternative.value
            values = self.document.values.get(facet)
            return values is not None and key in values.within
        return bool(alternative.parts) and all(part & self.stems for part in alternative.parts)

    def has_phrase(self, phrase: Phrase) -> bool:
        """Whether the words follow one another in one text."""
        length = len(phrase.ways[0])
        return any(text[start : start + length] in phrase.ways for text in self.exact for start in range(len(text)))

    def matches(self, text: TextQuery) -> bool:
        """The whole rule of match."""
        held = sum(self.holds(word, text) for word in text.words)
        return held >= text.required and all(map(self.has_phrase, text.phrases))

    def carries(self, spec: FacetSpec, key: str) -> bool:
        """Whether a value stands for this document."""
        values = self.document.values.get(spec.name)
        reach = spec.reach(key)
        return values is not None and bool(reach.within & values.within or reach.own & values.own)


class Oracle:
    """Right answers over a list of documents. Hits are in the order asked for, save RELEVANCE: in order of id, those
    that hold every word first."""

    def __init__(self, documents: Iterable[Document], default_language: str) -> None:
        self.known = [Known(document, default_language) for document in documents]

    def visible(self, scope: Scope) -> list[Known]:
        """What a reader may find at that moment."""
        return [
            known
            for known in self.known
            if known.document.collection == scope.collection
            and known.document.access & scope.tokens
            and (known.document.expires is None or known.document.expires > scope.moment)
        ]

    def search(self, query: SearchQuery) -> SearchResults:
        """The whole answer, without scores nor extracts."""
        visible = self.visible(query.scope)
        text = query.text
        found = visible if text is None else [known for known in visible if known.matches(text)]
        if text is not None and text.mode is Mode.SOME and not found:
            text = text.relaxed(unknown_words(visible, text))
            found = [known for known in visible if known.matches(text)]
        kept = [known for known in found if self._passes(known, query)]
        complete = kept if text is None else [known for known in kept if _lacks_nothing(known, text)]
        ordered = _sorted(kept, query, text)
        return SearchResults(
            total=len(kept),
            hits=tuple(_hit(known, text, query.shown) for known in ordered[query.offset : query.offset + query.size]),
            facets=tuple(self._counts(found, query, spec) for spec in query.specs if spec.is_listed),
            complete=len(complete),
            relaxed=text is not None and text.mode is Mode.RELAXED,
            unknown=unknown_words(visible, query.text),
        )

    def _passes(self, known: Known, query: SearchQuery, without: str = "") -> bool:
        return all(
            self._passes_facet(known, query.spec(name), keys)
            for name, keys in query.picked.items()
            if keys and name != without
        )

    def _passes_facet(self, known: Known, spec: FacetSpec, keys: Sequence[str]) -> bool:
        one_or_all = any if spec.match is Match.ANY else all
        return one_or_all(known.carries(spec, key) for key in keys)

    def _counts(self, found: list[Known], query: SearchQuery, spec: FacetSpec) -> FacetCounts:
        """A bucket for each value met, or for those asked for; the facet's own selection is set aside (kept where all
        must hold)."""
        own = "" if spec.match is Match.ALL else spec.name
        base = [known for known in found if self._passes(known, query, without=own)]
        picked = set(query.picked.get(spec.name, ()))
        met = {key for known in base for key in self._values(known, spec)}
        offered = met if spec.only is None else spec.only
        others = [self._bucket(base, spec, key) for key in offered - picked]
        listed = in_order([bucket for bucket in others if bucket.count])
        shown = in_order([self._bucket(base, spec, key, picked=True) for key in picked])
        return FacetCounts(spec.name, (*shown, *listed[: spec.size]), len(listed) > spec.size)

    def _values(self, known: Known, spec: FacetSpec) -> frozenset[str]:
        values = known.document.values.get(spec.name)
        return values.within if values is not None else frozenset()

    def _bucket(self, base: list[Known], spec: FacetSpec, key: str, *, picked: bool = False) -> Bucket:
        carriers = [known for known in base if known.carries(spec, key)]
        own = [known for known in carriers if key in known.document.values[spec.name].own]
        return Bucket(key, len(carriers), len(own), picked)


def _lacks_nothing(known: Known, text: TextQuery) -> bool:
    return all(known.holds(word, text) for word in text.words)


def unknown_words(visible: Collection[Known], text: TextQuery | None) -> tuple[str, ...]:
    """Words as they were typed that none of the documents holds, nor has as they are written in whatever language."""
    if text is None:
        return ()
    return tuple(
        word.surface
        for word in text.words
        if not any(known.holds(word, text) or word.exact in known.exact_words for known in visible)
    )


def _hit(known: Known, text: TextQuery | None, shown: Sequence[str]) -> Hit:
    missing = () if text is None else tuple(word.surface for word in text.words if not known.holds(word, text))
    values = known.document.values
    own = tuple((facet, key) for facet in shown if facet in values for key in sorted(values[facet].own))
    return Hit(known.document.id, missing=missing, values=own)


def _sorted(found: list[Known], query: SearchQuery, text: TextQuery | None) -> list[Known]:
    by_id = sorted(found, key=lambda known: known.document.id)
    if query.sort is Sort.RELEVANCE and text is not None:
        return sorted(by_id, key=lambda known: not _lacks_nothing(known, text))
    if query.sort is Sort.PROXIMITY and query.origin is not None:
        origin = query.origin
        return sorted(by_id, key=lambda known: nearest(known.document, origin))
    if query.sort is Sort.TITLE:
        return sorted(by_id, key=lambda known: known.document.title_key)
    if query.sort is Sort.DATE:
        return sorted(by_id, key=lambda known: (not known.document.dated, known.document.dated))
    if query.sort is Sort.PUBLISHED:
        return sorted(by_id, key=lambda known: -known.document.published)
    return sorted(by_id, key=lambda known: -known.document.updated)


def nearest(document: Document, origin: Place) -> float:
    """Kilometres to the nearest place of a document; infinite without one."""
    return min((place.kilometres_to(origin) for place in document.places), default=float("inf"))
