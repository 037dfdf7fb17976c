"""Words of a question, and which documents hold them: one rule for every engine. Source: docs/explanation/search.md.

One or two words: all of them. Three to five: at least two. Six and more: half. A phrase between quotation marks is
always required; when nothing is found, its words are words like others. From four words on, stop words included, those
that only ask ("comment", "peut") are not counted. When the words hold nothing to search but stop words, they are
searched as they are written. An acronym is sought with its dots and without.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

from resource_centre.text.acronyms import spellings, without_dots
from resource_centre.text.analysis import Analyzer, analyzer_for, located_words
from resource_centre.text.characters import mapped

#: Words shorter than this have no typing error: one letter more or less makes too many of them.
LEAST_FOR_TYPO = 4
#: Shorter words are never replaced by another one. Of six corrections of the judged questions five were wrong: four
#: of words of four letters ("esta" became "est", "CLCA" "clac"), and "ferry".
LEAST_FOR_RESPELLING = 5
#: From this many words on a question is a question, and its asking words are left out.
LEAST_FOR_ASKING = 4
#: Signs of the longest acronym that is typed as one word: "ONISEP", "E.S.S.".
LONGEST_ACRONYM = 6
#: Up to this many words, hits that hold them all come first. Source: ARCHITECTURE.md, decision 20.
COMPLETE_FIRST = 4
_QUOTED = re.compile(r"\"([^\"]+)\"|«([^»]+)»|“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Stem:
    """A term of a language: Stem("fr", "num"). Only documents in that language hold it."""

    language: str
    term: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to hold a word: every one of `parts` (each by any of its stems), or a value of a facet.

    "ODD" is also held by a text with "objectif", "développement" and "durable", or by what is filed under it.
    """

    parts: tuple[frozenset[Stem], ...] = ()
    value: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question: surface as it was typed, its stems in the languages of the index, its unstemmed form.

    is_sure: it is as it was meant, whether anything holds it or not: a stop word, one that asks, an acronym.
    """

    surface: str
    exact: str
    stems: frozenset[Stem] = frozenset()
    alternatives: tuple[Alternative, ...] = ()
    is_sure: bool = False

    @property
    def may_be_respelt(self) -> bool:
        """Whether another word may take its place in the question when nothing holds it."""
        is_known = bool(self.alternatives)  # a word of a label, a place, an acronym: right, whatever holds it
        return self.may_be_mistyped and not is_known and len(self.exact) >= LEAST_FOR_RESPELLING

    @property
    def may_be_mistyped(self) -> bool:
        """Whether a word one typing error away is taken for it in a relaxed search. A number is never another one, nor
        is a word that is as it was meant."""
        return len(self.exact) >= LEAST_FOR_TYPO and not self.is_sure and not any(one.isdigit() for one in self.exact)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must follow one another, unstemmed, in one text, in one of these ways.

    Phrase("les acteurs de l’ESS", (("les", "acteurs", "de", "ess"), ("les", "acteurs", "de", "e.s.s")))
    """

    surface: str
    ways: tuple[tuple[str, ...], ...]


class Expander(Protocol):
    """Knows what else words may mean: a `Thesaurus`."""

    def expand(self, words: tuple[Word, ...], language: str) -> tuple[Word, ...]:
        """The same words with their alternatives."""


class Mode(Enum):
    """Which rule of match applies."""

    SOME = "some"
    ALL = "all"
    #: Any word, one typing error: when SOME finds nothing.
    RELAXED = "relaxed"


