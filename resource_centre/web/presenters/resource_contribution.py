"""Where a reader proposes a change of a page, and of each of its sections; who is named for changes that were kept."""

from dataclasses import replace

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import (
    contributor_path,
    history_path,
    links_path,
    propose_path,
    report_path,
    talk_path,
    watch_path,
)
from resource_centre.contribution.credits import contributors_of
from resource_centre.contribution.surface import Shape, fields_of
from resource_centre.web.contributing.form import GROUPS
from resource_centre.web.presenters.common import Link
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_rows import RowsFrom
from resource_centre.web.presenters.resource_view import Contribution, Section

#: Groups of the form for sections that bear another name, in the order in which they are looked for: the section of
#: the figures of a practice begins with its results.
_SECTIONS = {
    "figures": "results",
    "conditions": "success_conditions",
    "transfer": "transferability",
    "actors": "actor_links",
}
#: Shapes that are a group of the form each; what is short is in the first one.
_GROUPED = frozenset({Shape.RICH, Shape.TEXT, Shape.ROWS})


def contribution(material: Material) -> Contribution | None:
    """The links of the page (one query for the names)."""
    if material.source is not RowsFrom.DATABASE or material.resource.alias_of_id:
        return None
    centre = material.centre_url
    uid = material.resource.uuid
    return Contribution(
        f"{centre}{propose_path(uid)}",
        f"{centre}{report_path(uid)}",
        f"{centre}{history_path(uid)}",
        f"{centre}{links_path(uid)}",
        f"{centre}{watch_path('resource', str(uid))}",
        f"{centre}{talk_path(uid)}",
        tuple(
            Link(one.name, f"{centre}{contributor_path(one.page)}" if one.page else "")
            for one in contributors_of(material.resource.pk)
        ),
    )


def with_links(sections: tuple[Section, ...], found: Contribution | None, model: type[Resource]) -> tuple[Section, ...]:
    """Each section with the address that opens its part of the form."""
    if found is None:
        return sections
    names = {GROUPS.get(one.name, one.name) for one in fields_of(model) if one.shape in _GROUPED}
    groups = {section.id: _group(section.id, names) for section in sections}
    return tuple(
        replace(section, propose_url=f"{found.propose_url}?part={groups[section.id]}#{groups[section.id]}")
        if groups[section.id]
        else section
        for section in sections
    )


def _group(section_id: str, names: set[str]) -> str:
    if section_id.startswith("text-"):
        return "body"
    return next((group for group in (_SECTIONS.get(section_id), section_id) if group in names), "")
