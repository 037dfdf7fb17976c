"""A programme: what groups other resources over some years."""

from django.utils.translation import gettext as _

from resource_centre.content.relations import ResourceLinkKind
from resource_centre.web.presenters.kinds.parts import PARTS, plain_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_relations import parts_by_kind
from resource_centre.web.presenters.resource_rows import RowType
from resource_centre.web.presenters.resource_view import KindParts, Section


def programme_parts(material: Material) -> KindParts:
    """Its objective, then its parts grouped by kind."""
    programme = material.resource
    parts = parts_by_kind(material)
    shown = (Section("parts", _("In this programme"), f"{PARTS}groups.html", parts),) if parts else ()
    return KindParts(
        facts=address_fact(_("Site"), programme.website),
        sections=(
            *plain_section(material, "objective", _("Objective"), programme.objective),
            *body_sections(material, _("In detail")),
            *shown,
        ),
        own_links=frozenset({(RowType.INVERSE_LINK.value, ResourceLinkKind.PART_OF.value)}),
    )
