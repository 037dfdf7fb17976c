"""What is kept of contributions: proposals, what happened to them, problems that readers report.

A proposal is its own content, never a revision: a page has one line of revisions, and a proposal stored there would
replace an editor's draft without a word. Source: ARCHITECTURE.md, decision 49.
"""

import hashlib
import json
import uuid
from copy import copy
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, Page, RevisionMixin, Workflow, WorkflowMixin

from resource_centre.content.pages.base import Significance
from resource_centre.content.references import NO_USE
from resource_centre.contribution.changes import Change, find_changes
from resource_centre.contribution.steps import workflow_for


class Status(models.TextChoices):
    """Where a proposal stands."""

    DRAFT = "draft", _("draft")
    TO_CONFIRM = "to_confirm", _("to be confirmed by mail")
    SUBMITTED = "submitted", _("received")
    IN_REVIEW = "in_review", _("being read")
    NEEDS_CHANGES = "needs_changes", _("changes are asked for")
    ACCEPTED = "accepted", _("accepted")
    PARTLY_ACCEPTED = "partly_accepted", _("accepted in part")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    OUTDATED = "outdated", _("overtaken by a change of the page")


#: On the editors' table.
WAITING = frozenset({Status.SUBMITTED, Status.IN_REVIEW})
#: Its author is waited for.
RETURNED = frozenset({Status.NEEDS_CHANGES, Status.OUTDATED})
#: What its author may still change or take back.
OPEN = WAITING | RETURNED | {Status.DRAFT, Status.TO_CONFIRM}
#: What an editor may decide on.
DECIDABLE = WAITING | RETURNED
ACCEPTED = frozenset({Status.ACCEPTED, Status.PARTLY_ACCEPTED})


