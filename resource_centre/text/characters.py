"""Characters replaced before a text is cut into words, with the way back to the text as written.

Apostrophes of every kind become the straight one, soft hyphens go, ligatures are written out: the same map as the
character filter of the Elasticsearch analyser.
"""

import re
import unicodedata
from collections.abc import Sequence

SAME_LENGTH = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\uff07": "'"}
#: Written out in texts, in questions and in what is compared with them.
LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
OTHER_LENGTH = {"\u00ad": "", **LIGATURES}
#: What nobody sees in a text that somebody typed or pasted: control characters; what turns the direction of all that
#: follows, in sentences and lists of others too; blanks without width, operators and letters without a sign. Joiners,
#: soft hyphens and marks of direction of one place are not among them: scripts and emoji need them.
_UNSEEN = dict.fromkeys(
    (*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0), 0x180E, 0x200B, *range(0x202A, 0x202F),
     *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080), 0xFFFE, 0xFFFF)
)  # fmt: skip
#: Ends of a line that programs for writing and for slides put in what is copied from them: words stand on both sides.
_LINE_ENDS = dict.fromkeys((0x0B, 0x0C, 0x85, 0x2028, 0x2029), "\n")
_SEEN = {**_UNSEEN, **_LINE_ENDS}
#: What no line holds: a browser sends none of it, what was copied from a program for slides does.
_BREAKS = re.compile(r"\s*[\n\r\t]\s*")
#: What is nothing to read by itself: blanks, controls, what only changes a letter; and letters that are blank.
_UNREAD = frozenset({"Cc", "Cf", "Cs", "Mn", "Me", "Zs", "Zl", "Zp"})
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_TABLE = str.maketrans({**SAME_LENGTH, **OTHER_LENGTH})


def composed(text: str) -> str:
    """The text with each accent in its letter: "e" and a combining acute become "é", as keyboards type it.

    Files and names that come from macOS hold them apart; the chain of words, here and in Elasticsearch, only knows them
    together. To be done where a text comes in: afterwards places in it are told.
    """
    return unicodedata.normalize("NFC", text)


def seen(text: str) -> str:
    """What a person typed or pasted, as it is read: without the characters that nobody sees, whatever its script.

    "Un\\u202e li\\u200beu" becomes "Un lieu", and what holds nothing but such characters and blanks "". The one rule
    for all that is typed, in what is kept and in what is said of it.
    """
    clean = text.translate(_SEEN)
    return clean if any(map(_is_sign, clean)) else ""


def _is_sign(char: str) -> bool:
    return char not in _BLANK and unicodedata.category(char) not in _UNREAD


def in_one_line(text: str) -> str:
    """The same on one line, for names and titles: "Un\\x0blieu" becomes "Un lieu"."""
    return _BREAKS.sub(" ", seen(text)).strip()


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
