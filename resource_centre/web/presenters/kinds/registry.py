"""Which function presents which kind; a kind without its own gets the generic one."""

from collections.abc import Callable

from resource_centre.web.presenters.kinds.actor import actor_parts
from resource_centre.web.presenters.kinds.event import event_parts
from resource_centre.web.presenters.kinds.generic import generic_parts
from resource_centre.web.presenters.kinds.lesson import lesson_parts
from resource_centre.web.presenters.kinds.milestone import milestone_parts
from resource_centre.web.presenters.kinds.practice import practice_parts
from resource_centre.web.presenters.kinds.programme import programme_parts
from resource_centre.web.presenters.kinds.study import study_parts
from resource_centre.web.presenters.kinds.tool import tool_parts
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import KindParts

PartsMaker = Callable[[Material], KindParts]

_makers: dict[str, PartsMaker] = {
    "actor": actor_parts,
    "event": event_parts,
    "lesson": lesson_parts,
    "milestone": milestone_parts,
    "practice": practice_parts,
    "programme": programme_parts,
    "study": study_parts,
    "tool": tool_parts,
}


def parts_of(material: Material) -> KindParts:
    """What the resource's kind adds to its page."""
    return _makers.get(material.resource.kind.code, generic_parts)(material)
