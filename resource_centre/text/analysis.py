"""The words that are searched: one chain for each language, the same for every engine.

Characters → words → elision → lower case → stop words → light stemmer → folding; and its twin without stop words nor
stemmer, for phrases, typing errors and what is shown. In French, word for word what Elasticsearch's `light_french`
chain gives. Source: docs/reference/analysis.md.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from resource_centre.text import light_english, light_french
from resource_centre.text.ascii_folding import folded
from resource_centre.text.characters import mapped, places
from resource_centre.text.elision import without_article
from resource_centre.text.segmentation import pieces, words
from resource_centre.text.stop_words import ASKING_ENGLISH, ASKING_FRENCH, ENGLISH, FRENCH
from resource_centre.text.tokens import Token

#: Distinct words kept with their term: a language has some 300,000 forms, a corpus far fewer.
REMEMBERED = 200_000

Step = Callable[[str], str]


def lower(word: str) -> str:
    """Lower case letter by letter, as Lucene does: "ΟΔΟΣ" has no final sigma, "İ" no dot above."""
    return word.lower() if word.isascii() else "".join(char.lower()[0] for char in word)


def _same(word: str) -> str:
    return word


@dataclass(frozen=True)
class Analyzer:
    """The chain of a language: Analyzer("br", stop_words=frozenset({"ar"}), stem=my_stemmer).

    elide and stem take a word and return one; stem receives lower case with its accents. asking: words that ask a
    question and say nothing of its subject. Never raises on a text.
    """

    language: str
    stop_words: frozenset[str] = frozenset()
    stem: Step = _same
    elide: Step = _same
    asking: frozenset[str] = frozenset()
    _term: Step = field(init=False, repr=False, compare=False)
    _exact: Step = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Remember what words become: texts repeat theirs."""
        object.__setattr__(self, "_term", lru_cache(REMEMBERED)(self._stemmed))
        object.__setattr__(self, "_exact", lru_cache(REMEMBERED)(self._unstemmed))

    def terms(self, text: str) -> list[str]:
        """ "Les associations d’Île-de-France" → ["asoci", "ile", "franc"]."""
        return [term for word in words(mapped(text)) if (term := self._term(word))]

    def tokens(self, text: str) -> list[Token]:
        """The same terms, each with its place in the text."""
        return list(self._tokens(text, self._term))

    def exact_terms(self, text: str) -> list[str]:
        """ "Les associations d’Île-de-France" → ["les", "associations", "ile", "de", "france"]."""
        return [term for word in words(mapped(text)) if (term := self._exact(word))]

    def exact_tokens(self, text: str) -> list[Token]:
        """The unstemmed terms, each with its place in the text."""
        return list(self._tokens(text, self._exact))

    def term(self, word: str) -> str:
        """The term of one word of `segmentation.words`: "Élèves" gives "elev"; "" for a stop word."""
        return self._term(word)

    def exact(self, word: str) -> str:
        """The unstemmed term of one word: "Élèves" gives "eleves"."""
        return self._exact(word)

    def asks(self, word: str) -> bool:
        """Whether a word only asks: "comment", "Peut"; "l'est" is a name."""
        return lower(self.elide(word)) in self.asking and not lower(word).startswith("l'")

    def _tokens(self, text: str, term_of: Step) -> Iterator[Token]:
        for position, (word, start, end) in enumerate(located_words(text)):
            if term := term_of(word):
                yield Token(term, start, end, position)

    def _unstemmed(self, word: str) -> str:
        return folded(lower(self.elide(word)))

    def _stemmed(self, word: str) -> str:
        plain = lower(self.elide(word))
        return "" if plain in self.stop_words else folded(self.stem(plain))


def located_words(text: str) -> Iterator[tuple[str, int, int]]:
    """Words ready for the chain, each with its place in the text: "L’œil" gives ("L'oeil", 0, 5)."""
    clean, moved = mapped(text), places(text)
    for start, end in pieces(clean):
        yield (clean[start:end], start, end) if moved is None else (clean[start:end], moved[start], moved[end])


_analyzers = {
    "fr": Analyzer("fr", FRENCH, light_french.stem, without_article, ASKING_FRENCH),
    "en": Analyzer("en", ENGLISH, light_english.stem, asking=ASKING_ENGLISH),
}


def register_analyzer(analyzer: Analyzer) -> None:
    """Add a language, or replace one: the host's own is the one used from then on."""
    _analyzers[analyzer.language] = analyzer


def analyzer_for(language: str) -> Analyzer:
    """The chain of a language, of its base ("fr" for "fr-ca"), or one that only cuts, lowers and folds."""
    base = language.partition("-")[0].lower()
    if base not in _analyzers:
        _analyzers[base] = Analyzer(base)
    return _analyzers[base]
