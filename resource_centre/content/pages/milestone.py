"""Milestone (jalon): a date in the path, the question it raised and what followed."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


@register_kind(
    KindSpec(code="milestone", slug="jalons", label=_("Milestone"), plural=_("Milestones"), order=60, icon="date")
)
class Milestone(Resource):
    """Placed on the timeline by its dates, in a period of the path by its vocabulary."""

    question = models.TextField(_("question raised"), blank=True)
    follow_up = models.TextField(_("what followed"), blank=True)

    kind_panels: ClassVar = [FieldPanel("question"), FieldPanel("follow_up")]

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
