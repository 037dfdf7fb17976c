"""Synonyms, acronyms and labels: what else a word of a question may mean. They expand the question, never the index.

One thesaurus for every engine. Source: ARCHITECTURE.md, decision 22.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from resource_centre.search.slips import is_slip
from resource_centre.search.words import (
    LEAST_FOR_RESPELLING,
    Alternative,
    Stem,
    Word,
    bare,
    stems_of,
    undotted,
    with_words_replaced,
)
from resource_centre.text.analysis import Analyzer, analyzer_for, located_words
from resource_centre.text.characters import composed, mapped


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Forms of one meaning in a language: Synonyms("fr", ("ODD", "objectifs de développement durable")).

    value: the facet value that means the same, if any. main: the form that the others also stand for; "" when each
    stands for every other one. by_word: each word of a form holds for the value too, as if documents bore its label:
    "inclusion" finds what is filed under "Inclusion numérique".
    """

    language: str
    forms: tuple[str, ...]
    value: tuple[str, str] | None = None
    main: str = ""
    by_word: bool = False

    def __post_init__(self) -> None:
        """Compose what is compared with words of a question, which are."""
        object.__setattr__(self, "forms", tuple(map(composed, self.forms)))
        object.__setattr__(self, "main", composed(self.main))


class Thesaurus:
    """Finds the forms of its entries among the words of a question, the longest first."""

    def __init__(self, entries: Iterable[Synonyms], languages: Sequence[str]) -> None:
        self._languages, entries = tuple(languages), tuple(entries)
        self._forms: dict[str, dict[tuple[str, ...], list[Alternative]]] = defaultdict(lambda: defaultdict(list))
        for entry in entries:
            self._add(entry)
        self._words: dict[str, dict[str, list[Alternative]]] = defaultdict(lambda: defaultdict(list))
        #: Words of labels by their unstemmed form: {"fr": {"numerique": "numérique"}}.
        self._spellings: dict[str, dict[str, str]] = defaultdict(dict)
        for entry in entries:
            if entry.by_word and entry.value is not None:
                self._add_words(entry, Alternative(value=entry.value))
        self._longest = max((len(form) for forms in self._forms.values() for form in forms), default=0)

    def _add(self, entry: Synonyms) -> None:
        analyzer = analyzer_for(entry.language)
        stemmed = {form: tuple(_terms(form, analyzer)) for form in entry.forms}
        for form, terms in stemmed.items():
            if not terms:
                continue
            found = self._forms[entry.language][terms]
            targets = (entry.main,) if entry.main else entry.forms
            for other in targets:
                if other != form and stemmed.get(other):
                    found.append(Alternative(parts=self._parts(other, entry.language)))
            if entry.value is not None:
                found.append(Alternative(value=entry.value))

    def _add_words(self, entry: Synonyms, alternative: Alternative) -> None:
        analyzer = analyzer_for(entry.language)
        for form in entry.forms:
            for token in analyzer.tokens(form):
                surface = form[token.start : token.end]
                word = mapped(surface)
                if not analyzer.asks(word):
                    self._words[entry.language][analyzer.term(undotted(word, analyzer))].append(alternative)
                    self._spellings[entry.language].setdefault(analyzer.exact(word), bare(surface))

    def respelt(self, text: str, unknown: Sequence[str], language: str) -> str:
        """A text in which words that nothing holds are replaced by a word of a label that they were typed for.

        respelt("l’inclusoin numérique", ["l’inclusoin"], "fr") gives "inclusion numérique". A word of a label is
        right, even if nothing is filed there.
        """
        labels = self._spellings[language]
        better: dict[str, str | None] = {}
        for surface in unknown:
            exact = analyzer_for(language).exact(mapped(surface))
            if len(exact) >= LEAST_FOR_RESPELLING and exact not in labels:
                near = (word for form, word in labels.items() if is_slip(exact, form))
                better[surface] = min(near, default=None)
        return with_words_replaced(text, better)

    def _parts(self, form: str, language: str) -> tuple[frozenset[Stem], ...]:
        """The words that count in a form, each in every language of the index."""
        analyzer = analyzer_for(language)
        words = (word for word, _start, _end in located_words(form) if analyzer.term(word))
        return tuple(stems_of(word, self._languages) for word in words)

    def expand(self, words: tuple[Word, ...], language: str) -> tuple[Word, ...]:
        """The same words with what else holds them. Each word of a form of several words gets its alternatives."""
        forms, analyzer = self._forms.get(language, {}), analyzer_for(language)
        terms = [analyzer.term(undotted(mapped(word.surface), analyzer)) for word in words]
        by_word = self._words.get(language, {})
        found: list[list[Alternative]] = [list(by_word.get(term, ())) for term in terms]
        for start in range(len(words)):
            for end in range(min(len(words), start + self._longest), start, -1):
                for alternative in forms.get(tuple(terms[start:end]), ()):
                    for place in range(start, end):
                        found[place].append(alternative)
        return tuple(
            replace(word, alternatives=tuple(dict.fromkeys(more))) if more else word
            for word, more in zip(words, found, strict=True)
        )


def _terms(form: str, analyzer: Analyzer) -> Iterator[str]:
    """Words that count in a form, acronyms without their dots."""
    for word, _start, _end in located_words(form):
        if analyzer.term(word):
            yield analyzer.term(undotted(word, analyzer))
