"""What is kept of re-readings: pages to re-read because another one changed, and which digests were sent."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE


class ReReading(models.Model):
    """A page to re-read, because the meaning of another one changed, since a moment; until somebody has."""

    wagtail_reference_index_ignore = NO_USE

    resource = models.ForeignKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="re_readings")
    because = models.ForeignKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(_("since"))
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("page to re-read")
        verbose_name_plural = _("pages to re-read")
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resource", "because"], condition=Q(closed_at=None), name="resource_centre_one_re_reading"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id}, {self.because_id}"


class ReviewDigest(models.Model):
    """That somebody was told, on a day, of what they have to re-read: once, whoever runs the command."""

    wagtail_reference_index_ignore = NO_USE

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("day"))

    class Meta:
        verbose_name = _("digest of pages to re-read")
        verbose_name_plural = _("digests of pages to re-read")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "day"], name="resource_centre_one_digest_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.day}"
