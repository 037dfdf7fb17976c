"""The outbox: one row for each thing that somebody else must be told of."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboxEntry(models.Model):
    """What is known of one thing: its newest version, and the newest one that was delivered.

    The row is kept once delivered, so that versions only grow, whatever becomes of the thing. Ten changes before a
    delivery are one delivery. parked_at: it failed for good, and waits for somebody; it stops no other.
    """

    topic = models.CharField(_("topic"), max_length=50)
    key = models.CharField(_("key"), max_length=100)
    version = models.PositiveBigIntegerField(_("version"), default=1)
    delivered_version = models.PositiveBigIntegerField(_("delivered version"), default=0)
    changed_at = models.DateTimeField(_("waiting since"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    parked_at = models.DateTimeField(_("parked since"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("change to deliver")
        verbose_name_plural = _("changes to deliver")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "key"], name="resource_centre_outbox_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["topic", "changed_at"],
                condition=models.Q(delivered_version__lt=models.F("version")),
                name="resource_centre_outbox_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key} ({self.delivered_version}/{self.version})"
