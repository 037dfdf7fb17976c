"""What somebody chose to show of what they contributed."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ContributorPage(models.Model):
    """A public page of an account, while it wishes for one. uuid: its address, which tells nothing of the account and
    stays the same when the page is switched off and on again. name: under which it signs; work signed otherwise, or
    not at all, is not on it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resource_centre_contributor"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=100)
    shows_organisations = models.BooleanField(_("with my organisations"), default=False)
    is_public = models.BooleanField(_("public"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("page of a contributor")
        verbose_name_plural = _("pages of contributors")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.uuid)
