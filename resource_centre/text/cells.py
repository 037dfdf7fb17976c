"""Cells of exported tables: what a spreadsheet would take for a formula leaves as text."""

import re

#: First characters of what a spreadsheet computes instead of showing; some read the wide forms alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Where a cell begins for a spreadsheet that parts cells at semicolons, as those in French do: it reads no quotation
#: mark in the middle of what it takes for one cell, and so cuts a text of ours there, and at the ends of its lines.
_CUT = re.compile(r"""(?<!^)([;\t\r\n][ "\xa0]*)(?=[=+\-@＝＋－＠])""")


def as_text(text: str) -> str:
    """A text that no spreadsheet runs: "=1+1" becomes "'=1+1", and "a;=1+1" becomes "a;'=1+1". A number is no text, and
    is never given here."""
    safe = _CUT.sub(r"\1'", text)
    return f"'{safe}" if safe.startswith(FORMULA) else safe
