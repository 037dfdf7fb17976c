"""Watching as a reader does: asking, confirming, and the mails that come of what changes."""

import re
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from resource_centre.contribution.watching.models import Watcher
from resource_centre.contribution.watching.telling import SETTLED, tell_watchers
from tests.support.contributing import filled, letters


def account(name: str = "ada", **fields: Any) -> Any:
    return get_user_model().objects.create_user(name, email=f"{name}@example.org", **fields)


def address_of(centre: Any, query: str) -> str:
    return f"{centre.url}suivre/?{query}"


def ask(client: Client, address: str, email: str = "Ada@Example.org") -> Any:
    """Fill the form in, as a browser would."""
    shown = client.get(address)
    assert shown.status_code == 200
    return client.post(address, filled(shown, email=email), follow=True)


def link_in(letter: Any, part: str) -> str:
    """The path of the first address of a mail that holds that word."""
    found = re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", str(letter.body))
    assert found, letter.body
    return found[1]


def begin(centre: Any, query: str, email: str = "ada@example.org") -> Watcher:
    """Watch without an account, to the end."""
    cache.clear()
    client = Client()
    ask(client, address_of(centre, query), email)
    link = link_in(letters()[-1], "confirmer")
    assert client.get(link).status_code == 200
    assert client.post(link, follow=True).status_code == 200
    return Watcher.objects.get(email=email)


def later(**pause: int) -> Any:
    """A moment at which what was just published is told."""
    return timezone.now() + timedelta(seconds=SETTLED + 1, **pause)


def again(page: Any, **values: Any) -> Any:
    found = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    found.save_revision().publish()
    return type(page).objects.get(pk=page.pk)


def told_so_far() -> None:
    """All that was published is told, as at the end of a turn that comes now."""
    Watcher.objects.update(told_until=timezone.now())


def news(now: Any = None) -> list[Any]:
    """Mails of what changed that are written at that moment."""
    mail.outbox.clear()
    tell_watchers(now or later(days=1))
    return letters()
