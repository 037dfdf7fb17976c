"""Mails to those who watch, in their language.

Templates: resource_centre/mail/<name>.txt and .html. Names: watch_asked (confirm the address), news.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import override

from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.addresses import (
    CHANGES,
    STOP,
    absolute,
    comparison_path,
    confirm_watch_path,
    watches_path,
)
from resource_centre.contribution.confirmation_links import DAYS
from resource_centre.contribution.history.recent import RecentChange
from resource_centre.contribution.letter_writing import Letter, chosen_language, written
from resource_centre.contribution.watching.keys import ASKED, NEWS, moment
from resource_centre.contribution.watching.models import Watch, Watcher
from resource_centre.contribution.watching.news import CentreNews, access_of, news_of
from resource_centre.contribution.watching.subjects import Subject

SORTS = frozenset({ASKED, NEWS})
#: Things watched that a mail names; the page of what one watches has them all.
MOST_REASONS = 5


@dataclass(frozen=True)
class NewsLine:
    """A change in a mail. compare_url: "" for a new page."""

    title: str
    url: str
    is_new: bool
    significance: str
    at: datetime
    compare_url: str


@dataclass(frozen=True)
class NewsPart:
    """What changed in one centre, and why this person is told: because: what they watch there, because_more: how many
    things besides. more_url: where the rest is read."""

    title: str
    lines: tuple[NewsLine, ...]
    more: int
    more_url: str
    because: tuple[str, ...]
    because_more: int


def watching_letter(key: str) -> Letter | None:
    """The mail of a key of watches; None when there is nobody to write to, or nothing to say any more."""
    sort, pk, *rest = key.split(":")
    if sort == ASKED:
        ends = ("watcher", "centre", "resource", "concept__vocabulary", "territory")
        watch = Watch.objects.filter(pk=pk).select_related(*ends).first()
        return _asked(watch) if watch is not None else None
    watcher = Watcher.objects.filter(pk=pk).select_related("user").first()
    return _news(watcher, moment(rest[0]), moment(rest[1])) if watcher is not None else None


def _asked(watch: Watch) -> Letter | None:
    """A link to confirm; to whoever confirmed already, the way to what they watch."""
    watcher, subject = watch.watcher, Subject.of(watch)
    if not watcher.address or not subject.is_open_to(access_of(watcher)):
        return None
    with override(watcher.language):
        context = {
            "title": subject.label,
            "confirm_url": absolute(watch.centre, confirm_watch_path(watch.secret)) if watch.secret else "",
            "watches_url": absolute(watch.centre, watches_path(watcher.secret)) if not watch.secret else "",
            "days": DAYS,
        }
    return written("watch_asked", watcher.address, watcher.language, context)


def _news(watcher: Watcher, since: datetime, until: datetime) -> Letter | None:
    found = news_of(watcher, since, until)
    if not found or not watcher.address:
        return None
    language = chosen_language(watcher.user) or watcher.language
    centre = found[0].centre
    with override(language):
        stop_url = absolute(centre, watches_path(watcher.secret, STOP))
        context = {
            "parts": [_part(news, watcher) for news in found],
            "total": sum(len(news.changes) + news.more for news in found),
            "first": found[0].changes[0].page.title,
            "watches_url": absolute(centre, watches_path(watcher.secret)),
            "stop_url": stop_url,
        }
    # RFC 8058: a mail program shows a button that stops, and needs no page for it.
    headers = (("List-Unsubscribe", f"<{stop_url}>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return replace(written("news", watcher.address, language, context), headers=headers)


def _part(news: CentreNews, watcher: Watcher) -> NewsPart:
    because = _watched_in(news.centre, watcher)
    return NewsPart(
        news.centre.title,
        tuple(_line(news.centre, change) for change in news.changes),
        news.more,
        absolute(news.centre, f"{CHANGES}/"),
        because[:MOST_REASONS],
        max(0, len(because) - MOST_REASONS),
    )


def _watched_in(centre: ResourceCentrePage, watcher: Watcher) -> tuple[str, ...]:
    """What they watch in a centre and may read today, the first watched first."""
    access = access_of(watcher)
    rows = watcher.watches.filter(secret="", centre=centre).order_by("created_at", "pk")
    subjects = [Subject.of(one) for one in rows.select_related("resource", "concept__vocabulary", "territory")]
    return tuple(subject.label for subject in subjects if subject.is_open_to(access))


def _line(centre: ResourceCentrePage, change: RecentChange) -> NewsLine:
    page = change.page
    has_before = change.revision is not None and not change.is_first
    return NewsLine(
        page.title,
        page.full_url or "",
        change.is_first,
        change.story.significance,
        change.at,
        absolute(centre, comparison_path(page.uuid, change.revision)) if has_before else "",
    )
