"""An opinion from outside: asked for, taken back, given. It gives access to one text and to nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from resource_centre.content.days import site_today
from resource_centre.content.holding import hold_page
from resource_centre.content.people import LONGEST_ADDRESS
from resource_centre.contribution.errors import AlreadyDecided, ContributionError, LinkUnusable, NotAllowed, OwnProposal
from resource_centre.contribution.mail_rows import record_keys
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.signed_links import new_secret
from resource_centre.contribution.writers import wrote
from resource_centre.workflow.opinion_links import is_alive
from resource_centre.workflow.outside import conclude
from resource_centre.workflow.records import OpinionOpening, OpinionRequest, Verdict
from resource_centre.workflow.steps import hold, is_of
from resource_centre.workflow.tasks import OutsideOpinion

#: A link serves for so many days, not more.
LONGEST = 90
#: Characters of a comment.
MOST = 10_000
#: Mails: "opinion:12:expert" and "opinion:12:asker".
OPINION_MAIL, EXPERT, ASKER = "opinion", "expert", "asker"


class OpinionRefused(ContributionError):
    """What was typed makes no sense; the message says why."""


@dataclass(frozen=True)
class Question:
    """What is asked of whom: Question("Ada", "ada@example.org", "Is the figure right?", date(2027, 1, 31))."""

    name: str
    email: str = ""
    text: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Answer:
    """What an expert says: a verdict, a word on the whole, and words on sections, by their key."""

    verdict: str
    comment: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)


def check_may_ask(step: TaskState, user: Any) -> None:
    """Raise NotAllowed to others than the people of a step.

    Where the answer decides the step, OwnProposal to whoever wrote a part of the change: whoever holds the link can
    answer, so that they would approve it themselves.
    """
    task = step.task.specific
    if not is_of(task, user):
        raise NotAllowed
    if isinstance(task, OutsideOpinion) and wrote(step.workflow_state.content_object, user):
        raise OwnProposal


def may_ask(step: TaskState, user: Any) -> bool:
    """Whether that account asks for opinions at a step, and sees and takes back the links that were made."""
    try:
        check_may_ask(step, user)
    except ContributionError:
        return False
    return True


class AskOpinion:
    """Makes a private link to the text that waits at a step, and sends it if there is an address."""

    def __init__(self, step: TaskState, by: Any, question: Question) -> None:
        self.step, self.by, self.question = step, by, question

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal, AlreadyDecided, OpinionRefused."""
        check_may_ask(self.step, self.by)
        if self.step.status != TaskState.STATUS_IN_PROGRESS:
            raise AlreadyDecided
        asked, today = self.question, site_today()
        if not asked.name.strip():
            raise OpinionRefused(_("Say whom you ask: the name stands in the history."))
        if asked.email:
            try:
                validate_email(asked.email)
            except ValidationError:
                raise OpinionRefused(_("This is no e-mail address: write it as name@example.org.")) from None
        if len(asked.email.strip()) > LONGEST_ADDRESS:
            words = _("An address has %(most)d characters at most: give a shorter one.")
            raise OpinionRefused(words % {"most": LONGEST_ADDRESS})
        if asked.until is None or asked.until < today:
            raise OpinionRefused(_("Give a day to come, until which the link serves."))
        if asked.until > today + timedelta(days=LONGEST):
            raise OpinionRefused(_("A link serves for %(days)d days at most: give a nearer day.") % {"days": LONGEST})

    @transaction.atomic
    def execute(self) -> OpinionRequest:
        """Keep it, log it, and write the mail."""
        self.check()
        thing = self.step.workflow_state.content_object
        asked = OpinionRequest.objects.create(
            step_id=self.step.pk,
            revision_id=thing.latest_revision_id,
            secret=new_secret(),
            name=self.question.name.strip()[:100],
            email=self.question.email.strip(),
            question=self.question.text.strip()[:MOST],
            language=(get_language() or "fr")[:8],
            asked_by=self.by,
            expires_on=self.question.until or site_today(),
        )
        _log(asked, "resource_centre.opinion_asked", self.by)
        if asked.email:
            record_keys([f"{OPINION_MAIL}:{asked.pk}:{EXPERT}"])
        return asked


class RevokeOpinion:
    """Takes a link back: it opens nothing any more."""

    def __init__(self, asked: OpinionRequest, by: Any) -> None:
        self.asked, self.by = asked, by

    def check(self) -> None:
        """Raise NotAllowed, OwnProposal."""
        check_may_ask(self.asked.step, self.by)

    @transaction.atomic
    def execute(self) -> OpinionRequest:
        """Raises AlreadyDecided for one that was answered or taken back."""
        self.check()
        here = OpinionRequest.objects.filter(pk=self.asked.pk, answered_at=None, revoked_at=None)
        if here.update(revoked_at=timezone.now(), secret="") != 1:
            raise AlreadyDecided
        self.asked.refresh_from_db()
        _log(self.asked, "resource_centre.opinion_revoked", self.by)
        return self.asked


class GiveOpinion:
    """The expert answers, once. At a step of outside opinion, the answer decides the step."""

    def __init__(self, asked: OpinionRequest, answer: Answer) -> None:
        self.asked, self.answer = asked, answer

    def check(self) -> None:
        """Raise OpinionRefused for no verdict, or an objection without a word."""
        said = self.answer
        if said.verdict not in Verdict.values:
            raise OpinionRefused(_("Say whether you approve or object."))
        if said.verdict == Verdict.OBJECT and not "".join([said.comment, *said.sections.values()]).strip():
            raise OpinionRefused(_("Say what you object to: on the whole, or on a section."))

    @transaction.atomic
    def execute(self) -> OpinionRequest:
        """Keep it and tell who asked. Raises OpinionRefused; LinkUnusable when the link served, or died, meanwhile.

        The text is held before it is looked at: what is decided on is what the link showed.
        """
        self.check()
        about = self.asked.step.workflow_state.content_object
        if isinstance(about, Proposal):  # its page first, as an acceptance does: two never wait for each other
            hold_page(about.resource_id)
        _step, thing = hold(self.asked.step)
        held = OpinionRequest.objects.select_for_update().filter(pk=self.asked.pk).first()
        if held is None or held.secret != self.asked.secret or not is_alive(held):
            raise LinkUnusable
        said = self.answer
        here = OpinionRequest.objects.filter(pk=held.pk, secret=held.secret, answered_at=None)
        kept = {key: words.strip()[:MOST] for key, words in said.sections.items() if words.strip()}
        words = said.comment.strip()[:MOST]
        answer = {"answered_at": timezone.now(), "verdict": said.verdict, "comment": words, "comments": kept}
        if here.update(**answer, secret="") != 1:
            raise LinkUnusable
        held.refresh_from_db()
        _log(held, "resource_centre.opinion_given", None)
        record_keys([f"{OPINION_MAIL}:{held.pk}:{ASKER}"])
        if isinstance(held.step.task.specific, OutsideOpinion):
            conclude(held, thing)
        return held


def note_opening(asked: OpinionRequest) -> None:
    """Every opening is kept: when, not by whom."""
    OpinionOpening.objects.create(request=asked)


def _log(asked: OpinionRequest, action: str, by: Any) -> None:
    thing = asked.step.workflow_state.content_object
    page = thing.place if isinstance(thing, Proposal) else thing
    if isinstance(page, Page):
        data = {"opinion": asked.pk, "name": asked.name, "verdict": asked.verdict}
        log(page.specific_deferred, action, user=by, revision=asked.revision, data=data)
