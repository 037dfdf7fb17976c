"""What a person asks for, once read from an address or a form: nothing of an engine, nothing of an access."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum


class Sort(Enum):
    """Orders of results. RELEVANCE without words, and PROXIMITY without a place to be near to, are UPDATED."""

    RELEVANCE = "relevance"
    UPDATED = "updated"
    PUBLISHED = "published"
    TITLE = "title"
    #: By the date of what is described, the oldest first; undated ones last.
    DATE = "date"
    PROXIMITY = "proximity"


class Words(Enum):
    """How many of the words must be held."""

    SOME = "some"
    ALL = "all"


class Ring(Enum):
    """Where, around the territories that are picked. INSIDE: them and all that they contain. HERE: them alone.
    AROUND: those that share their parent, them included. APPLIES: inside, and what contains them."""

    INSIDE = "inside"
    HERE = "here"
    AROUND = "around"
    APPLIES = "applies"


@dataclass(frozen=True)
class Criteria:
    """A search: Criteria("inclusion", {"type": ("practice",), "territory": ("region:53",)}, language="fr").

    sort: None for the default of the moment. language: of the words, and of the interface that asks.
    """

    text: str = ""
    picked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ring: Ring = Ring.INSIDE
    words: Words = Words.SOME
    sort: Sort | None = None
    page: int = 1
    language: str = "fr"

    @property
    def order(self) -> Sort:
        """The order that applies: relevance only makes sense with words."""
        has_words = bool(self.text.strip())
        if self.sort is None or (self.sort is Sort.RELEVANCE and not has_words):
            return Sort.RELEVANCE if has_words else Sort.UPDATED
        return self.sort

    def with_picked(self, facet: str, keys: tuple[str, ...]) -> "Criteria":
        """The same with other values in a facet, from the first page."""
        others = {name: values for name, values in self.picked.items() if name != facet}
        return replace(self, picked={**others, facet: keys} if keys else others, page=1)
