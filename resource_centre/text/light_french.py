"""The light French stemmer of Jacques Savoy (UniNE): plurals, feminines and a few endings, never verb forms.

Source: J. Savoy, "A stemming procedure and stopword list for general French corpora", JASIS 50, 1999, in the form
that Lucene gives it, with which it agrees word for word. It expects lower case, and leaves accents to the folding.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """An ending that words longer than `longer_than` letters lose. goes_on: the endings below are tried too."""

    written: str
    becomes: str
    longer_than: int
    goes_on: bool = False


_ENDINGS = (
    Ending("issement", "ir", 9),
    Ending("issant", "ir", 8),
    Ending("ivement", "if", 6),
    Ending("ement", "e", 6),
    Ending("ficatrice", "fier", 11),
    Ending("ficateur", "fier", 10),
    Ending("catrice", "quer", 9),
    Ending("cateur", "quer", 8),
    Ending("atrice", "er", 8),
    Ending("ateur", "er", 7),
    Ending("trice", "teur", 6, goes_on=True),
    Ending("ième", "", 5),
    Ending("teuse", "ter", 7),
    Ending("teur", "ter", 6),
    Ending("euse", "eu", 5),
    Ending("ère", "er", 8),
    Ending("ive", "if", 7),
    Ending("folle", "fou", 4),
    Ending("molle", "mou", 4),
    Ending("nnelle", "n", 9),
    Ending("nnel", "n", 9),
    Ending("ète", "et", 4, goes_on=True),
    Ending("ique", "", 8, goes_on=True),
    Ending("esse", "e", 8),
    Ending("inage", "in", 7),
    Ending("ualisation", "uel", 12),
    Ending("isation", "", 9),
    Ending("isateur", "", 9),
    Ending("ation", "", 8),
    Ending("ition", "", 8),
)
_BARE = str.maketrans("àáâôèéêùûîç", "aaaoeeeuuic")
#: Words of this length or less keep their accents, their doubled letters and their end.
_SHORT = 4


def stem(word: str) -> str:
    """ "associations" → "asoci", "numériques" → "num", "eau" → "eau"."""
    return _normalised(_without_ending(_singular(word)))


def _singular(word: str) -> str:
    if len(word) > 5 and word.endswith("x"):
        word = f"{word[:-2]}l" if word.endswith("aux") and word[-4] != "e" else word[:-1]
    if len(word) > 3 and word.endswith("x"):
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _without_ending(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) > ending.longer_than and word.endswith(ending.written):
            word = word[: len(word) - len(ending.written)] + ending.becomes
            if not ending.goes_on:
                return word
    return word


def _normalised(word: str) -> str:
    if len(word) > _SHORT:
        word = _without_doubles(word.translate(_BARE))
    if len(word) > _SHORT and word.endswith("ie"):
        word = word[:-2]
    if len(word) > _SHORT:
        word = word.removesuffix("r")
        word = word.removesuffix("e")
        word = word.removesuffix("e")
        if word[-1] == word[-2] and word[-1].isalpha() and word[-1] <= "\uffff":
            word = word[:-1]
    return word


def _without_doubles(word: str) -> str:
    """Each letter once where it is doubled: "affichage" → "afichage"; digits, and letters of two units, stay."""
    kept = [word[0]]
    for char in word[1:]:
        if char != kept[-1] or not char.isalpha() or char > "\uffff":
            kept.append(char)
    return "".join(kept)
