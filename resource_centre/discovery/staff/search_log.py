"""The log of searches: words, how much they found, the minute. Nothing of who asked is ever known here.

Written beside requests, several at once: an answer waits for no row, and loses none of its speed to a busy database. A
process that is killed loses what was asked in its last second.
"""

import logging
import re
import time
import unicodedata
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, OperationalError
from django.utils import timezone

from resource_centre import conf
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import SearchLogEntry
from resource_centre.errands import Errand
from resource_centre.search.budget import MOST_CHARACTERS

logger = logging.getLogger(__name__)

#: Days that a search is kept. Rows that may wait to be written. Seconds in which those that follow join the first one.
KEPT_DAYS, MOST_WAITING, GATHERED_SECONDS = 90, 2_000, 1.0
#: Nine digits in a row are no year nor postal code: a telephone number, an account, a person's number.
MOST_DIGITS = 8
_DIGITS = re.compile(r"\d(?:[\s.\-/()]{0,3}\d)+")
_MAIL = re.compile(r"\S\s?@\s?\S")


@dataclass(frozen=True)
class Search:
    """What is kept of a search: Search(12, "fr", "médiation numérique", 43, False, 2026-11-27 10:42)."""

    centre: int
    language: str
    words: str
    total: int
    was_relaxed: bool
    at: datetime


_waiting: deque[Search] = deque(maxlen=MOST_WAITING)


def record_search(centre: int, language: str, text: str, total: int, was_relaxed: bool) -> None:
    """Keep the words of a search, unless the site keeps none or they look like an address or a number of somebody."""
    words = normalised(text)
    if conf.keeps_search_log() and words and not is_personal(words):
        minute = timezone.now().replace(second=0, microsecond=0)
        _waiting.append(Search(centre, language, words, total, was_relaxed, minute))
        _writing.ask()


def normalised(text: str) -> str:
    """Words as they are kept, accents included: "  Médiation  NUMÉRIQUE" becomes "médiation numérique"."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())[:MOST_CHARACTERS]


def is_personal(words: str) -> bool:
    """Whether words look like an e-mail address or a telephone number: "ada@example.org", "06 12 34 56 78"."""
    return bool(_MAIL.search(words)) or any(
        sum(char.isdecimal() for char in found) > MOST_DIGITS for found in _DIGITS.findall(words)
    )


def write_waiting() -> int:
    """Write what waits; how many rows. What the database refuses for good is dropped."""
    taken: list[Search] = []
    while _waiting:
        taken.append(_waiting.popleft())
    rows = [
        SearchLogEntry(
            centre_id=one.centre, language=one.language, words=one.words, key=key_of(one.words, one.language),
            total=one.total, was_relaxed=one.was_relaxed, at=one.at,
        )
        for one in taken
    ]  # fmt: skip
    try:
        return len(SearchLogEntry.objects.bulk_create(rows))
    except OperationalError:  # busy, or away: they wait for the next one
        _waiting.extendleft(reversed(taken))
    except DatabaseError as error:
        logger.warning("%d searches are not kept: %s", len(rows), error)
    return 0


def _gather_and_write() -> None:
    _writing.asked.clear()
    time.sleep(GATHERED_SECONDS)
    write_waiting()


_writing = Errand("search-log", _gather_and_write)


def delete_old_searches() -> int:
    """Delete searches that were kept long enough; their number.

    One statement: nothing points to them, no signal is of use, and Wagtail's would read each row meanwhile.
    """
    old = SearchLogEntry.objects.filter(at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    return int(old._raw_delete(old.db))
