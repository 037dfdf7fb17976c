"""Another spelling of a question, made of words that the reader may find, as their authors write them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from resource_centre.search.engines.embedded.extracts import read_shown
from resource_centre.search.engines.embedded.matching import Matcher
from resource_centre.search.engines.embedded.spelling import near_words
from resource_centre.search.engines.embedded.writing import PARTS
from resource_centre.search.respelling import respelt
from resource_centre.search.words import TextQuery


@dataclass(frozen=True)
class IndexSpellings:
    """Words of one state of an index, and of what a reader may see in it."""

    matcher: Matcher
    visible: BitMap

    def near(self, word: str) -> Iterable[str]:
        """As `respelling.Spellings`."""
        return near_words(self.matcher.snapshot.db, word)

    def held(self, candidates: Sequence[str]) -> Mapping[str, int]:
        """As `respelling.Spellings`."""
        counts = ((one, len(self.matcher.exact(one) & self.visible)) for one in candidates)
        return {one: count for one, count in counts if count}

    def texts(self, candidate: str) -> Iterable[str]:
        """As `respelling.Spellings`."""
        pk = (self.matcher.exact(candidate) & self.visible)[0]
        return [text.text for text in read_shown(self.matcher.snapshot.db, [pk], PARTS).get(pk, {}).values()]


def correct(matcher: Matcher, text: TextQuery, visible: BitMap) -> str | None:
    """Replace what no document in view holds by what most of them do; None when there is nothing better."""
    unknown = frozenset(matcher.match(text, visible).unknown)
    return respelt(text, unknown, matcher.languages[0], IndexSpellings(matcher, visible))
