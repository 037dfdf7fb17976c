"""What of a text answers a question: words that are marked, a passage that is shown. One rule for every engine."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Protocol

from resource_centre.search.results import Extract
from resource_centre.search.words import Stem, TextQuery, is_one_typo_away
from resource_centre.text.analysis import Analyzer, analyzer_for, located_words
from resource_centre.text.ascii_folding import folded
from resource_centre.text.characters import mapped

#: Words of an extract, and those shown before the first one that is marked.
LENGTH, BEFORE = 32, 8
#: Titles and summaries that are kept once cut, and their longest: the same hits come back.
KEPT, SHORT = 2_000, 1_000
#: What an extract does not run across, and what says that a text goes on before it and after it.
BETWEEN_PARAGRAPHS, GOES_ON_BEFORE, GOES_ON_AFTER = "\n\n", ("… ", False), (" …", False)
#: Characters of a long text that are cut at once.
STRETCH = 4_000


class CutText(Protocol):
    """A text with its words: unstemmed, their stems, and where each begins and ends."""

    @property
    def text(self) -> str:
        """As its author wrote it."""

    @property
    def exacts(self) -> Sequence[str]:
        """Unstemmed words, in order."""

    @property
    def stems(self) -> Sequence[str]:
        """Their stems."""

    @property
    def count(self) -> int:
        """How many words there are."""

    def start(self, rank: int) -> int:
        """Where a word begins in the text."""

    def end(self, rank: int) -> int:
        """Where a word ends in the text."""


@dataclass(frozen=True)
class FreshText:
    """A text that is cut when it is asked for."""

    text: str
    exacts: tuple[str, ...]
    stems: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str, language: str, default_language: str) -> "FreshText":
        """Cut by the chain of its language, unstemmed words by that of the index."""
        own, exact = analyzer_for(language), analyzer_for(default_language)
        return _cut_short(text, own, exact) if len(text) <= SHORT else _cut(text, own, exact)

    @property
    def count(self) -> int:
        """As `CutText`."""
        return len(self.exacts)

    def start(self, rank: int) -> int:
        """As `CutText`."""
        return self.places[rank][0]

    def end(self, rank: int) -> int:
        """As `CutText`."""
        return self.places[rank][1]


def _cut(text: str, own: Analyzer, exact: Analyzer) -> FreshText:
    words = [(exact.exact(word), own.term(word), (start, end)) for word, start, end in located_words(text)]
    kept = [word for word in words if word[0]]
    return FreshText(text, tuple(one[0] for one in kept), tuple(one[1] for one in kept), tuple(one[2] for one in kept))


_cut_short = lru_cache(KEPT)(_cut)


@dataclass(frozen=True)
class Marks:
    """What to mark: stems, unstemmed words, and phrases of these.

    together: stems of a synonym of several words, marked in a text that holds every one of them. near: unstemmed words;
    those one typing error away from them are marked.
    """

    stems: frozenset[str]
    exacts: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    together: tuple[tuple[frozenset[str], ...], ...] = ()
    near: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        text: TextQuery,
        stems: Iterable[Stem],
        exacts: Iterable[str] = (),
        near: Iterable[str] = (),
    ) -> "Marks":
        """What a question found. A synonym's own words are marked like the word that it stands for."""
        synonyms = {
            tuple(frozenset(stem.term for stem in part) for part in other.parts)
            for word in text.words
            for other in word.alternatives
        }
        alone = {term for parts in synonyms if len(parts) == 1 for term in parts[0]}
        together = tuple(parts for parts in synonyms if len(parts) > 1)
        terms = frozenset(stem.term for stem in stems) | alone
        phrases = tuple(way for phrase in text.phrases for way in phrase.ways)
        return cls(terms, frozenset(exacts), phrases, together, tuple(near))

    def among(self, text: CutText) -> list[int]:
        """Ranks of the words to mark, in order."""
        stems = self.stems
        if self.together:
            stems = stems.union(*self._held_whole(frozenset(text.stems)))
        found = [rank for rank, stem in enumerate(text.stems) if stem in stems]
        if not self.exacts and not self.phrases and not self.near:
            return found
        others = set[int]()
        if self.exacts or self.near:
            others = {rank for rank, word in enumerate(text.exacts) if word in self.exacts or self._is_near(word)}
        for phrase in self.phrases:
            for start in _occurrences(text.exacts, phrase):
                others |= set(range(start, start + len(phrase)))
        return sorted(others.union(found))

    def may_hold_phrases(self, text: str) -> bool:
        """Whether the letters of a phrase are there: far cheaper to know than where its words are."""
        plain = folded(mapped(text).lower())
        return any(all(word in plain for word in phrase) for phrase in self.phrases)

    def _is_near(self, word: str) -> bool:
        return any(is_one_typo_away(word, other) for other in self.near)

    def _held_whole(self, held: frozenset[str]) -> Iterator[frozenset[str]]:
        for parts in self.together:
            if all(part & held for part in parts):
                yield from parts


