"""What is known of each address outside that published pages bear."""

import hashlib
from typing import ClassVar
from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from resource_centre.content.references import NO_USE

#: Longest address that is kept, in characters; a longer one is not checked.
LONGEST = 2_000


class LinkState(models.TextChoices):
    """Where a link stands. UNSURE: the site answers without saying, or has failed too few times to tell."""

    UNCHECKED = "unchecked", _("not checked yet")
    OK = "ok", _("answers")
    UNSURE = "unsure", _("unsure")
    DEAD = "dead", _("dead")


class LinkPlace(models.TextChoices):
    """In which part of a page an address stands."""

    ADDRESS = "address", _("addresses")
    SOURCE = "source", _("sources")
    FIGURE = "figure", _("figures")
    RELATION = "relation", _("relations")
    BODY = "body", _("text")


class LinkReason(models.TextChoices):
    """Why a visit gave no answer, or none that says."""

    STATUS = "status", _("the site answers %(code)s")
    NOWHERE = "nowhere", _("the name of the site leads nowhere")
    REFUSED = "refused", _("the site refuses the connection")
    CERTIFICATE = "certificate", _("the certificate of the site is not valid")
    LATE = "late", _("no answer within five seconds")
    UNREADABLE = "unreadable", _("no answer that can be read")
    REDIRECTS = "redirects", _("too many redirects")
    CLOSED = "closed", _("not visited: it is not on the public internet")
    NOT_WEB = "not_web", _("not visited: it is no address of the web")


class LinkCheck(models.Model):
    """An address and what came of the last visit. `digest` stands for it where it must be unique: it may be too long
    for an index.

    failures: days on which it failed since it last answered.
    """

    url = models.CharField(_("address"), max_length=LONGEST)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    host = models.CharField(_("site"), max_length=255, db_index=True)
    state = models.CharField(_("state"), max_length=20, choices=LinkState.choices, default=LinkState.UNCHECKED)
    code = models.PositiveSmallIntegerField(_("HTTP code"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=LinkReason.choices, blank=True)
    last_checked_at = models.DateTimeField(_("last checked on"), null=True, blank=True, db_index=True)
    first_failed_at = models.DateTimeField(_("fails since"), null=True, blank=True)
    last_failed_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)
    resources: "models.ManyToManyField[models.Model, LinkUse]" = models.ManyToManyField(
        "resource_centre.Resource", through="resource_centre.LinkUse", related_name="link_checks"
    )

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering: ClassVar = ["host", "url"]

    def __str__(self) -> str:
        return self.url

    @property
    def why(self) -> str:
        """The reason in the language of the interface: "the site answers 404"; "" when it answered."""
        return str(LinkReason(self.reason).label) % {"code": self.code} if self.reason else ""


class LinkUse(models.Model):
    """A page that bears an address, and in which part of it."""

    wagtail_reference_index_ignore = NO_USE

    link = models.ForeignKey(LinkCheck, on_delete=models.CASCADE, related_name="uses")
    resource = models.ForeignKey("resource_centre.Resource", on_delete=models.CASCADE, related_name="link_uses")
    place = models.CharField(_("where"), max_length=20, choices=LinkPlace.choices)

    class Meta:
        verbose_name = _("use of a link")
        verbose_name_plural = _("uses of links")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "resource", "place"], name="resource_centre_link_use_once"),
        ]

    def __str__(self) -> str:
        return self.get_place_display()


def digest_of(url: str) -> str:
    """Sixty-four characters that stand for an address."""
    return hashlib.sha256(url.encode()).hexdigest()


def host_of(url: str) -> str:
    """The host that is asked, in lower case; "" when there is none."""
    try:
        return (urlsplit(url).hostname or "")[:255]
    except ValueError:
        return ""
