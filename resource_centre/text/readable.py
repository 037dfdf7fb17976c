"""What people type or paste, as it is read: the one rule for what is kept of it and for what is said of it.

Source: ARCHITECTURE.md, decision 123.
"""

import re
import unicodedata

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


def seen(text: str) -> str:
    """What a person typed or pasted, as it is read: without the characters that nobody sees, whatever its script.

    "Un\\u202e li\\u200beu" becomes "Un lieu", and what holds nothing but such characters and blanks "". The one rule
    for all that is typed, in what is kept and in what is said of it.
    """
    clean = text.translate(_SEEN)
    return clean if any(map(_is_sign, clean)) else ""


def _is_sign(char: str) -> bool:
    return char not in _BLANK and unicodedata.category(char) not in _UNREAD


def in_lines(text: str) -> str:
    """The same with one sort of line end, whichever a browser sends, and no blanks around."""
    return seen(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def in_one_line(text: str) -> str:
    """The same on one line, for names and titles: "Un\\x0blieu" becomes "Un lieu"."""
    return _BREAKS.sub(" ", seen(text)).strip()
