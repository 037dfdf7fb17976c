"""Another spelling of a question: which words are replaced, and by what. One rule for every engine.

Two words typed apart that are one ("hello asso"), then one typing error ("numérque"), then two words typed as one
("bienvieillir"): always as a document that the reader may see writes it. Source: docs/explanation/search.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from resource_centre.search.slips import is_slip
from resource_centre.search.words import TextQuery, Word, bare, typed_words, with_spans_replaced
from resource_centre.text.analysis import Analyzer, analyzer_for, located_words
from resource_centre.text.characters import mapped

#: Letters of a word that may be two, and of each of the two.
LEAST_WHOLE, LEAST_PART = 6, 2
#: What parts two words that may be one.
_BLANKS = frozenset(" -‐‑")


class Spellings(Protocol):
    """What an engine knows of words, unstemmed, several of them being parted by spaces and following one another."""

    def near(self, word: str) -> Iterable[str]:
        """Words one typing error away that some document holds, whoever may see it."""

    def held(self, candidates: Sequence[str]) -> Mapping[str, int]:
        """How many documents that the reader may see hold each, those of none left out."""

    def texts(self, candidate: str) -> Iterable[str]:
        """Texts of one of these documents."""


@dataclass(frozen=True, slots=True)
class _Typed:
    surface: str
    exact: str
    start: int
    end: int


def respelt(text: TextQuery, unknown: Collection[str], language: str, spellings: Spellings) -> str | None:
    """The question in another spelling; None when there is none. language: the first of the index.

    "fracture numérque" gives "fracture numérique": accents are those of the text where it was found. A word that may
    not be replaced (`Word.may_be_respelt`) only joins its neighbour.
    """
    analyzer = analyzer_for(language)
    typed = [
        _Typed(surface, analyzer.exact(mapped(surface)), start, end) for surface, start, end in typed_words(text.source)
    ]
    spans = _joined(text.source, typed, unknown, analyzer, spellings)
    done = {place for start, end, _other in spans for place in range(start, end)}
    better = {word.surface: _better(word, analyzer, spellings) for word in text.words if _is_lacking(word, unknown)}
    for one in typed:
        if one.start not in done and (other := better.get(one.surface)):
            spans.append((one.start, one.end, other))
    corrected = with_spans_replaced(text.source, sorted(spans))
    return corrected if corrected != text.source else None


def _is_lacking(word: Word, unknown: Collection[str]) -> bool:
    return word.surface in unknown and word.may_be_respelt


def _joined(
    source: str, typed: Sequence[_Typed], unknown: Collection[str], analyzer: Analyzer, spellings: Spellings
) -> list[tuple[int, int, str]]:
    """Neighbours that are one word somewhere: one of the two at least is held by nothing."""
    pairs = [
        (one, other)
        for one, other in pairwise(typed)
        if (one.surface in unknown or other.surface in unknown)
        and set(source[one.end : other.start]) <= _BLANKS
        and len(one.exact + other.exact) >= LEAST_WHOLE
    ]
    held = spellings.held([one.exact + other.exact for one, other in pairs]) if pairs else {}
    spans: list[tuple[int, int, str]] = []
    for one, other in pairs:
        whole = one.exact + other.exact
        if whole in held and (not spans or spans[-1][1] <= one.start):
            spans.append((one.start, other.end, _as_written(whole, analyzer, spellings)))
    return spans


def _better(word: Word, analyzer: Analyzer, spellings: Spellings) -> str | None:
    """The word that it was typed for, or the two words, of most documents."""
    near = (one for one in spellings.near(word.exact) if is_slip(word.exact, one))
    for candidates in (near, _parted(word.exact)):
        held = spellings.held(list(candidates))
        if held:
            return _as_written(max(held, key=lambda one: (held[one], one)), analyzer, spellings)
    return None


def _parted(word: str) -> Iterator[str]:
    """ "helloasso" gives "he lloasso", "hel loasso" and so on."""
    if len(word) >= LEAST_WHOLE:
        for place in range(LEAST_PART, len(word) - LEAST_PART + 1):
            yield f"{word[:place]} {word[place:]}"


def _as_written(candidate: str, analyzer: Analyzer, spellings: Spellings) -> str:
    """Words as a document has them: "numerique" is written "numérique"."""
    wanted = candidate.split(" ")
    for text in spellings.texts(candidate):
        words = list(located_words(text))
        exacts = [analyzer.exact(word) for word, _start, _end in words]
        for place in range(len(words)):
            if exacts[place : place + len(wanted)] == wanted:
                return " ".join(bare(text[start:end]) for _word, start, end in words[place : place + len(wanted)])
    return candidate
