"""A milestone: a date in the path, the question it raised, what followed."""

from django.utils.translation import gettext as _

from resource_centre.web.presenters.kinds.parts import plain_section, question_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import KindParts


def milestone_parts(material: Material) -> KindParts:
    """Its year stands in the margin; its period is among the subjects."""
    milestone = material.resource
    return KindParts(
        sections=(
            *question_section(material, _("The question raised"), milestone.question),
            *body_sections(material, _("What happened")),
            *plain_section(material, "follow-up", _("What followed"), milestone.follow_up),
        ),
        mark=str(milestone.date_from.year) if milestone.date_from else "",
    )