@dataclass(frozen=True)
class TextQuery:
    """The words of a question; source is its text. is_literal: they are stop words, and searched unstemmed.

    unquoted: the same question read without its quotation marks, when it has phrases.
    """

    source: str
    words: tuple[Word, ...]
    phrases: tuple[Phrase, ...] = ()
    mode: Mode = Mode.SOME
    is_literal: bool = False
    unquoted: "TextQuery | None" = None

    @property
    def required(self) -> int:
        """How many of the words a document must hold."""
        count = len(self.words)
        if self.mode is Mode.RELAXED:
            return min(1, count)
        return count if self.mode is Mode.ALL else required_words(count)

    def relaxed(self, unknown: Collection[str]) -> "TextQuery":
        """The same words, any of them; phrases become words, with their stems and synonyms.

        A typing error is allowed in words that nothing holds (unknown, as they were typed) and in those of phrases:
        where "lieu" is held, "lien" is not meant.
        """
        loose, held = self.unquoted or self, {word.surface for word in self.words} - set(unknown)
        words = tuple(replace(word, is_sure=True) if word.surface in held else word for word in loose.words)
        return replace(loose, source=self.source, words=words, mode=Mode.RELAXED, phrases=(), unquoted=None)


def is_one_typo_away(one: str, other: str) -> bool:
    """Equal, or one letter added, left out, replaced, or exchanged with its neighbour."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return True
    a, b = one[start:], other[start:]
    swapped = len(a) > 1 and len(b) > 1 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def bare(surface: str) -> str:
    """A word of a text as it is offered: "L’Inclusion" becomes "inclusion"."""
    return surface.replace("’", "'").rpartition("'")[2].lower()


def typed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Words as they were typed, each with its place; those of a phrase between quotation marks are left out."""
    rest = _unquoted(text)
    return ((rest[start:end], start, end) for _word, start, end in located_words(rest))


def with_words_replaced(text: str, others: Mapping[str, str | None]) -> str:
    """A text in which some words are others (None: as it is): whole words, never letters inside another one.

    with_words_replaced("télétravai travai", {"travai": "travail"}) gives "télétravai travail".
    """
    spans = ((start, end, others.get(surface)) for surface, start, end in typed_words(text))
    return with_spans_replaced(text, [(start, end, other) for start, end, other in spans if other])


