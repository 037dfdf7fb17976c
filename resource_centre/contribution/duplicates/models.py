"""What is kept of a merge, so that it can be read and undone."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MergeKind(models.TextChoices):
    """What was merged."""

    ACTOR = "actor", _("actors")
    CONCEPT = "concept", _("terms")


class Merge(models.Model):
    """One thing became another: `merged` leads to `kept` since then.

    moved: what changed, row by row and text by text, with what was there before (`plans.Plan.to_json`). left: what an
    undoing found changed since, in words. The names are those of that day.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=MergeKind.choices)
    kept_actor = models.ForeignKey(
        "resource_centre.Actor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    merged_actor = models.ForeignKey(
        "resource_centre.Actor", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_concept = models.ForeignKey(
        "resource_centre.Concept", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    merged_concept = models.ForeignKey(
        "resource_centre.Concept", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    kept_name = models.CharField(_("kept"), max_length=255)
    merged_name = models.CharField(_("merged into it"), max_length=255)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("merged on"), auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone on"), null=True, blank=True)
    moved = models.JSONField(default=dict, editable=False)
    left = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("merge of duplicates")
        verbose_name_plural = _("merges of duplicates")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merged_actor"], condition=Q(undone_at=None), name="resource_centre_one_merge_actor"
            ),
            models.UniqueConstraint(
                fields=["merged_concept"], condition=Q(undone_at=None), name="resource_centre_one_merge_term"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_name} → {self.kept_name}"

    @property
    def is_undone(self) -> bool:
        """Whether the two are two again."""
        return self.undone_at is not None

    @property
    def kept(self) -> models.Model | None:
        """What is left of the two; None once it is deleted."""
        return self.kept_actor if self.kind == MergeKind.ACTOR else self.kept_concept

    @property
    def merged(self) -> models.Model | None:
        """What became the other; None once it is deleted."""
        return self.merged_actor if self.kind == MergeKind.ACTOR else self.merged_concept
