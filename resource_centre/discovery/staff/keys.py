"""The words of a search as they are compared with those that editors wrote: accents, plurals and articles left out."""

from resource_centre.text.analysis import analyzer_for
from resource_centre.text.characters import composed
from resource_centre.text.folding import fold

#: Characters of a key that are compared: folding makes some characters many.
MOST_KEY = 400


def key_of(words: str, language: str) -> str:
    """ "Les médiations numériques" gives "mediation numeriqu" in French; stop words alone are folded; "" for no word.

    Two searches are the same when their keys are: every word counts, in its place.
    """
    words = composed(words)
    return (" ".join(analyzer_for(language).terms(words)) or fold(words))[:MOST_KEY]
