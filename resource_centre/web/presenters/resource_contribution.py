"""Where a reader proposes a change of a page, and of each of its sections; who is named for changes that were kept."""

from dataclasses import replace

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.addresses import propose_path, report_path
from resource_centre.contribution.credits import credited_on
from resource_centre.contribution.surface import Shape, fields_of
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import Contribution, Section

#: Groups of the form for sections that bear another name. A section without a group opens the form at its beginning.
_GROUPS = {
    "people": "people",
    "sources": "sources",
    "figures": "results",
    "conditions": "success_conditions",
    "transfer": "transferability",
}
#: Sections that repeat what other pages say.
_READ_ELSEWHERE = frozenset({"mentions", "roles"})


def contribution(material: Material) -> Contribution | None:
    """The links of the page (one query for the names)."""
    if material.is_preview or material.resource.alias_of_id:
        return None
    centre = _centre_url(material)
    uid = material.resource.uuid
    return Contribution(
        f"{centre}{propose_path(uid)}", f"{centre}{report_path(uid)}", credited_on(material.resource.pk)
    )


def with_links(sections: tuple[Section, ...], found: Contribution | None, model: type[Resource]) -> tuple[Section, ...]:
    """Each section with the address that opens its part of the form."""
    if found is None:
        return sections
    names = {one.name for one in fields_of(model) if one.shape in {Shape.RICH, Shape.TEXT}}
    return tuple(
        section
        if section.id in _READ_ELSEWHERE
        else replace(section, propose_url=_address(found.propose_url, _group(section.id, names)))
        for section in sections
    )


def _group(section_id: str, names: set[str]) -> str:
    if section_id.startswith("text-"):
        return "body"
    group = _GROUPS.get(section_id, section_id)
    return group if group in names or group in {"people", "sources"} else ""


def _address(url: str, group: str) -> str:
    return f"{url}?part={group}#{group}" if group else url


def _centre_url(material: Material) -> str:
    here = material.resource.get_url(material.request) or ""
    return "/".join(here.rstrip("/").split("/")[:-2]) + "/"
