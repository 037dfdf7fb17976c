"""Folding to ASCII, letter by letter, as Elasticsearch's `asciifolding` does for the letters that texts hold.

A letter is its compatibility decomposition without marks ("é" → "e", "ﬁ" → "fi"), or the letter that its Unicode
name gives ("ø", LATIN SMALL LETTER O WITH STROKE → "o"), or one of a few exceptions. A mark that stands alone stays.
"""

import re
import unicodedata
from functools import cache

_PAIRS = """
ß=ss ẞ=SS Þ=TH þ=th Ð=D ð=d ŉ=n ĸ=q ı=i ȷ=j Ŋ=N ŋ=n Ɔ=O ɔ=o Ǝ=E ǝ=e Ə=A ə=a Ɛ=E ɛ=e ƕ=hv Ƕ=HV Ɯ=M ɯ=m ƿ=w Ƿ=W
Ȣ=OU ȣ=ou Ɩ=I Ʋ=V Ʌ=V ɥ=h ‼=!! ⁇=?? ⁈=?! ⁉=!?
"""
_EXCEPTIONS = dict(pair.split("=", 1) for pair in _PAIRS.split())
_NAMED = re.compile(r"LATIN (SMALL|CAPITAL) (?:LETTER|LIGATURE) ([A-Z]{1,2})(?: WITH .*)?")
#: Latin letters and those of compatibility: beyond, another script is left as it is.
_FOLDED = (
    *((0x00AA, 0x0250), (0x0250, 0x02B0), (0x1D00, 0x1E00), (0x1E00, 0x1F00), (0x2030, 0x20A0), (0x2460, 0x24FF)),
    *((0x2C60, 0x2C80), (0xA720, 0xA800), (0xFB00, 0xFB07), (0xFF01, 0xFF5F)),
)


def _is_left(char: str) -> bool:
    """Marks, and most letters raised above the line ("ª", "ᵉ"): `asciifolding` leaves them, save "ⁿ" and its row."""
    return unicodedata.category(char) in ("Mn", "Mc", "Me", "Lm", "Lo") and not "\u2070" <= char < "\u20a0"


def folded(text: str) -> str:
    """ "Élève" → "Eleve". Characters that are not letters or digits of the Latin script stay."""
    return text if text.isascii() else "".join(char if char.isascii() else _folded(char) for char in text)


@cache
def _folded(char: str) -> str:
    if char in _EXCEPTIONS:
        return _EXCEPTIONS[char]
    if not any(first <= ord(char) < last for first, last in _FOLDED) or _is_left(char):
        return char
    bare = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    if bare.isascii() and bare.strip():
        return bare
    name = _NAMED.fullmatch(unicodedata.name(char, ""))
    if name is None:
        return char
    return name[2].lower() if name[1] == "SMALL" else name[2]
