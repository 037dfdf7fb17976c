"""What is kept of a review: one decision for each step, who looks after what waits, opinions asked for outside."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from resource_centre.content.references import NO_USE


class ReviewState(TaskState):
    """One step for one text. Of a class of its own: Wagtail writes its mails in the request, ours leave after it."""

    wagtail_reference_index_ignore = NO_USE

    #: The points of the checklist that were ticked: ["The facts are sourced"].
    checked = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("step of a review")
        verbose_name_plural = _("steps of reviews")


class Act(models.TextChoices):
    """What was decided at a step."""

    APPROVE = "approve", _("approved")
    REJECT = "reject", _("sent back")


class StepDecision(models.Model):
    """The decision on one step: the database takes one at most. revision: the very text that was read."""

    wagtail_reference_index_ignore = NO_USE

    task_state = models.OneToOneField("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="decision")
    act = models.CharField(max_length=20, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("decision on a step")
        verbose_name_plural = _("decisions on steps")

    def __str__(self) -> str:
        return self.get_act_display()


class Sort(models.TextChoices):
    """What waits in the queue."""

    STEP = "step", _("draft in review")
    PROPOSAL = "proposal", _("proposal")
    REPORT = "report", _("reported problem")
    MEMBER = "member", _("request to join")


class Handling(models.Model):
    """Who looks after one thing that waits, and until when. sort and item_id name it: ("proposal", 12)."""

    wagtail_reference_index_ignore = NO_USE

    sort = models.CharField(max_length=20, choices=Sort.choices)
    item_id = models.PositiveBigIntegerField()
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)

    class Meta:
        verbose_name = _("item of the queue")
        verbose_name_plural = _("items of the queue")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sort", "item_id"], name="resource_centre_handled_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sort} {self.item_id}"


class Verdict(models.TextChoices):
    """What an expert says."""

    APPROVE = "approve", _("approves")
    OBJECT = "object", _("objects")


class OpinionRequest(models.Model):
    """A private link to one text, for one person, until one day. The secret goes when the link has served."""

    wagtail_reference_index_ignore = NO_USE

    step = models.ForeignKey("wagtailcore.TaskState", on_delete=models.CASCADE, related_name="opinions")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    secret = models.CharField(max_length=43, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"), blank=True)
    question = models.TextField(_("what you ask"), blank=True)
    language = models.CharField(max_length=8, default="fr")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_on = models.DateField(_("until"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True)
    comment = models.TextField(blank=True)
    #: What is said of one section: {"summary": "…", "body": "…"}.
    comments = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("outside opinion asked for")
        verbose_name_plural = _("outside opinions asked for")
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answered_at=None) | ~Q(verdict=""), name="resource_centre_opinion_has_verdict"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class OpinionOpening(models.Model):
    """The page of a link was opened: when, and nothing of who opened it."""

    wagtail_reference_index_ignore = NO_USE

    request = models.ForeignKey(OpinionRequest, on_delete=models.CASCADE, related_name="openings")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("opening of a private link")
        verbose_name_plural = _("openings of private links")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