def _occurrences(words: Sequence[str], phrase: tuple[str, ...]) -> Iterator[int]:
    start, length = -1, len(phrase)
    with suppress(ValueError):  # what `index` says at the end
        while True:
            start = words.index(phrase[0], start + 1)
            if tuple(words[start : start + length]) == phrase:
                yield start


def whole(text: CutText, marks: Marks) -> Extract:
    """All of a text, when it holds something to mark."""
    ranks = marks.among(text)
    return _marked(text, ranks, 0, text.count, is_whole=True) if ranks else Extract()


def best_passage(text: CutText, marks: Marks) -> Extract:
    """The passage that is shown of a text, when it holds something to mark."""
    ranks = marks.among(text)
    return _passage(text, ranks) if ranks else Extract()


def passage_of_long(text: str, marks: Marks, language: str, default_language: str) -> Extract:
    """As `best_passage`, of a text that was not cut and may be long: of its first stretch that holds something to mark,
    those that may hold the phrases before the others. No more of it is cut."""
    stretches = list(_stretches(text))
    if marks.phrases:
        stretches.sort(key=lambda one: not marks.may_hold_phrases(text[slice(*one)]))
    for start, end in stretches:
        found = best_passage(FreshText.of(text[start:end], language, default_language), marks)
        if found.parts:
            return _inside(found, goes_before=bool(text[:start].strip()), goes_after=bool(text[end:].strip()))
    return Extract()


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where stretches begin and end: at a paragraph if there is one to end at, else at a blank."""
    start = 0
    while start < len(text):
        end = start + STRETCH
        if end < len(text):
            places = (text.rfind(blank, start + 1, end) for blank in (BETWEEN_PARAGRAPHS, " "))
            end = next((place for place in places if place > 0), end)
        yield start, end
        start = end


def _inside(found: Extract, *, goes_before: bool, goes_after: bool) -> Extract:
    """An extract of a stretch as one of the whole text."""
    before = (GOES_ON_BEFORE,) if goes_before and found.parts[0] != GOES_ON_BEFORE else ()
    after = (GOES_ON_AFTER,) if goes_after and found.parts[-1] != GOES_ON_AFTER else ()
    return Extract((*before, *found.parts, *after))


def _passage(text: CutText, ranks: Sequence[int]) -> Extract:
    """The stretch of LENGTH words that holds most different marked words, inside the paragraph of the first one."""
    best, start, end, inside, finish = 0, ranks[0], 0, Counter[str](), 0
    for first in ranks:
        if text.start(first) >= finish:
            _begin, finish = _paragraph(text.text, text.start(first))
        while end < len(ranks) and ranks[end] < first + LENGTH - BEFORE and text.start(ranks[end]) < finish:
            inside[text.stems[ranks[end]]] += 1
            end += 1
        if (different := len(+inside)) > best:
            best, start = different, first
        inside[text.stems[first]] -= 1
    begin, finish = _paragraph(text.text, text.start(start))
    first, last = max(0, start - BEFORE), min(text.count, start + LENGTH - BEFORE)
    while text.start(first) < begin:
        first += 1
    while text.end(last - 1) > finish:
        last -= 1
    return _marked(text, ranks, first, last)


def _paragraph(text: str, place: int) -> tuple[int, int]:
    """Where the paragraph of a place begins and ends."""
    end = text.find(BETWEEN_PARAGRAPHS, place)
    return text.rfind(BETWEEN_PARAGRAPHS, 0, place) + 1, len(text) if end < 0 else end


def _marked(text: CutText, ranks: Sequence[int], first: int, last: int, *, is_whole: bool = False) -> Extract:
    """Words `first` to `last` of a text, those of these ranks marked; neighbours are marked as one."""
    begin = 0 if is_whole or first == 0 else text.start(first)
    finish = len(text.text) if is_whole or last >= text.count else text.end(last - 1)
    parts: list[tuple[str, bool]] = [GOES_ON_BEFORE] if begin > 0 else []
    place = begin
    for start, end in _runs([rank for rank in ranks if first <= rank < last], text):
        if start > place:
            parts.append((text.text[place:start], False))
        parts.append((text.text[start:end], True))
        place = end
    if finish > place:
        parts.append((text.text[place:finish], False))
    if finish < len(text.text):
        parts.append(GOES_ON_AFTER)
    return Extract(tuple(parts))


def _runs(ranks: Iterable[int], text: CutText) -> Iterator[tuple[int, int]]:
    """Places of marked words, those that follow one another together."""
    for _key, group in groupby(enumerate(ranks), key=lambda pair: pair[1] - pair[0]):
        run = [rank for _place, rank in group]
        yield text.start(run[0]), text.end(run[-1])
