"""The review clock of a page, and why no revision sets it back.

When a page was re-read, by whom, and when it is to be re-read next are on its row and, as all fields are, in the JSON
of each revision. The row is right. A number on it, `clock`, is raised each time the clock is set: by a publication that
changes the meaning, by somebody who has re-read the page, by a date that an editor gave and published. A revision
carries the number that it was written under: while it is still that of the row, a date that differs is an editor's
wish, and is kept; once it is older, all that the revision says of the clock is past, and nothing is taken of it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

#: Fields of the clock.
CLOCK = ("clock", "review_by", "reviewed_on", "reviewed_by")
#: Months between two re-readings, at most.
LONGEST_MONTHS = 240


def is_own_date(content: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    """Whether a revision gives a date of its own for the next re-reading.

    content: of the revision, {"clock": 2, "review_by": "2027-03-01", …}; without a number, it is from before there were
    any. row: {"clock": 2, "review_by": date(2027, 1, 1), …}.
    """
    is_current = (content.get("clock") or 0) == row["clock"]
    return is_current and _date(content.get("review_by")) != row["review_by"]


def _date(value: Any) -> date | None:
    if not value:
        return None
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
