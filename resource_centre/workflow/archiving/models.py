"""What is kept of a page that was withdrawn."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE


class Archive(models.Model):
    """That a page is withdrawn: why, for its readers; where they may go; and what brings it back.

    revision: the version that readers saw; newest: the newest one then. A page whose newest revision is another one has
    changed since. asked_by: the organisation that asked for it, if one did.
    """

    wagtail_reference_index_ignore = NO_USE

    resource = models.OneToOneField("resource_centre.Resource", on_delete=models.CASCADE, related_name="archive")
    reason = models.TextField(_("reason"))
    successor = models.ForeignKey(
        "resource_centre.Resource",
        verbose_name=_("page that replaces it"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    asked_by = models.ForeignKey(
        "resource_centre.Actor",
        verbose_name=_("at the request of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    archived_at = models.DateTimeField(_("archived on"), auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    newest = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("archived page")
        verbose_name_plural = _("archived pages")
        ordering: ClassVar = ["-archived_at", "-pk"]

    def __str__(self) -> str:
        return str(self.resource_id)
