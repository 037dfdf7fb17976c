"""What people say to one another about a page or a proposal. Plain text; a message may be hidden, none is deleted."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE

#: Characters that are kept of the name of whoever wrote.
LONGEST_NAME = 150


class Thread(models.Model):
    """One question about a resource, which everybody who may read the page may read; or what is said on a proposal,
    between its authors and those who decide, of which there is one thread.

    number: within its resource, in its address. resolved_at: None while it is open.
    """

    wagtail_reference_index_ignore = NO_USE

    resource = models.ForeignKey(
        "resource_centre.Resource", on_delete=models.CASCADE, null=True, blank=True, related_name="threads"
    )
    proposal = models.OneToOneField(
        "resource_centre.Proposal", on_delete=models.CASCADE, null=True, blank=True, related_name="thread"
    )
    number = models.PositiveIntegerField(default=1)
    title = models.CharField(_("subject"), max_length=120, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened on"), auto_now_add=True)
    resolved_at = models.DateTimeField(_("resolved on"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resource", "number"], name="resource_centre_one_thread_number"),
            models.CheckConstraint(
                condition=Q(resource__isnull=False, proposal=None) | Q(resource=None, proposal__isnull=False),
                name="resource_centre_thread_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.resolved_at is None


class Message(models.Model):
    """What somebody said. name: as it was then, "" once the account is closed. hidden_at: an editor took it out of
    sight, and said why; its text is kept for those who decide."""

    wagtail_reference_index_ignore = NO_USE

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages")
    text = models.TextField(_("message"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    is_editor = models.BooleanField(_("by the editors"), default=False)
    at = models.DateTimeField(_("written on"), auto_now_add=True)
    hidden_at = models.DateTimeField(_("hidden on"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    hidden_why = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("message of a discussion")
        verbose_name_plural = _("messages of discussions")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.thread_id}/{self.pk}"
