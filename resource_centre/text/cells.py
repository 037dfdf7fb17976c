"""Cells of the tables that people take away."""

#: Characters that a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs: "=1+1" becomes "'=1+1"."""
    return f"'{text}" if text.startswith(FORMULA) else text