def with_spans_replaced(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """A text in which what stands from `start` to `end` is another text; the spans in order, none in another."""
    parts, done = list[str](), 0
    for start, end, other in spans:
        parts += [text[done:start], other]
        done = end
    return "".join((*parts, text[done:]))


def without_words(text: str, surfaces: Collection[str]) -> str:
    """A text without those of its words: without_words("ateliers numérque", ["numérque"]) gives "ateliers"."""
    spans = [(start, end, "") for surface, start, end in typed_words(text) if surface in surfaces]
    return " ".join(with_spans_replaced(text, spans).split())


def required_words(count: int) -> int:
    """1 → 1, 2 → 2, 3 to 5 → 2, 6 → 3, 7 → 4."""
    if count <= 2:
        return count
    return 2 if count <= 5 else (count + 1) // 2


def read_text(
    text: str, languages: Sequence[str], language: str, thesaurus: Expander | None = None, *, every: bool = False
) -> TextQuery | None:
    """Read what somebody typed (once cleaned by `budget`); None when it holds no word at all.

    languages: those of the index, the first one giving the unstemmed forms. language: of the person.
    """
    exact = analyzer_for(languages[0])
    phrases = _phrases(text, exact)
    found = _read_words(_unquoted(text), languages, language, thesaurus, or_literal=not phrases)
    if not found.words and not phrases:
        return None
    mode = Mode.ALL if every else Mode.SOME
    if not phrases:
        return replace(found, source=text, mode=mode)
    loose = _read_words(_QUOTED.sub(_without_marks, text), languages, language, thesaurus, or_literal=True)
    return replace(found, source=text, mode=mode, phrases=phrases, unquoted=loose)


def _read_words(
    text: str, languages: Sequence[str], language: str, thesaurus: Expander | None, *, or_literal: bool
) -> TextQuery:
    """The words of a text without quotation marks. or_literal: stop words alone are searched as they are written."""
    exact, own = analyzer_for(languages[0]), analyzer_for(language)
    located = [(word, text[start:end]) for word, start, end in located_words(text)]
    found = [_word(word, surface, own, exact, languages) for word, surface in located]
    if len(located) == 1 or not text.isupper():  # a question all in capitals says nothing by them
        found = [replace(word, is_sure=True) if word and _is_acronym(word.surface) else word for word in found]
    kept = _counted([word for word in found if word is not None and word.stems], own, len(located))
    is_literal = not kept and or_literal
    if is_literal:
        literal = (Word(surface, exact.exact(word), is_sure=True) for word, surface in located)
        kept = [word for word in literal if word.exact]
    distinct = {word.stems or word.exact: word for word in reversed(kept)}
    chosen = tuple(word for word in kept if distinct[word.stems or word.exact] is word)
    if thesaurus is not None:
        chosen = thesaurus.expand(chosen, language)
    return TextQuery(text, chosen, is_literal=is_literal)


def _is_acronym(surface: str) -> bool:
    """Whether capitals say so: "ISBN"; "ASSOCATION" is a word typed with a locked key."""
    return surface.isupper() and len(surface) <= LONGEST_ACRONYM


def _phrases(text: str, exact: Analyzer) -> tuple[Phrase, ...]:
    """Quoted phrases. A quotation mark without its twin is no more than a mark."""
    phrases: list[Phrase] = []
    for match in _QUOTED.finditer(text):
        surface = next(group for group in match.groups() if group is not None).strip()
        each = [written for word, _start, _end in located_words(surface) if (written := _written(word, exact))]
        if each:
            phrases.append(Phrase(surface, tuple(dict.fromkeys(zip(*each, strict=True)))))
    return tuple(dict.fromkeys(phrases))


def _written(word: str, exact: Analyzer) -> tuple[str, ...]:
    """A word of a phrase as it is typed, then an acronym without its dots, then with them; () for none."""
    plain, bare_word = exact.exact(word), exact.elide(word)
    if not plain or not (_is_acronym(bare_word) or without_dots(bare_word) != bare_word):
        return (plain,) * 3 if plain else ()
    return (plain, *(exact.exact(one) for one in spellings(bare_word) or (word, word)))


def _unquoted(text: str) -> str:
    """The text without what is quoted, blanks in its place: the other words are where they were."""
    return _QUOTED.sub(lambda quoted: " " * len(quoted[0]), text)


def _without_marks(quoted: re.Match[str]) -> str:
    return f" {quoted[0][1:-1]} "


def _word(word: str, surface: str, own: Analyzer, exact: Analyzer, languages: Sequence[str]) -> Word | None:
    """The word with its stems; None for a stop word of the person's language. surface: as it was typed."""
    if not own.term(word):
        return None
    known = (own, *map(analyzer_for, languages))
    is_sure = any(one.asks(one.elide(word)) or not one.term(word) for one in known)
    return Word(surface, exact.exact(undotted(word, exact)), stems_of(word, languages), is_sure=is_sure)


def undotted(word: str, analyzer: Analyzer) -> str:
    """The word, an acronym without its dots nor its article: "l'E.S.S" gives "ESS"."""
    bare_word = analyzer.elide(word)
    plain = without_dots(bare_word)
    return word if plain == bare_word else plain


def stems_of(word: str, languages: Iterable[str]) -> frozenset[Stem]:
    """What a word is in each language, an acronym with its dots and without."""
    found = set[Stem]()
    for name in languages:
        analyzer = analyzer_for(name)
        if term := analyzer.term(word):
            others = map(analyzer.term, spellings(analyzer.elide(word)))
            found |= {Stem(name, other) for other in (term, *others) if other}
    return frozenset(found)


def _counted(words: list[Word], own: Analyzer, typed: int) -> list[Word]:
    """In a question of so many words, those that say what it is about; all of them when none does."""
    if typed < LEAST_FOR_ASKING:
        return words
    return [word for word in words if not own.asks(mapped(word.surface))] or words
