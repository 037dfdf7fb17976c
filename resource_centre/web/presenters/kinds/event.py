"""An event: when, where, the question asked, who spoke."""

from django.utils.translation import gettext as _

from resource_centre.web.addresses import host_of, web_address
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.kinds.parts import PARTS, question_section
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import address_fact, fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import Row, RowType, of_type
from resource_centre.web.presenters.resource_view import Action, KindParts, RelationItem, Section


def event_parts(material: Material) -> KindParts:
    """Place and attendance in the record; the recording as a button."""
    event = material.resource
    return KindParts(
        facts=(
            *fact(_("Place"), event.place, lang=material.lang),
            *fact(_("Attendance"), event.capacity, lang=material.lang),
            *address_fact(_("Online"), event.remote_url),
            *address_fact(_("Site"), event.website),
        ),
        sections=(
            *question_section(material, _("The question asked"), event.question),
            *body_sections(material, _("What happened")),
            *_speakers(material),
        ),
        actions=_recording(web_address(event.replay_url)),
    )


def _recording(url: str) -> tuple[Action, ...]:
    return (Action(_("Watch the recording"), url, host_of(url)),) if url else ()


def _speakers(material: Material) -> tuple[Section, ...]:
    items = tuple(_speaker(row, material) for row in of_type(material.rows, RowType.SPEAKER))
    return (Section("speakers", _("Speakers"), f"{PARTS}items.html", items),) if items else ()


def _speaker(row: Row, material: Material) -> RelationItem:
    """A person, then their organisation's page when this reader may see it; an organisation is its own link."""
    page = material.page(row.other_id)
    is_same = page is not None and page.title == row.label
    return RelationItem(
        link=page.link if page and is_same else Link(row.label, ""),
        more=page.link if page and not is_same else None,
        note=row.note,
        note_lang=material.lang,
    )
