"""Another spelling of a question, made of words that the reader may find, as their authors write them."""

from pyroaring import BitMap

from resource_centre.search.engines.embedded.extracts import read_shown
from resource_centre.search.engines.embedded.matching import Matcher
from resource_centre.search.engines.embedded.spelling import near_words
from resource_centre.search.engines.embedded.writing import PARTS
from resource_centre.search.words import TextQuery, Word, bare, with_words_replaced


def correct(matcher: Matcher, text: TextQuery, visible: BitMap) -> str | None:
    """Replace each word that no document in view holds by the nearest one of most documents; None when none is near.

    "fracture numérque" gives "fracture numérique": accents are those of the text where it was found.
    """
    unknown = set(matcher.match(text, visible).unknown)
    found = {word.surface: _better(matcher, word, visible) for word in text.words if word.surface in unknown}
    corrected = with_words_replaced(text.source, found)
    return corrected if corrected != text.source else None


def _better(matcher: Matcher, word: Word, visible: BitMap) -> str | None:
    if not word.may_be_mistyped:
        return None
    near = ((other, matcher.exact(other) & visible) for other in near_words(matcher.snapshot.db, word.exact))
    found = [(len(documents), other, documents) for other, documents in near if documents and other != word.exact]
    if not found:
        return None
    _count, term, documents = max(found, key=lambda one: (one[0], one[1]))
    return _as_written(matcher, term, documents[0])


def _as_written(matcher: Matcher, term: str, pk: int) -> str:
    """The word as a document has it: "numerique" is written "numérique"."""
    for text in read_shown(matcher.snapshot.db, [pk], PARTS).get(pk, {}).values():
        if term in text.exacts:
            rank = text.exacts.index(term)
            return bare(text.text[text.start(rank) : text.end(rank)])
    return term
