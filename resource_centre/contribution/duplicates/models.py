"""What is kept of a merge, so that it can be read and undone; and the pairs that are two, not to be offered again."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE


class MergeKind(models.TextChoices):
    """What was merged."""

    ACTOR = "actor", _("actors")
    CONCEPT = "concept", _("terms")


class Merge(models.Model):
    """One thing became another: `merged` leads to `kept` since then.

    moved: what changed, row by row and text by text, with what was there before (`plans.Plan.to_json`). left: what an
    undoing found changed since, in words. The names are those of that day.
    """

    wagtail_reference_index_ignore = NO_USE

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


def _two(name: str, absent: str) -> Q:
    """Both sides of that sort, the lower key first, and neither of the other."""
    first, second = f"first_{name}", f"second_{name}"
    # A comparison with nothing is neither true nor false, which a constraint lets pass.
    both = Q(**{f"{first}__isnull": False, f"{second}__isnull": False, f"{first}__lt": F(second)})
    return both & Q(**{f"first_{absent}": None, f"second_{absent}": None})


class ToldApart(models.Model):
    """Two actors, or two terms, of which an editor said that they are two: their pair is not offered any more.

    The lower key comes first, so that a pair is one row. It goes with either side, and forbids no merge.
    """

    wagtail_reference_index_ignore = NO_USE

    first_actor = models.ForeignKey(
        "resource_centre.Actor", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    second_actor = models.ForeignKey(
        "resource_centre.Actor", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    first_concept = models.ForeignKey(
        "resource_centre.Concept", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    second_concept = models.ForeignKey(
        "resource_centre.Concept", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("told apart on"), auto_now_add=True)

    class Meta:
        verbose_name = _("two that are not duplicates")
        verbose_name_plural = _("those that are not duplicates")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["first_actor", "second_actor"], name="resource_centre_told_apart_actors"),
            models.UniqueConstraint(
                fields=["first_concept", "second_concept"], name="resource_centre_told_apart_terms"
            ),
            models.CheckConstraint(
                condition=_two("actor", "concept") | _two("concept", "actor"), name="resource_centre_told_apart_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"

    @property
    def first(self) -> models.Model | None:
        """The one with the lower key."""
        return self.first_actor or self.first_concept

    @property
    def second(self) -> models.Model | None:
        """The other one."""
        return self.second_actor or self.second_concept
