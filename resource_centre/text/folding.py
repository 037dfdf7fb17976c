"""Folding: the form of a text in which accents, case, ligatures and punctuation no longer matter."""

import re
import unicodedata

from resource_centre.text.characters import LIGATURES

_LETTERS = str.maketrans({**LIGATURES, "ß": "ss", "ø": "o", "Ø": "o"})
_BETWEEN_WORDS = re.compile(r"[^\w]+|_+")


def fold(text: str) -> str:
    """Lower-case words without accents, parted by one space.

    "L’Haÿ-les-Roses" becomes "l hay les roses"; "Cœur" becomes "coeur". Folding twice changes nothing more.
    """
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _BETWEEN_WORDS.sub(" ", bare).strip()
