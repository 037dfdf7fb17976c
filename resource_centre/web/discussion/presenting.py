"""Discussions in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import thread_path
from resource_centre.contribution.discussion.models import Message, Thread
from resource_centre.web.presenters.history.moments import moment_in_words

#: Threads of a resource that are listed, and messages of a thread that are shown: the latest.
MOST_THREADS, MOST_MESSAGES = 100, 200


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


def thread_lines(resource: Resource, base: str) -> tuple[ThreadLine, ...]:
    """Discussions of a resource, the open ones first, then by their last message. One query."""
    rows = Thread.objects.filter(resource=resource.pk).annotate(
        said=Count("messages", filter=Q(messages__hidden_at=None)), last=Max("messages__at")
    )
    found = sorted(rows.order_by("-last")[:MOST_THREADS], key=lambda one: not one.is_open)
    return tuple(
        ThreadLine(
            one.title, f"{base}{thread_path(resource.uuid, one.number)}", one.is_open, one.said, one.last,
            moment_in_words(one.last),
        )
        for one in found
    )  # fmt: skip


def message_lines(thread: Thread | None, user: Any, *, moderates: bool) -> tuple[MessageLine, ...]:
    """Messages in the order in which they were written."""
    if thread is None:
        return ()
    return tuple(_lines(thread.messages.order_by("-at", "-pk")[:MOST_MESSAGES], user, moderates=moderates))[::-1]


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
