"""Characters replaced before a text is cut into words, with the way back to the text as written.

Apostrophes of every kind become the straight one, soft hyphens go, ligatures are written out: the same map as the
character filter of the Elasticsearch analyser.
"""

import unicodedata
from collections.abc import Sequence

SAME_LENGTH = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\uff07": "'"}
#: Written out in texts, in questions and in what is compared with them.
LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
OTHER_LENGTH = {"\u00ad": "", **LIGATURES}
_TABLE = str.maketrans({**SAME_LENGTH, **OTHER_LENGTH})


def composed(text: str) -> str:
    """The text with each accent in its letter: "e" and a combining acute become "é", as keyboards type it.

    Files and names that come from macOS hold them apart; the chain of words, here and in Elasticsearch, only knows them
    together. To be done where a text comes in: afterwards places in it are told.
    """
    return unicodedata.normalize("NFC", text)


def mapped(text: str) -> str:
    """The text with its characters replaced: "L’œil" becomes "L'oeil"."""
    return text.translate(_TABLE)


def places(text: str) -> Sequence[int] | None:
    """For each character of `mapped(text)`, its place in the text; None when no place has moved.

    "œil" gives (0, 0, 1, 2): "oeil" has two letters for the first one. One more value says where the text ends.
    """
    if not any(char in text for char in OTHER_LENGTH):
        return None
    found = [place for place, char in enumerate(text) for _one in OTHER_LENGTH.get(char, char)]
    return (*found, len(text))
