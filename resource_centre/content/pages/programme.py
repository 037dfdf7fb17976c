"""Programme: what groups other resources over some years."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


@register_kind(
    KindSpec(
        code="programme",
        slug="programmes",
        label=_("Programme"),
        plural=_("Programmes"),
        order=80,
        schema_type="Project",
        icon="folder-open-1",
    )
)
class Programme(Resource):
    """Its parts are the resources that state "part of" it."""

    objective = models.TextField(_("objective"), blank=True)

    kind_panels: ClassVar = [FieldPanel("objective")]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
