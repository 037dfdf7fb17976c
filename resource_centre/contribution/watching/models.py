"""Who is told of what changes, and how often. Source: ARCHITECTURE.md, decision 64."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE
from resource_centre.contribution.signed_links import new_secret


class Rhythm(models.TextChoices):
    """How often mails are sent, when there is something to tell."""

    EACH = "each", _("as soon as something changes")
    DAILY = "daily", _("once a day")
    WEEKLY = "weekly", _("once a week")


def is_secret(text: str) -> bool:
    """Whether a text may be one: PostgreSQL refuses to look for some characters."""
    return text.isascii() and text.isprintable()


class Watcher(models.Model):
    """A person who watches something: an account, or an address in lower case.

    secret: in the links of their mails, which need no session. told_until: what was published before is told.
    with_content: changes of content are news too, besides those of meaning and new pages.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    secret = models.CharField(max_length=43, default=new_secret, unique=True, editable=False)
    language = models.CharField(max_length=8, default="fr")
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    with_content = models.BooleanField(_("changes of content too"), default=False)
    told_until = models.DateTimeField(_("told until"), default=timezone.now)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("person who watches")
        verbose_name_plural = _("people who watch")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="resource_centre_one_watcher"),
            models.CheckConstraint(
                condition=(Q(user=None) & ~Q(email="")) | (Q(user__isnull=False) & Q(email="")),
                name="resource_centre_watcher_is_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rhythm_display()} {self.pk}"

    @property
    def address(self) -> str:
        """Where they are written to; "" for an account that is closed or has none."""
        if self.user is None:
            return self.email
        return self.user.email if self.user.is_active else ""


class Watch(models.Model):
    """One thing that somebody watches: a resource; or, in a centre, a theme or a territory with all that is inside.

    secret: until the address has confirmed it, "" from then on. created_at: since when it is watched; until it is
    confirmed, when the address was last asked.
    """

    wagtail_reference_index_ignore = NO_USE

    watcher = models.ForeignKey(Watcher, on_delete=models.CASCADE, related_name="watches")
    centre = models.ForeignKey("resource_centre.ResourceCentrePage", on_delete=models.CASCADE, related_name="+")
    resource = models.ForeignKey(
        "resource_centre.Resource", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    concept = models.ForeignKey(
        "resource_centre.Concept", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    territory = models.ForeignKey(
        "resource_centre.Territory", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    secret = models.CharField(max_length=43, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("watch")
        verbose_name_plural = _("watches")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            # An empty end equals no other: each rule binds the watches that have that end.
            models.UniqueConstraint(fields=["watcher", "resource"], name="resource_centre_one_watch_resource"),
            models.UniqueConstraint(fields=["watcher", "centre", "concept"], name="resource_centre_one_watch_theme"),
            models.UniqueConstraint(fields=["watcher", "centre", "territory"], name="resource_centre_one_watch_place"),
            models.CheckConstraint(
                condition=(
                    Q(resource__isnull=False, concept=None, territory=None)
                    | Q(resource=None, concept__isnull=False, territory=None)
                    | Q(resource=None, concept=None, territory__isnull=False)
                ),
                name="resource_centre_watch_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.watcher_id} {self.resource_id or self.concept_id or self.territory_id}"
