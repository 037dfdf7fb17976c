"""Searches that found nothing, and what editors already did about them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TypeVar

from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.discovery.staff.keys import key_of
from resource_centre.discovery.staff.models import SearchLogEntry, SearchRedirect, SynonymSet, WantedResource

Row = TypeVar("Row", SearchRedirect, WantedResource)


class Outcome(Enum):
    """What these searches found: nothing at all, or only resources that hold near words."""

    NOTHING = "nothing"
    NEAR = "near"


@dataclass(frozen=True)
class MissingWords:
    """Words that people searched: MissingWords(12, "Centre", "fr", "lieux d’accueil", "lieu acueil", 8, …).

    words: one of the ways in which they were written. last_at: the last time, to the minute.
    """

    centre: int
    centre_title: str
    language: str
    words: str
    key: str
    times: int
    last_at: datetime


@dataclass(frozen=True)
class Remedies:
    """What editors wrote for some words: rows of each sort, live or not."""

    synonyms: tuple[SynonymSet, ...] = ()
    redirect: SearchRedirect | None = None
    wanted: WantedResource | None = None


def missing_words(centres: Iterable[ResourceCentrePage], outcome: Outcome, days: int) -> tuple[MissingWords, ...]:
    """Words of the last days that found nothing, those asked most first: two queries, whatever they are."""
    titles = {centre.pk: centre.title for centre in centres}
    rows = (
        _of(outcome, days)
        .filter(centre__in=titles)
        .values("centre", "language", "key")
        .annotate(as_written=Max("words"), times=Count("pk"), last_at=Max("at"))
        .order_by("-times", "-last_at", "key")
    )
    return tuple(
        MissingWords(
            row["centre"], titles[row["centre"]], row["language"], row["as_written"], row["key"], row["times"],
            row["last_at"],
        )
        for row in rows
    )  # fmt: skip


def _of(outcome: Outcome, days: int) -> QuerySet[SearchLogEntry]:
    recent = SearchLogEntry.objects.filter(at__gte=timezone.now() - timedelta(days=days))
    if outcome is Outcome.NOTHING:
        return recent.filter(total=0)
    return recent.filter(total__gt=0, was_relaxed=True)


def remedies_of(lines: Sequence[MissingWords]) -> dict[MissingWords, Remedies]:
    """What was done about each: three queries, whatever their number."""
    sets: dict[tuple[str, str], list[SynonymSet]] = defaultdict(list)
    for one in SynonymSet.objects.filter(language__in={line.language for line in lines}):
        for form in one.lines:
            sets[one.language, key_of(form, one.language)].append(one)
    redirects = _by_words(SearchRedirect.objects.all(), lines)
    wanted = _by_words(WantedResource.objects.all(), lines)
    return {
        line: Remedies(
            tuple(dict.fromkeys(sets.get((line.language, line.key), ()))),
            redirects.get((line.centre, line.language, line.key)),
            wanted.get((line.centre, line.language, line.key)),
        )
        for line in lines
    }


def _by_words(rows: QuerySet[Row], lines: Sequence[MissingWords]) -> dict[tuple[int, str, str], Row]:
    asked = rows.filter(centre__in={line.centre for line in lines}, key__in={line.key for line in lines})
    return {(row.centre_id, row.language, row.key): row for row in asked}
