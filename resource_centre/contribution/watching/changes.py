"""Beginning to watch, confirming it, choosing how often, stopping: each once, whole or not at all."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from resource_centre.access.visibility import Access
from resource_centre.content.pages.centre import ResourceCentrePage
from resource_centre.contribution.confirmation_links import DAYS
from resource_centre.contribution.errors import LinkUnusable, NoAddress, NotAllowed, TooManyWatches
from resource_centre.contribution.mail_rows import record_keys
from resource_centre.contribution.signed_links import new_secret
from resource_centre.contribution.watching.keys import asked_key
from resource_centre.contribution.watching.models import Rhythm, Watch, Watcher, is_secret
from resource_centre.contribution.watching.subjects import Subject

#: Things that one person may watch.
MOST_WATCHES = 200


class BeginWatching:
    """An account watches something from now on; an address, once it has confirmed that it wants to."""

    def __init__(
        self, subject: Subject, centre: ResourceCentrePage, access: Access, user: Any = None, email: str = "",
        language: str = "fr",
    ) -> None:  # fmt: skip
        self.subject, self.centre, self.access = subject, centre, access
        self.user, self.email, self.language = user, "" if user is not None else email.strip().lower(), language

    def check(self) -> None:
        """Raise NotAllowed for what this reader may not read, NoAddress when nobody could be written to."""
        if not self.subject.is_open_to(self.access):
            raise NotAllowed
        if not (self.user.email if self.user is not None else self.email):
            raise NoAddress

    @transaction.atomic
    def execute(self) -> Watch:
        """The watch, made if absent, otherwise as it was found. Raises TooManyWatches.

        An address is written to each time: it may have lost the first mail, and learns how to reach what it watches.
        """
        self.check()
        watcher = self._watcher()
        watch = self._there(watcher)
        if watch is None:
            watch = self._begin(watcher)
        else:
            self._renew(watch)
        if self.user is None:
            record_keys([asked_key(watch)])
        return watch

    def _there(self, watcher: Watcher) -> Watch | None:
        """What that person watches of it already, or was asked about; a resource in whichever centre it is."""
        there = watcher.watches.filter(**self.subject.ends)
        return (there if self.subject.resource is not None else there.filter(centre=self.centre)).first()

    def _begin(self, watcher: Watcher) -> Watch:
        """A new one; of two requests at once, the second finds that of the first."""
        if watcher.watches.count() >= MOST_WATCHES:
            raise TooManyWatches(MOST_WATCHES)
        if self.user is not None:
            _tell_from_now(watcher)
        secret = "" if self.user is not None else new_secret()
        try:
            with transaction.atomic():
                return Watch.objects.create(watcher=watcher, centre=self.centre, secret=secret, **self.subject.ends)
        except IntegrityError:
            there = self._there(watcher)
            if there is None:
                raise
            return there

    def _renew(self, watch: Watch) -> None:
        """An address that has not confirmed is asked with a new link, which has all its days."""
        if watch.secret:
            asked: dict[str, Any] = {"secret": new_secret(), "created_at": timezone.now()}
            # One that is confirmed in the same moment stays so.
            Watch.objects.filter(pk=watch.pk).exclude(secret="").update(**asked)

    def _watcher(self) -> Watcher:
        """The one of that account or address: two requests at once make one."""
        who: dict[str, Any] = {"user": self.user} if self.user is not None else {"user": None, "email": self.email}
        try:
            with transaction.atomic():
                found, _is_new = Watcher.objects.get_or_create(**who, defaults={"language": self.language})
        except IntegrityError:
            found = Watcher.objects.get(**who)
        return found


def confirm_watch(secret: str) -> Watcher:
    """The address wants to watch: told of what changes from now on, by the link that serves once.

    Raises LinkUnusable: used, too old, or foreign.
    """
    with transaction.atomic():
        watch = waiting_watch(secret)
        _tell_from_now(watch.watcher)
        if Watch.objects.filter(pk=watch.pk, secret=secret).update(secret="", created_at=timezone.now()) != 1:
            raise LinkUnusable
    return watch.watcher


def _tell_from_now(watcher: Watcher) -> None:
    """Somebody who begins to watch, or begins again after having stopped, is told nothing of what was before."""
    if not watcher.watches.filter(secret="").exists():
        Watcher.objects.filter(pk=watcher.pk).update(told_until=timezone.now())


def waiting_watch(secret: str) -> Watch:
    """What a link would confirm. Raises LinkUnusable."""
    if not is_secret(secret):
        raise LinkUnusable
    since = timezone.now() - timedelta(days=DAYS)
    found = Watch.objects.filter(secret=secret, created_at__gte=since).exclude(secret="")
    watch = found.select_related("watcher", "centre").first()
    if watch is None:
        raise LinkUnusable
    return watch


def watcher_of(secret: str) -> Watcher | None:
    """Whoever the links of a mail belong to."""
    return Watcher.objects.filter(secret=secret).first() if is_secret(secret) else None


def choose_rhythm(watcher: Watcher, rhythm: str, *, with_content: bool) -> None:
    """How often, and of what."""
    if rhythm not in Rhythm.values:
        raise NotAllowed
    Watcher.objects.filter(pk=watcher.pk).update(rhythm=rhythm, with_content=with_content)


def stop_watching(watcher: Watcher, pk: int) -> None:
    """One thing less; that of somebody else is left alone."""
    Watch.objects.filter(pk=pk, watcher=watcher).delete()


def stop_all(watcher: Watcher) -> None:
    """Nothing more is sent, nothing of that person is kept: links of former mails no longer lead anywhere."""
    Watcher.objects.filter(pk=watcher.pk).delete()


def delete_unconfirmed_watches() -> int:
    """Delete what nobody confirmed in time, with addresses that watch nothing; the number of watches."""
    late = Watch.objects.exclude(secret="").filter(created_at__lt=timezone.now() - timedelta(days=DAYS))
    _total, by_model = late.delete()
    Watcher.objects.filter(user=None, watches=None).delete()
    return by_model.get(Watch._meta.label, 0)
