"""Dates known to the year, the month or the day: "2012", "March 2016", "12/02/2015".

Stored as ISO 8601 at reduced precision ("2012", "2016-03", "2015-02-12"), which sorts as text in the
order of time: a year comes before its months, a month before its days.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import Enum
from functools import total_ordering

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from resource_centre.text.folding import fold
from resource_centre.text.readable import seen

_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$")
_DAY_FIRST = re.compile(r"^(?:(\d{1,2})[/.])?(\d{1,2})[/.](\d{4})$")
_WORDS = re.compile(r"^(?:(\d{1,2})(?:er|st|nd|rd|th)? )?([a-z]+) (\d{4})$")
_MONTH_WORDS = {
    word: number
    for words in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
        "jan feb mar apr may jun jul aug sep oct nov dec",
    )
    for number, word in enumerate(words.split(), start=1)
}


class Precision(Enum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


@total_ordering
@dataclass(frozen=True)
class PartialDate:
    """A date with its precision: PartialDate(2016, 3) is "March 2016".

    Raises ValueError when the parts make no date (month 13, 30 February, a day without a month).
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not 1000 <= self.year <= 2999:
            raise ValueError(f"year {self.year} is outside 1000-2999")
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        # Not `month or 1`: a month 0 must be refused, not read as January.
        datetime.date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read what a person types, in French or English, day before month.

        "2012" · "2016-03" · "03/2016" · "March 2016" · "mars 2016" · "12/02/2015" (12 February) ·
        "1er mars 2016". Raises ValidationError with an example of each form.
        """
        stripped = seen(text).strip()
        try:
            parts = _parts(stripped)
            if parts is not None:
                return cls(*parts)
        except ValueError:
            pass
        raise ValidationError(
            _("“%(value)s” is not a date. Write a year (2012), a month (03/2016) or a day (12/02/2015)."),
            code="invalid_date",
            params={"value": Truncator(stripped).chars(50)},
        )

    @property
    def precision(self) -> Precision:
        """YEAR, MONTH or DAY, from the parts that are known."""
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    def earliest(self) -> datetime.date:
        """First day it may mean: 2012 gives 1 January 2012."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> datetime.date:
        """Last day it may mean: 2012 gives 31 December 2012."""
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        """ISO form, as stored: "2012", "2016-03", "2015-02-12"."""
        parts = [f"{self.year:04d}"]
        parts += [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return str(self) < str(other)

    def in_words(self) -> str:
        """Written out in the active language: "2012", "mars 2016", "1er mars 2016", "12 February 2015"."""
        if self.month is None:
            return str(self.year)
        if self.day is None:
            return f"{MONTHS[self.month]} {self.year}"
        if self.day == 1 and (get_language() or "").startswith("fr"):
            return f"1er {MONTHS[self.month]} {self.year}"  # French counts the first day as an ordinal
        return date_format(self.earliest(), "j F Y")


def day_in_words(day: datetime.date) -> str:
    """A calendar day as readers meet it everywhere: "1er mars 2016", "12 February 2015"."""
    return PartialDate(day.year, day.month, day.day).in_words()


def _parts(text: str) -> tuple[int, int | None, int | None] | None:
    if match := _ISO.match(text):
        year, month, day = match.groups()
        return int(year), int(month) if month else None, int(day) if day else None
    if match := _DAY_FIRST.match(text):
        day, month, year = match.groups()
        return int(year), int(month), int(day) if day else None
    if (match := _WORDS.match(fold(text))) and match[2] in _MONTH_WORDS:
        return int(match[3]), _MONTH_WORDS[match[2]], int(match[1]) if match[1] else None
    return None


def span_in_words(start: PartialDate | None, end: PartialDate | None) -> str:
    """A period in words: "2012", "2011 – 2013", "since 2018", "until March 2016"; "" when nothing is known."""
    if start and end:
        return start.in_words() if start == end else f"{start.in_words()} – {end.in_words()}"
    if start:
        return start.in_words()
    if end is None:
        return ""
    # French says "jusqu'au 12 février" of a day, "jusqu'en 2012" of a year or a month.
    words = pgettext("a day", "until %(date)s") if end.day else pgettext("a year or a month", "until %(date)s")
    return words % {"date": end.in_words()}
