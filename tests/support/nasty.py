"""What people, robots and attackers put in the address of a search: drawn by hypothesis, encoded as browsers would."""

from collections.abc import Sequence
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

#: One parameter of an address, and its values.
Pair = tuple[str, str]

PIECES = (
    '"', "'", "’", "«", "»", "“", "*", "^", ":", "-", "+", "(", ")", "{", "}", "[", "]", "\\", "/", "%", "_", "?", "#",
    "&", "AND", "OR", "NOT", "NEAR", "NEAR(a b, 2)", "title:", "{stem}:", "SELECT", "--", ";", "'; DROP TABLE doc; --",
    "\x00", "\x1f", "\x7f", "\n", "\t", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\udfff",
    "\U0001f600", "👩‍👩‍👧",
    "שלום", "مرحبا", "İ", "ß", "ſ", "œ", "æ", "e\u0301", "１２", "a" * 300, "é" * 5_000, "mot " * 30, "<script>",
    "{{ 7*7 }}", "null", "l’inclusion", "numérique", "médiation", "inclusion",
)  # fmt: skip
NAMES = (
    "q", "type", "theme", "territory", "need", "actor", "year", "lang", "licence", "usage", "ring", "view", "words",
    "sort", "page", "place", "by", "inconnu", "q[]", "", "Q", "théme", "\x00",
)  # fmt: skip
VALUES = (
    "practice", "theme-1", "region:53", "commune:0", "none", "country:FR", "former-region:54", "2012", "fr", "all",
    "some", "map", "table", "around", "applies", "title", "proximity", "date", "-1", "0", "1", "2", "999999999",
    "9" * 40, "1.5", "²", "٣", "1e9", "0x10", "NaN",
)  # fmt: skip

_words = st.lists(st.sampled_from(PIECES) | st.text(st.characters(exclude_categories=()), max_size=12), max_size=6)
_values = st.sampled_from(VALUES) | _words.map("".join) | _words.map(" ".join)
_names = st.sampled_from(NAMES) | st.text(st.characters(exclude_categories=()), max_size=5)
_few = st.lists(st.tuples(_names, _values), max_size=6)
#: The same facet again and again.
_many = st.tuples(st.sampled_from(("theme", "territory", "actor", "year", "inconnu")), st.integers(100, 9_000)).map(
    lambda drawn: [(drawn[0], f"{drawn[0]}-{number}") for number in range(drawn[1])]
)
#: Lists of parameters: mostly short, one in thirty of thousands of values.
addresses: st.SearchStrategy[list[Pair]] = st.one_of(*[_few] * 29, _many)


def query_string(pairs: Sequence[Pair]) -> str:
    """As a browser sends it; halves of characters as the bytes that no text has."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in pairs)


def _quoted(text: str) -> str:
    return quote_from_bytes(text.encode("utf-8", "surrogatepass"))
