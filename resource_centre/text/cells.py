"""Cells of exported tables: what a spreadsheet would take for a formula leaves as text."""

#: First characters of what a spreadsheet computes instead of showing; some read the wide forms alike.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_text(text: str) -> str:
    """A text that no spreadsheet runs: "=1+1" becomes "'=1+1". A number is no text, and is never given here."""
    return f"'{text}" if text.startswith(FORMULA) else text
