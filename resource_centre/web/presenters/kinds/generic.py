"""A kind that a host added: its simple fields go to the record, its rich texts become sections."""

from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField

from resource_centre.content.dates import PartialDate
from resource_centre.content.fields import PartialDateField, WebAddressField
from resource_centre.content.pages.base import Resource
from resource_centre.web.presenters.kinds.parts import rich_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact, fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import Fact, KindParts, Section

_SIMPLE = (models.CharField, models.TextField, models.IntegerField, models.DateField, models.DecimalField)


def generic_parts(material: Material) -> KindParts:
    """Every field that the model adds to Resource and that can be printed as it is, under its own name."""
    facts: list[Fact] = []
    sections: list[Section] = []
    for field in _own_fields(material.resource):
        value, label = getattr(material.resource, field.name), capfirst(str(field.verbose_name))
        if isinstance(field, RichTextField):
            sections += rich_section(material, f"field-{field.name}", label, value or "")
        elif isinstance(field, WebAddressField):
            facts += address_fact(label, value)
        elif isinstance(field, _SIMPLE):
            facts += fact(label, _words(material.resource, field, value), lang=material.lang)
    return KindParts(facts=tuple(facts), sections=(*sections, *body_sections(material, _("In detail"))))


def _own_fields(resource: Any) -> list[Any]:
    shared = {field.name for field in Resource._meta.get_fields()}
    return [field for field in resource._meta.concrete_fields if field.name not in shared and not field.is_relation]


def _words(resource: Any, field: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(field, PartialDateField):
        return value.in_words() if isinstance(value, PartialDate) else str(value)
    return str(getattr(resource, f"get_{field.name}_display")()) if field.choices else str(value)
