"""Tool: something that one can use."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from resource_centre.content.fields import WebAddressField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


class ToolAccess(models.TextChoices):
    """What it takes to use it."""

    FREE = "free", _("open to all")
    ACCOUNT = "account", _("with an account")
    PAID = "paid", _("paid")


class ToolState(models.TextChoices):
    """Whether it can still be used. Its successor is a "replaces" link stated on the newer tool."""

    ACTIVE = "active", _("in use")
    STOPPED = "stopped", _("stopped")
    REPLACED = "replaced", _("replaced")


@register_kind(
    KindSpec(
        code="tool",
        slug="outils",
        label=_("Tool"),
        plural=_("Tools"),
        order=20,
        schema_type="SoftwareApplication",
        icon="cogs",
    )
)
class Tool(Resource):
    """A platform, an application, a guide, a method…: described so that a reader knows if they can use it."""

    access = models.CharField(_("access"), max_length=20, choices=ToolAccess.choices, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=ToolState.choices, blank=True)
    is_open_source = models.BooleanField(_("open source"), null=True, blank=True)
    software_licence = models.CharField(_("licence of the software"), max_length=100, blank=True)
    maker = models.CharField(
        _("maker"), max_length=255, blank=True, help_text=_("When the maker has no page here; else use a role.")
    )
    hosting = models.CharField(_("hosting"), max_length=255, blank=True)
    accessibility_statement = WebAddressField(_("accessibility statement"), blank=True)
    link_checked_on = models.DateField(_("address checked on"), null=True, blank=True)

    kind_panels: ClassVar = [
        FieldRowPanel(["state", "access"], heading=_("Can I use it?")),
        FieldRowPanel(["is_open_source", "software_licence"], heading=_("Licence")),
        FieldPanel("maker"),
        FieldPanel("hosting"),
        FieldPanel("accessibility_statement"),
        FieldPanel("link_checked_on"),
    ]

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
