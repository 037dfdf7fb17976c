"""A word of a text, once analysed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """Token("eau", 0, 5, 0) for the first word of "L’eau".

    start, end: code points in the text as given, so that `text[start:end]` is the word as its author wrote it, article
    included. position: rank of the word; words that are left out (stop words) leave a gap, as in Lucene.
    """

    term: str
    start: int
    end: int
    position: int
