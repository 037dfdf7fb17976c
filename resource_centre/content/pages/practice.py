"""Practice: something that was done somewhere, and what came of it."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel

from resource_centre.content.blocks import SHORT_TEXT_FEATURES
from resource_centre.content.fields import CleanRichTextField
from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


@register_kind(
    KindSpec(code="practice", slug="pratiques", label=_("Practice"), plural=_("Practices"), order=10, icon="pick")
)
class Practice(Resource):
    """Told so that somebody elsewhere can decide whether to do it again."""

    problem = CleanRichTextField(_("problem met"), blank=True, features=SHORT_TEXT_FEATURES)
    actions = CleanRichTextField(_("what was done"), blank=True, features=SHORT_TEXT_FEATURES)
    results = CleanRichTextField(_("results observed"), blank=True, features=SHORT_TEXT_FEATURES)
    success_conditions = CleanRichTextField(_("conditions of success"), blank=True, features=SHORT_TEXT_FEATURES)
    obstacles = CleanRichTextField(_("obstacles"), blank=True, features=SHORT_TEXT_FEATURES)
    transferability = CleanRichTextField(_("can it be done elsewhere?"), blank=True, features=SHORT_TEXT_FEATURES)
    scale_actors = models.CharField(_("actors involved"), max_length=100, blank=True)
    scale_beneficiaries = models.CharField(_("people reached"), max_length=100, blank=True)
    cost_band = models.CharField(_("cost"), max_length=100, blank=True)

    kind_panels: ClassVar = [
        FieldPanel("problem"),
        FieldPanel("actions"),
        FieldPanel("results"),
        FieldPanel("success_conditions"),
        FieldPanel("obstacles"),
        FieldPanel("transferability"),
        FieldRowPanel(["scale_actors", "scale_beneficiaries", "cost_band"], heading=_("Scale")),
    ]

    class Meta:
        verbose_name = _("practice")
        verbose_name_plural = _("practices")
