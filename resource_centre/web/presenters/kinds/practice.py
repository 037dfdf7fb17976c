"""A practice: told so that a reader can decide whether to do it again elsewhere."""

from django.utils.translation import gettext as _

from resource_centre.web.presenters.kinds.parts import figures_section, rich_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import KindParts


def practice_parts(material: Material) -> KindParts:
    """Problem, what was done, the text, results with figures or "not measured", then what to know before redoing it."""
    practice = material.resource
    return KindParts(
        facts=(
            *fact(_("Actors involved"), practice.scale_actors, lang=material.lang),
            *fact(_("People reached"), practice.scale_beneficiaries, lang=material.lang),
            *fact(_("Cost"), practice.cost_band, lang=material.lang),
        ),
        sections=(
            *rich_section(material, "problem", _("The problem met"), practice.problem),
            *rich_section(material, "actions", _("What was done"), practice.actions),
            *body_sections(material, _("In detail")),
            *figures_section(material, _("Results observed"), practice.results, _("No figure: not measured.")),
            *rich_section(material, "conditions", _("Conditions of success"), practice.success_conditions),
            *rich_section(material, "obstacles", _("Obstacles"), practice.obstacles),
            *rich_section(material, "transfer", _("Can it be done elsewhere?"), practice.transferability),
        ),
        prints_figures=True,
        expects_rso=True,
    )
