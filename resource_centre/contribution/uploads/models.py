"""What is known of a file that waits with a proposal. The file itself is in the private store, under its number."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE
from resource_centre.content.weights import in_words
from resource_centre.contribution.uploads.kinds import BY_CODE, FileKind


class ProposedFile(models.Model):
    """A file that was checked and kept, and is not published.

    form: the number of the proposal that it was sent for; `proposal` is set once that one exists. Of an image, size and
    sum are those of the cleaned one.
    """

    wagtail_reference_index_ignore = NO_USE

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    centre = models.ForeignKey("resource_centre.ResourceCentrePage", on_delete=models.CASCADE, related_name="+")
    form = models.UUIDField(editable=False, db_index=True)
    proposal = models.ForeignKey(
        "resource_centre.Proposal", on_delete=models.CASCADE, null=True, blank=True, related_name="files"
    )
    name = models.CharField(_("name"), max_length=100)
    kind_code = models.CharField(_("kind"), max_length=10, choices=[(one.code, one.label) for one in BY_CODE.values()])
    size = models.PositiveIntegerField(_("weight"))
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sent by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    uploaded_at = models.DateTimeField(_("sent on"), auto_now_add=True)

    class Meta:
        verbose_name = _("proposed file")
        verbose_name_plural = _("proposed files")
        ordering: ClassVar = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def details(self) -> str:
        """What it is, and how much it weighs: "PDF, 1.2 MB"."""
        return f"{self.kind.label}, {in_words(self.size)}"

    @property
    def kind(self) -> FileKind:
        """What it is."""
        return BY_CODE[self.kind_code]
