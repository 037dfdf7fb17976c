"""What comes back of a search."""

from dataclasses import dataclass

from resource_centre.search.facets import FacetCounts


@dataclass(frozen=True, slots=True)
class Extract:
    """A piece of text in which the words found are marked: Extract((("Lieux de ", False), ("médiation", True))).

    The text is as its author wrote it, and unescaped: whoever prints it escapes it.
    """

    parts: tuple[tuple[str, bool], ...] = ()

    def __str__(self) -> str:
        return "".join(text for text, _is_marked in self.parts)

    @property
    def has_marks(self) -> bool:
        """Whether a word is marked."""
        return any(is_marked for _text, is_marked in self.parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found. missing: words of the question that it lacks, as they were typed. matched_values: values of
    facets that hold a word which its text does not. values: what it is filed under, in the facets to be
    shown. title, text: extracts; empty when nothing in them was found."""

    id: str
    score: float = 0.0
    title: Extract = Extract()
    text: Extract = Extract()
    missing: tuple[str, ...] = ()
    matched_values: tuple[tuple[str, str], ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SearchResults:
    """An answer, total and counts being exact.

    complete: documents that hold every word, under the same filters (the total of `words=all`); equal to the total
    when all are required or there is no word. relaxed: words and access alone found nothing, so any word and one
    typing error were allowed. unknown: words that no document in the scope holds, nor
    has as they are written, in whatever language. is_degraded: another engine stood in,
    which may not know the latest changes yet.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCounts, ...]
    complete: int
    relaxed: bool = False
    unknown: tuple[str, ...] = ()
    is_degraded: bool = False

    def facet(self, name: str) -> FacetCounts:
        """Counts of a facet; none for one that was not asked for."""
        return next((facet for facet in self.facets if facet.name == name), FacetCounts(name, ()))


@dataclass(frozen=True, slots=True)
class Similar:
    """A document that resembles another. values: what both carry, of the facets asked for. words: terms they share."""

    id: str
    score: float
    values: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
