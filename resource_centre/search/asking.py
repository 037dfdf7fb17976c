"""Asking what a person meant: a word that nothing holds is asked in its other spelling, and this is said.

Every engine finds words and corrects them; when one is asked again is decided here alone. Source: ARCHITECTURE.md,
decision 37.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from resource_centre.search.engine import SearchEngine
from resource_centre.search.query import SearchQuery
from resource_centre.search.results import SearchResults
from resource_centre.search.words import TextQuery, typed_words


class Respeller(Protocol):
    """Reads the question again: in the engine's spelling, which still has those unknown words; None for none better."""

    def __call__(self, text: str, unknown: Sequence[str]) -> TextQuery | None: ...


@dataclass(frozen=True)
class Answer:
    """Results; when the question was asked in another spelling, that one, and the words as typed that it replaces.

    Answer(results, "fracture numérique", ("numérque",))
    """

    results: SearchResults
    corrected: str = ""
    replaced: tuple[str, ...] = ()


def ask(engine: SearchEngine, query: SearchQuery, respell: Respeller) -> Answer:
    """Search; once more, in another spelling, when some words are held by nothing that the reader may see."""
    results, text = engine.search(query), query.text
    if text is None or not results.unknown:
        return Answer(results)
    found = engine.correct(query) or text.source
    replaceable = {word.surface for word in text.words if word.may_be_respelt}
    corrected = respell(found, _held(found, [word for word in results.unknown if word in replaceable]))
    if corrected is None or corrected.source == text.source:
        return Answer(results)
    kept = _held(corrected.source, results.unknown)
    replaced = tuple(word for word in results.unknown if word not in kept)
    return Answer(engine.search(replace(query, text=corrected)), corrected.source, replaced)


def _held(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that are words of the text: "travai" is none of "télétravail"."""
    typed = {surface for surface, _start, _end in typed_words(text)}
    return tuple(word for word in words if word in typed)
