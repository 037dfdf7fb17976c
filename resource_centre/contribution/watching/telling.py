"""Who is due to be told of what: run every few minutes, safe to run twice at once.

Each person has a moment up to which everything was told. It moves first, by whoever is first; the mail that tells of
what lies between is a row of the outbox, written in the same transaction.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from resource_centre.contribution.mail_rows import record_keys
from resource_centre.contribution.watching.keys import news_key
from resource_centre.contribution.watching.models import Rhythm, Watcher
from resource_centre.contribution.watching.news import news_of

#: Seconds after which a publication is told: its transaction has ended by then.
SETTLED = 60
PAUSES = {Rhythm.EACH: timedelta(0), Rhythm.DAILY: timedelta(days=1), Rhythm.WEEKLY: timedelta(days=7)}


def tell_watchers(now: datetime | None = None) -> int:
    """Write the mails of those whose turn it is; the number of mails."""
    until = (now or timezone.now()) - timedelta(seconds=SETTLED)
    written = 0
    for rhythm, pause in PAUSES.items():
        due = Watcher.objects.filter(rhythm=rhythm, told_until__lt=until, told_until__lte=until - pause)
        for watcher in due.exclude(watches=None).select_related("user").distinct().iterator(chunk_size=500):
            written += _tell(watcher, until)
    return written


def _tell(watcher: Watcher, until: datetime) -> bool:
    since = watcher.told_until
    has_news = bool(watcher.address and news_of(watcher, since, until))
    with transaction.atomic():
        # Whoever moves the moment writes the mail.
        is_first = Watcher.objects.filter(pk=watcher.pk, told_until=since).update(told_until=until) == 1
        if is_first and has_news:
            record_keys([news_key(watcher, since, until)])
    return is_first and has_news
