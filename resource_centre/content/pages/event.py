"""Event: a session, a webinar, a meeting."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from resource_centre.content.fields import WebAddressField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


@register_kind(
    KindSpec(
        code="event",
        slug="evenements",
        label=_("Event"),
        plural=_("Events"),
        order=70,
        schema_type="Event",
        icon="calendar",
    )
)
class Event(Resource):
    """When, where, the question asked. Its series is the programme it is part of (a link)."""

    place = models.CharField(_("place"), max_length=255, blank=True)
    remote_url = WebAddressField(_("remote address"), blank=True)
    replay_url = WebAddressField(_("recording"), blank=True)
    question = models.TextField(_("question asked"), blank=True)
    capacity = models.CharField(_("attendance"), max_length=100, blank=True)

    kind_panels: ClassVar = [
        FieldPanel("place"),
        FieldRowPanel(["remote_url", "replay_url"], heading=_("Online")),
        FieldPanel("question"),
        FieldPanel("capacity"),
        InlinePanel("speakers", heading=_("Speakers"), label=_("speaker")),
    ]

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")


class EventSpeaker(Orderable):
    """Who spoke, and for whom."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("name"), max_length=200)
    title = models.CharField(_("in what capacity"), max_length=200, blank=True)
    actor = models.ForeignKey(
        "resource_centre.Actor",
        verbose_name=_("organisation"),
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="speakers",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("speaker")
        verbose_name_plural = _("speakers")

    def __str__(self) -> str:
        return self.name
