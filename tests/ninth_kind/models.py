"""Charter: a kind that the plugin does not know."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel

from resource_centre.content.kinds import KindSpec, register_kind
from resource_centre.content.pages.base import Resource


@register_kind(KindSpec(code="charter", slug="chartes", label="Charter", plural="Charters", order=90))
class Charter(Resource):
    """A commitment that organisations sign."""

    signatories = models.PositiveIntegerField(default=0)
    kind_panels: ClassVar = [FieldPanel("signatories")]
