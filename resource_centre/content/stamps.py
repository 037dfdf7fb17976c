"""Numbers raised when reference data changes, so that what was read of it may be kept in memory.

One query tells every process whether what it remembers still holds.
"""

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from resource_centre.locks import ForkSafeLock

VOCABULARIES, TERRITORIES, LISTS = "vocabularies", "territories", "lists"
#: What editors add to the search: synonyms, recommended results, references.
STAFF_SEARCH = "staff search"

#: Seconds after which what is remembered is read again whatever the stamps say: rows may be changed behind our back.
LONGEST_MEMORY = 300

_RAISE = """
INSERT INTO resource_centre_stamp AS stamp (name, number) VALUES (%s, 1)
ON CONFLICT (name) DO UPDATE SET number = stamp.number + 1
"""


class Stamp(models.Model):
    """How often a sort of reference data has changed."""

    name = models.CharField(max_length=50, unique=True)
    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("stamp of reference data")
        verbose_name_plural = _("stamps of reference data")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


def raise_stamp(name: str) -> None:
    """Say that this sort of reference data has changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_RAISE, [name])


def read_stamps() -> dict[str, int]:
    """Every number by name (one query); a name that is absent has never changed."""
    return dict(Stamp.objects.values_list("name", "number"))


_T = TypeVar("_T")
_all: list["Remembered[Any]"] = []


@dataclass(frozen=True)
class _Kept(Generic[_T]):
    stamp: Hashable
    read_at: float
    value: _T


class Remembered(Generic[_T]):
    """What this process has read of reference data, until its stamp moves. Made once, in a module.

    longest: seconds after which it is read again all the same.
    """

    def __init__(self, longest: float = LONGEST_MEMORY) -> None:
        self._longest, self._lock = longest, ForkSafeLock()
        self._kept: _Kept[_T] | None = None
        _all.append(self)

    def under(self, stamp: Hashable, read: Callable[[], _T]) -> _T:
        """What is remembered under that stamp, read now if it is not; others who ask meanwhile wait for it.

        stamp: one number or several, and whatever else makes it another thing: ((3, 1, 0), ("fr", "en")).
        """
        with self._lock:
            kept = self._kept
            if kept is None or kept.stamp != stamp or time.monotonic() - kept.read_at > self._longest:
                kept = self._kept = _Kept(stamp, time.monotonic(), read())
            return kept.value

    def forget(self) -> None:
        """Read again at the next question."""
        self._kept = None


def forget_all() -> None:
    """Read everything again at the next question; for tests, whose roll-backs take the stamps back too."""
    for one in _all:
        one.forget()
