"""Keys of the mails to those who watch: "watch:12" asks an address whether it wants to; "news:3:<since>:<until>" tells
the third person what changed between two moments, in microseconds since 1970."""

from datetime import UTC, datetime, timedelta

from resource_centre.contribution.watching.models import Watch, Watcher

ASKED, NEWS = "watch", "news"
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_UNIT = timedelta(microseconds=1)


def asked_key(watch: Watch) -> str:
    """Of the mail that asks."""
    return f"{ASKED}:{watch.pk}"


def news_key(watcher: Watcher, since: datetime, until: datetime) -> str:
    """Of the mail that tells."""
    return f"{NEWS}:{watcher.pk}:{(since - _BEGINNING) // _UNIT}:{(until - _BEGINNING) // _UNIT}"


def moment(number: str) -> datetime:
    """The moment that a key names."""
    return _BEGINNING + int(number) * _UNIT
