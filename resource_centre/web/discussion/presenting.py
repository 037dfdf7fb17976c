"""Discussions in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import talk_path, thread_path
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.web.presenters.history.moments import moment_in_words
from resource_centre.web.presenters.pagination import Pagination, last_page, numbered, paginate

#: Threads of a resource, and messages of a thread, on one page.
EACH_THREADS, EACH_MESSAGES = 100, 200


@dataclass(frozen=True)
class ThreadLine:
    """A discussion in a list."""

    title: str
    url: str
    is_open: bool
    messages: int
    last: datetime
    moment: str


@dataclass(frozen=True)
class MessageLine:
    """A message. hidden_why: why it is out of sight, "" while it is not; its text is then for those who moderate."""

    pk: int
    name: str
    is_editor: bool
    is_own: bool
    at: datetime
    moment: str
    text: str
    hidden_why: str


@dataclass(frozen=True)
class ThreadsPage:
    """A page of the list of discussions."""

    lines: tuple[ThreadLine, ...]
    pagination: Pagination | None


@dataclass(frozen=True)
class MessagesPage:
    """A page of a discussion."""

    lines: tuple[MessageLine, ...]
    pagination: Pagination | None


def threads_page(resource: Resource, base: str, number: int) -> ThreadsPage:
    """Discussions of a resource, the open ones first, then by their last message. Two queries.

    Raises PageOutOfRange.
    """
    rows = Thread.objects.filter(resource=resource.pk)
    last = last_page(rows.count(), EACH_THREADS, number)
    told = rows.annotate(
        said=Count("messages", filter=Q(messages__hidden_at=None)),
        last=Max("messages__at"),
        closed=Q(resolved_at__isnull=False),
    ).order_by("closed", "-last", "-pk")
    found = told[(number - 1) * EACH_THREADS : number * EACH_THREADS]
    here = f"{base}{talk_path(resource.uuid)}"
    pagination = paginate(number, last, numbered(here))
    return ThreadsPage(_thread_lines(found, resource, base), pagination)


def _thread_lines(found: Iterable[Any], resource: Resource, base: str) -> tuple[ThreadLine, ...]:
    return tuple(
        ThreadLine(
            one.title, f"{base}{thread_path(resource.uuid, one.number)}", one.is_open, one.said, one.last,
            moment_in_words(one.last),
        )
        for one in found
    )  # fmt: skip


def messages_page(thread: Thread | None, user: Any, here: str, number: int | None, *, moderates: bool) -> MessagesPage:
    """Messages in the order of their writing; the last page unless one is asked for. Raises PageOutOfRange."""
    if thread is None:
        return MessagesPage((), None)
    rows = thread.messages.order_by("at", "pk")
    last = last_page(rows.count(), EACH_MESSAGES, 1 if number is None else number)
    shown = last if number is None else number
    found = rows[(shown - 1) * EACH_MESSAGES : shown * EACH_MESSAGES]
    pagination = paginate(shown, last, lambda other: f"{here}?page={other}" if other < last else here)
    return MessagesPage(tuple(_lines(found, user, moderates=moderates)), pagination)


def _lines(messages: Iterable[Message], user: Any, *, moderates: bool) -> Iterable[MessageLine]:
    for one in messages:
        is_shown = one.hidden_at is None or moderates
        yield MessageLine(
            one.pk,
            one.name or _("a closed account"),
            one.is_editor,
            one.by_id is not None and one.by_id == user.pk,
            one.at,
            moment_in_words(one.at),
            one.text if is_shown else "",
            one.hidden_why if one.hidden_at is not None else "",
        )
