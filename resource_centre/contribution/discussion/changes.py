"""Opening a discussion, answering, resolving, hiding a message: each once, logged, and told to those concerned."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from resource_centre.access.visibility import Access
from resource_centre.content.holding import hold_page
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import shown_name
from resource_centre.contribution.discussion.models import LONGEST_NAME, Message, Thread
from resource_centre.contribution.discussion.rights import (
    may_discuss,
    may_moderate,
    may_read_thread,
    may_resolve,
    may_talk,
    place_of,
)
from resource_centre.contribution.discussion.telling import record_message_mails
from resource_centre.contribution.errors import AlreadyDecided, NotAllowed, WhyMissing
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.pressed_twice import just_now

#: Times that a number is drawn for a thread before two who open one at the same moment give up.
TURNS = 5


class _Write:
    """Writes a message: `text` is plain, and kept as it was typed."""

    def __init__(self, access: Access, user: Any, text: str) -> None:
        self.access, self.text = access, text.strip()
        self.user = user if user is not None and user.is_authenticated else None

    def add(self, thread: Thread, name: str = "") -> Message:
        """Keep it in that thread, which opens again, and tell those concerned. What a button pressed twice sends again
        is given back, not kept twice: two requests that run at once wait for each other here."""
        Thread.objects.select_for_update().filter(pk=thread.pk).first()
        last = thread.messages.order_by("-pk").first()
        if last is not None and thread.messages.filter(pk=last.pk, **self._just_now()).exists():
            return last
        message = Message.objects.create(
            thread=thread,
            text=self.text,
            by=self.user,
            name=shown_name(self.user)[:LONGEST_NAME] if self.user is not None else name,
            is_editor=self.user is not None and may_moderate(self.user, thread),
        )
        Thread.objects.filter(pk=thread.pk).exclude(resolved_at=None).update(resolved_at=None, resolved_by=None)
        _log(thread, "message_written", self.user, message=message.pk)
        record_message_mails(message)
        return message

    def _just_now(self) -> dict[str, Any]:
        """What says that a message is this one, sent a moment ago."""
        return {"text": self.text, "by": self.user, "hidden_at": None, "at__gte": just_now()}


class OpenThread(_Write):
    """Asks something about a resource."""

    def __init__(self, resource: Resource, access: Access, user: Any, title: str, text: str) -> None:
        super().__init__(access, user, text)
        self.resource, self.title = resource, " ".join(title.split())

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_talk(self.access, self.user, self.resource):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Thread:
        """The new thread, with its first message; the one that the same press of the button has opened already."""
        self.check()
        hold_page(self.resource.pk)
        of_message = {f"messages__{name}": value for name, value in self._just_now().items()}
        asked = Thread.objects.filter(resource=self.resource.pk, title=self.title, opened_by=self.user, **of_message)
        if (found := asked.first()) is not None:
            return found
        thread = self._numbered()
        self.add(thread)
        return thread

    def _numbered(self) -> Thread:
        for _turn in range(TURNS):
            last = Thread.objects.filter(resource=self.resource.pk).aggregate(last=Max("number"))["last"] or 0
            try:
                with transaction.atomic():
                    return Thread.objects.create(
                        resource_id=self.resource.pk, number=last + 1, title=self.title, opened_by=self.user
                    )
            except IntegrityError:  # somebody else has just taken that number
                continue
        raise AlreadyDecided


class Answer(_Write):
    """Answers in a thread of a resource; a resolved one opens again."""

    def __init__(self, thread: Thread, access: Access, user: Any, text: str) -> None:
        super().__init__(access, user, text)
        self.thread = thread

    def check(self) -> None:
        """Raise NotAllowed."""
        resource = self.thread.resource
        if resource is None or not may_talk(self.access, self.user, resource):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Message:
        """The message."""
        self.check()
        return self.add(self.thread)


class Discuss(_Write):
    """Says something about a proposal: its authors and those who decide on it."""

    def __init__(self, proposal: Proposal, access: Access, user: Any, text: str) -> None:
        super().__init__(access, user, text)
        self.proposal = proposal

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_discuss(self.access, self.user, self.proposal):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Message:
        """The message, in the one thread of the proposal."""
        self.check()
        thread, _is_new = Thread.objects.get_or_create(proposal=self.proposal, defaults={"opened_by": self.user})
        return self.add(thread, self.proposal.author_name)


class SettleThread:
    """Says that a question has its answer, or that it has none yet."""

    def __init__(self, thread: Thread, access: Access, user: Any, *, is_resolved: bool) -> None:
        self.thread, self.access, self.user, self.is_resolved = thread, access, user, is_resolved

    def check(self) -> None:
        """Raise NotAllowed."""
        if not may_read_thread(self.access, self.user, self.thread) or not may_resolve(self.user, self.thread):
            raise NotAllowed

    @transaction.atomic
    def execute(self) -> Thread:
        """Done twice, it is the same as once."""
        self.check()
        here = Thread.objects.filter(pk=self.thread.pk, resolved_at__isnull=self.is_resolved)
        at, by = (timezone.now(), self.user) if self.is_resolved else (None, None)
        if here.update(resolved_at=at, resolved_by=by):
            _log(self.thread, "thread_resolved" if self.is_resolved else "thread_reopened", self.user)
        self.thread.refresh_from_db()
        return self.thread


class HideMessage:
    """Takes a message out of sight; a reason stands in its place."""

    def __init__(self, message: Message, user: Any, why: str) -> None:
        self.message, self.user, self.why = message, user, " ".join(why.split())

    def check(self) -> None:
        """Raise NotAllowed, WhyMissing."""
        if not may_moderate(self.user, self.message.thread):
            raise NotAllowed
        if not self.why:
            raise WhyMissing

    @transaction.atomic
    def execute(self) -> Message:
        """Raises AlreadyDecided when somebody was faster."""
        self.check()
        here = Message.objects.filter(pk=self.message.pk, hidden_at=None)
        if here.update(hidden_at=timezone.now(), hidden_by=self.user, hidden_why=self.why[:200]) != 1:
            raise AlreadyDecided
        _log(self.message.thread, "message_hidden", self.user, message=self.message.pk)
        self.message.refresh_from_db()
        return self.message


def _log(thread: Thread, action: str, user: Any, **data: Any) -> None:
    """In the page's own log; a new resource that is only proposed has none yet."""
    page = place_of(thread)
    if isinstance(page, Resource):
        log(page.specific_deferred, f"resource_centre.{action}", user=user, data={"thread": thread.number, **data})