class Proposal(WorkflowMixin, DraftStateMixin, RevisionMixin, models.Model):
    """A change that somebody proposes: content on the content that they read.

    It goes through the workflow of its centre as drafts of pages do, on its own revisions; it is never live itself.
    kept_so_far: what an earlier step keeps of it, {"kept": ["title"], "edits": {}, "choices": {}}, for the next one;
    once it is accepted, what the acceptance kept.

    content, base_content: {"title": "…", "body": [{"type": "text", "id": "…", "value": "…"}], "sources": [{…}]}, only
    what may be proposed and what its author could read. Without `resource`, a new one of `kind_code` is proposed.
    Without `author`, `author_name` and `author_email` say who; the address is forgotten when nobody confirms it.
    """

    wagtail_reference_index_ignore = NO_USE

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey("resource_centre.ResourceCentrePage", on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(
        "resource_centre.Resource", on_delete=models.CASCADE, null=True, blank=True, related_name="proposals"
    )
    kind_code = models.CharField(max_length=50, blank=True)
    base_revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    base_content = models.JSONField(default=dict)
    content = models.JSONField(default=dict)

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    author_name = models.CharField(_("name"), max_length=100, blank=True)
    author_email = models.EmailField(_("e-mail address"), blank=True)
    is_credited = models.BooleanField(_("named on the page"), default=False)
    language = models.CharField(max_length=8, default="fr")
    message = models.TextField(_("message"), blank=True)
    fact_source = models.TextField(_("source of the fact"), blank=True)
    significance = models.CharField(
        _("what this change means"), max_length=20, choices=Significance.choices, default=Significance.MINOR
    )

    # While it is being written: for which organisation, what its form holds, in which edition, by whom.
    organisation = models.ForeignKey(
        "resource_centre.Actor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    typed = models.TextField(blank=True, editable=False)
    edition = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(_("saved on"), null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    # The charter of the centre that its author accepted: which text, and when; empty where none was asked for.
    charter_version = models.CharField(max_length=16, blank=True, editable=False)
    charter_accepted_at = models.DateTimeField(_("charter accepted on"), null=True, blank=True, editable=False)

    status = models.CharField(_("state"), max_length=20, choices=Status.choices, default=Status.DRAFT)
    confirmation = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(_("written on"), auto_now_add=True)
    submitted_at = models.DateTimeField(_("received on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)
    kept = models.JSONField(default=list, blank=True)
    kept_so_far = models.JSONField(default=dict, blank=True, editable=False)
    live = models.BooleanField(default=False, editable=False)
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering: ClassVar = ["submitted_at", "pk"]
        indexes: ClassVar = [models.Index(fields=["status", "submitted_at"], name="resource_centre_proposal_queue")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.pk}"

    @property
    def is_waiting(self) -> bool:
        """Whether an editor has to decide."""
        return self.status in WAITING

    @property
    def is_decidable(self) -> bool:
        """Whether an editor may decide."""
        return self.status in DECIDABLE

    @property
    def is_reworked(self) -> bool:
        """Whether an earlier step left out a part of it, put one in other words, or chose between two texts."""
        so_far = self.kept_so_far
        if not so_far:
            return False
        return bool(so_far["edits"] or so_far["choices"]) or set(so_far["kept"]) != {one.key for one in self.changes}

    @property
    def is_open(self) -> bool:
        """Whether its author may still change it or take it back."""
        return self.status in OPEN

    @property
    def is_new_resource(self) -> bool:
        """Whether it proposes a resource that is not there yet."""
        return self.resource_id is None

    @property
    def place(self) -> Page:
        """The page whose rights say who decides: the resource; its centre for a new one."""
        return self.centre if self.resource is None else self.resource

    @property
    def title(self) -> str:
        """The title of what it is about, as its author has it for a new resource."""
        return str(self.content.get("title", "")) if self.resource is None else self.resource.title

    @property
    def changes(self) -> tuple[Change, ...]:
        """What it would change of what its author read."""
        return find_changes(self.base_content, self.content)

    def get_workflow(self) -> Workflow | None:
        """The workflow that decides on it; None where whoever may publish the page decides at once."""
        return workflow_for(self.place, self.centre)

    def serializable_data(self) -> dict[str, Any]:
        """What a revision of it holds: the texts. Who wrote them is kept once, where it can be erased."""
        return {"pk": self.pk, "base_content": self.base_content, "content": self.content}

    def with_content_json(self, content: Any) -> "Proposal":
        """This proposal with the texts of that revision."""
        found = copy(self)
        found.base_content, found.content = content["base_content"], content["content"]
        return found

    def publish(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: its last approval is an acceptance, which publishes the page. A workflow that is switched off while
        a proposal is in it approves nothing either."""

    @property
    def asked(self) -> str:
        """What an editor asks of its author, when it came back: "Keep the date."; "" otherwise. One query."""
        kind = {Status.NEEDS_CHANGES: EventKind.ASKED, Status.OUTDATED: EventKind.OUTDATED}.get(Status(self.status))
        event = self.events.filter(kind=kind).order_by("-at", "-pk").first() if kind else None
        return event.why if event else ""

    @property
    def digest(self) -> str:
        """Sixteen characters that stand for what is proposed: a decision says which text was read."""
        text = json.dumps([self.base_content, self.content], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class EventKind(models.TextChoices):
    """What happened to a proposal."""

    WRITTEN = "written", _("written")
    SUBMITTED = "submitted", _("received")
    TAKEN_UP = "taken_up", _("taken up by an editor")
    STEP_PASSED = "step_passed", _("a step of the review is passed")
    ASKED = "asked", _("changes asked for")
    OUTDATED = "outdated", _("overtaken by a change of the page")
    REVISED = "revised", _("changed by its author")
    ACCEPTED = "accepted", _("accepted")
    PARTLY_ACCEPTED = "partly_accepted", _("accepted in part")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


#: What ends a proposal: one at most, whoever decides at the same moment.
ENDS = (EventKind.ACCEPTED, EventKind.PARTLY_ACCEPTED, EventKind.REFUSED, EventKind.WITHDRAWN)


class ProposalEvent(models.Model):
    """One thing that happened, when, by whom and why. `by` is None for an author without account."""

    wagtail_reference_index_ignore = NO_USE

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.TextField(blank=True)

    class Meta:
        verbose_name = _("event of a proposal")
        verbose_name_plural = _("events of proposals")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(kind__in=[str(end) for end in ENDS]), name="resource_centre_one_end"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class ReportReason(models.TextChoices):
    """Why a reader reports a page."""

    OUTDATED = "outdated", _("It is out of date")
    WRONG = "wrong", _("Something is wrong")
    DEAD_LINK = "dead_link", _("A link leads nowhere")
    DUPLICATE = "duplicate", _("It is on another page already")
    INAPPROPRIATE = "inappropriate", _("It has no place here")
    WITHDRAW = "withdraw", _("Our organisation asks that this page be withdrawn")
    OTHER = "other", _("Something else")


class ProblemReport(models.Model):
    """A problem that a reader reports on a page. The address, if one is given, is forgotten once it is answered."""

    wagtail_reference_index_ignore = NO_USE

    resource = models.ForeignKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="problem_reports")
    reason = models.CharField(_("reason"), max_length=20, choices=ReportReason.choices)
    text = models.TextField(_("what you saw"), blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(max_length=8, default="fr")
    created_at = models.DateTimeField(_("reported on"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("reported problem")
        verbose_name_plural = _("reported problems")
        ordering: ClassVar = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.get_reason_display()
