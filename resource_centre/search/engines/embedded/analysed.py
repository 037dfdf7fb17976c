"""A document once analysed: everything that its rows hold."""

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resource_centre.search.documents import Document
from resource_centre.search.engines.embedded.schema import BETWEEN_TEXTS, NO_STEM
from resource_centre.text.analysis import Analyzer, analyzer_for, located_words

#: BM25's own constants, as Lucene has them.
K1, B = 1.2, 0.75
#: Words of titles and of texts in a usual document, before there are any to measure.
USUAL_TITLE, USUAL_BODY = 8.0, 150.0
#: Bounds of the weight of a word in a title and in a text: each class is a set of documents of its own.
TITLE_CLASSES, BODY_CLASSES = (1.0,), (0.6, 1.0, 1.4)
CLASSES = len(TITLE_CLASSES) + 1 + len(BODY_CLASSES) + 1
#: What a document of each class is taken to weigh, before exact scores.
CLASS_WEIGHTS = (0.8, 1.3, 0.4, 0.8, 1.2, 1.7)
TITLE_CLASS_COUNT = len(TITLE_CLASSES) + 1


@dataclass(frozen=True, slots=True)
class Averages:
    """Mean lengths, in words that count: what a document's own length is compared to."""

    title: float = USUAL_TITLE
    body: float = USUAL_BODY


@dataclass(frozen=True, slots=True)
class Totals:
    """How many documents an index holds, and how many words that count stand in their titles and in their texts."""

    documents: int = 0
    title_words: int = 0
    body_words: int = 0

    @classmethod
    def read(cls, db: sqlite3.Connection) -> "Totals":
        """As the transaction sees them."""
        rows = db.execute("SELECT key, value FROM meta WHERE key IN ('documents', 'title_words', 'body_words')")
        return cls(**dict(rows))

    @property
    def averages(self) -> Averages:
        """Mean lengths; those of a usual document when there is none."""
        if not self.documents:
            return Averages()
        return Averages(max(1.0, self.title_words / self.documents), max(1.0, self.body_words / self.documents))


@dataclass(frozen=True, slots=True)
class AnalysedText:
    """A text with its words in order: exacts[i] and stems[i] (NO_STEM for a stop word) stand at places[i]."""

    text: str
    exacts: tuple[str, ...]
    stems: tuple[str, ...]
    places: tuple[tuple[int, int], ...]

    @property
    def packed_places(self) -> bytes:
        """Starts, then ends, as unsigned integers of four bytes."""
        starts, ends = (array("I", column) for column in zip(*self.places, strict=True)) if self.places else ((), ())
        return array("I", [*starts, *ends]).tobytes()


@dataclass(frozen=True)
class Analysed:
    """The rows of a document: its texts (title, other names, summary, body), and its words for each table."""

    title: AnalysedText
    names: tuple[AnalysedText, ...]
    summary: AnalysedText
    body: AnalysedText
    language: str

    @classmethod
    def of(cls, document: Document, default_language: str) -> "Analysed":
        """Cut every text of a document."""
        own, exact = analyzer_for(document.language), analyzer_for(default_language)
        return cls(
            title=analyse(document.title, own, exact),
            names=tuple(analyse(name, own, exact) for name in document.names),
            summary=analyse(document.summary, own, exact),
            body=analyse(document.body, own, exact),
            language=document.language,
        )

    @property
    def titles(self) -> tuple[AnalysedText, ...]:
        """The title and the other names, which weigh the same."""
        return (self.title, *self.names)

    @property
    def texts(self) -> tuple[AnalysedText, ...]:
        """The summary and the body."""
        return (self.summary, self.body)

    @property
    def exact_words(self) -> str:
        """Every unstemmed word in order, a bar between two texts."""
        return f" {BETWEEN_TEXTS} ".join(" ".join(text.exacts) for text in (*self.titles, *self.texts))


@dataclass(frozen=True)
class Bag:
    """How often each word stands in the titles and in the texts: bag.counts["asoci"] == (1, 3)."""

    counts: dict[str, tuple[int, int]]
    title_length: int
    body_length: int

    @classmethod
    def of(cls, titles: Iterable[Sequence[str]], texts: Iterable[Sequence[str]]) -> "Bag":
        """Count the words of both sorts of texts, stop words left out."""
        in_titles = Counter(word for words in titles for word in words if word != NO_STEM)
        in_texts = Counter(word for words in texts for word in words if word != NO_STEM)
        counts = {word: (in_titles[word], in_texts[word]) for word in {**in_titles, **in_texts}}
        return cls(counts, in_titles.total(), in_texts.total())

    @property
    def packed(self) -> str:
        """ " asoci/1/3 ile/0/1 ": a word is found by looking for " asoci/"."""
        return " " + "".join(f"{word}/{title}/{body} " for word, (title, body) in self.counts.items())

    def classed(self, language: str, averages: Averages) -> str:
        """Each word with the class of its weight and the language: "1fr:asoci 3fr:asoci 2fr:ile"."""
        title_norm, body_norm = norm(self.title_length, averages.title), norm(self.body_length, averages.body)
        found: list[str] = []
        for word, (in_title, in_body) in self.counts.items():
            if in_title:
                found.append(classed_word(_class(weight(in_title, title_norm), TITLE_CLASSES), language, word))
            if in_body:
                place = TITLE_CLASS_COUNT + _class(weight(in_body, body_norm), BODY_CLASSES)
                found.append(classed_word(place, language, word))
        return " ".join(found)


def classed_word(place: int, language: str, word: str) -> str:
    """A word of a class, as the table of stems has it."""
    return f"{place}{language}:{word}"


def _class(value: float, bounds: Sequence[float]) -> int:
    return sum(value > bound for bound in bounds)


def norm(length: int, average: float) -> float:
    """What a length makes of a frequency: BM25's K."""
    return K1 * (1 - B + B * length / average)


def weight(count: int, length_norm: float) -> float:
    """How much a word that stands so often weighs, rarity aside."""
    return count * (K1 + 1) / (count + length_norm)


def analyse(text: str, own: Analyzer, exact: Analyzer) -> AnalysedText:
    """Cut a text once, for its stems and for its unstemmed words."""
    exacts: list[str] = []
    stems: list[str] = []
    places: list[tuple[int, int]] = []
    for word, start, end in located_words(text):
        plain = exact.exact(word)
        if plain:
            exacts.append(plain)
            stems.append(own.term(word) or NO_STEM)
            places.append((start, end))
    return AnalysedText(text, tuple(exacts), tuple(stems), tuple(places))
