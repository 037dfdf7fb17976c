"""Which documents hold the words of a question, as sets."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from pyroaring import BitMap

from resource_centre.search.engines.embedded.analysed import CLASSES, classed_word
from resource_centre.search.engines.embedded.bitmaps import union, within
from resource_centre.search.engines.embedded.remembered import Texts, texts_in
from resource_centre.search.engines.embedded.schema import quoted
from resource_centre.search.engines.embedded.sliced import at_least
from resource_centre.search.engines.embedded.spelling import near_words
from resource_centre.search.engines.embedded.store import Snapshot
from resource_centre.search.marking import Marks
from resource_centre.search.query import Scope
from resource_centre.search.words import Alternative, Mode, Stem, TextQuery, Word
from resource_centre.text.analysis import analyzer_for

_STEM = "SELECT json_group_array(rowid) FROM stem WHERE stem MATCH ?"
_EXACT = "SELECT json_group_array(rowid) FROM exact WHERE exact MATCH ?"
_CLASSES = " UNION ALL ".join([_STEM] * CLASSES)


@dataclass(frozen=True)
class HeldWord:
    """A word, and the documents that hold it in any way that counts.

    classes: those that hold its stems, by class of weight. meant: words that are taken for it when it is mistyped, for
    scores and extracts.
    """

    word: Word
    documents: BitMap
    classes: tuple[BitMap, ...] = ()
    stems: frozenset[Stem] = frozenset()
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class Matched:
    """The documents that a question finds for a reader, and those of them that hold every word."""

    documents: BitMap
    complete: BitMap
    words: tuple[HeldWord, ...] = ()
    text: TextQuery | None = None
    unknown: tuple[str, ...] = ()

    @property
    def is_relaxed(self) -> bool:
        """Whether any word was enough."""
        return self.text is not None and self.text.mode is Mode.RELAXED

    @property
    def marks(self) -> Marks:
        """What is marked in the texts of hits."""
        if self.text is None:
            return Marks(frozenset(), frozenset(), ())
        stems = (stem for held in self.words for stem in held.stems)
        return Marks.of(self.text, stems, (word for held in self.words for word in held.meant))


@dataclass(frozen=True)
class Matcher:
    """Finds documents in one state of an index."""

    snapshot: Snapshot
    languages: Sequence[str]

    @cached_property
    def _texts(self) -> Texts:
        return texts_in(self.snapshot.db)

    def visible(self, scope: Scope) -> BitMap:
        """What a reader may find: the one place where access enters every answer of this engine."""
        bitmaps = self.snapshot.bitmaps
        found = union(bitmaps.of("access", token) for token in sorted(scope.tokens))
        found &= bitmaps.of("collection", scope.collection)
        expired = self.snapshot.db.execute(
            "SELECT id FROM doc WHERE expires IS NOT NULL AND expires <= ?", (scope.moment.timestamp(),)
        )
        return found - BitMap([pk for (pk,) in expired])

    def match(self, text: TextQuery | None, visible: BitMap) -> Matched:
        """The rule of match; when nothing is found, once more with any word and a typing error."""
        if text is None:
            return Matched(visible, visible)
        found = self._match(text, visible)
        if found.documents or text.mode is not Mode.SOME:
            return found
        return replace(self._match(text.relaxed(found.unknown), visible), unknown=found.unknown)

    def _match(self, text: TextQuery, visible: BitMap) -> Matched:
        held = [self._held(word, text) for word in text.words]
        lacking = (one.word for one in held if not one.documents & visible)
        # What a text of another language has as it is written is no error.
        unknown = tuple(word.surface for word in lacking if not self.exact(word.exact) & visible)
        inside = [one.documents & visible for one in held]
        documents = at_least(inside, text.required) if inside else visible
        for phrase in text.phrases:
            documents = documents & union(self.exact(" ".join(way)) for way in phrase.ways)
        complete = documents & at_least(inside, len(inside)) if inside else documents
        return Matched(documents, complete, tuple(held), text, unknown)

    def _held(self, word: Word, text: TextQuery) -> HeldWord:
        if text.is_literal and text.mode is not Mode.RELAXED:
            return HeldWord(word, self.exact(word.exact), meant=(word.exact,))
        classes = self._classes(word.stems)
        documents = union((*classes, *map(self._of_alternative, word.alternatives)))
        if text.mode is not Mode.RELAXED:
            return HeldWord(word, documents, classes, word.stems)
        near = near_words(self.snapshot.db, word.exact) if word.may_be_mistyped else (word.exact,)
        stems = word.stems | self._stems_of(near)
        return HeldWord(word, documents | union(map(self.exact, near)), self._classes(stems), stems, near)

    def _stems_of(self, words: Sequence[str]) -> frozenset[Stem]:
        return frozenset(
            Stem(name, term) for word in words for name in self.languages if (term := analyzer_for(name).term(word))
        )

    def _classes(self, stems: frozenset[Stem]) -> tuple[BitMap, ...]:
        """Documents that hold one of the stems, by class of weight."""
        found = [self._classes_of(stem) for stem in stems]
        return found[0] if len(found) == 1 else tuple(map(union, zip(*found, strict=True)))

    def _classes_of(self, stem: Stem) -> tuple[BitMap, ...]:
        """Documents that hold a stem; what was read before is remembered."""
        bitmaps = self.snapshot.bitmaps
        known = bitmaps.remembered.of(stem, bitmaps.generation, bitmaps.changes, self._texts)
        if known is not None:
            return known
        names = [quoted(classed_word(place, stem.language, stem.term)) for place in range(CLASSES)]
        rows = self.snapshot.db.execute(_CLASSES, names).fetchall()
        return bitmaps.remembered.keep(stem, bitmaps.generation, tuple(_bitmap(ids) for (ids,) in rows))

    def documents_of(self, stems: frozenset[Stem]) -> BitMap:
        """Documents that hold one of the stems."""
        return union(self._classes(stems))

    def _of_alternative(self, alternative: Alternative) -> BitMap:
        if alternative.value is not None:
            facet, key = alternative.value
            return self.snapshot.bitmaps.of(within(facet), key)
        parts = [self.documents_of(part) for part in alternative.parts]
        return BitMap.intersection(*parts) if parts else BitMap()

    def exact(self, words: str) -> BitMap:
        """Documents in which these unstemmed words follow one another."""
        return _bitmap(self.snapshot.db.execute(_EXACT, (quoted(words),)).fetchone()[0])


def _bitmap(ids: str) -> BitMap:
    """From SQLite's own list: half the time of reading row by row."""
    return BitMap(json.loads(ids)) if len(ids) > 2 else BitMap()
