"""A lesson: a hypothesis, and the board of what supports, nuances or contradicts it."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.content.pages.lesson import LessonState
from resource_centre.content.relations import Stance
from resource_centre.web.presenters.kinds.parts import PARTS, plain_section
from resource_centre.web.presenters.kinds.universes import universe_table
from resource_centre.web.presenters.resource_body import body_sections
from resource_centre.web.presenters.resource_facts import fact
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_relations import evidence
from resource_centre.web.presenters.resource_rows import Row, RowType, of_type
from resource_centre.web.presenters.resource_view import HistoryLine, KindParts, Section


def lesson_parts(material: Material) -> KindParts:
    """The statement, the evidence on every side even when a side is empty, and the states it went through."""
    lesson: Any = material.resource
    return KindParts(
        facts=fact(_("State of the hypothesis"), lesson.get_state_display()),
        sections=(
            *plain_section(material, "statement", _("Statement"), lesson.statement),
            *body_sections(material, _("In detail")),
            _board(material),
            *_universes(material),
            *_history(material),
        ),
        mark=str(lesson.number) if lesson.number is not None else "",
    )


def _board(material: Material) -> Section:
    absences = {
        Stance.SUPPORTS.value: _("No resource supports it yet."),
        Stance.NUANCES.value: _("No resource nuances it yet."),
        Stance.CONTRADICTS.value: _("No resource contradicts it yet."),
    }
    columns = evidence(material, RowType.PROOF, absences)
    return Section("board", _("What resources say of it"), f"{PARTS}evidence.html", columns)


def _universes(material: Material) -> tuple[Section, ...]:
    table = universe_table(((page.pk, row.code) for row, page in material.linked(RowType.PROOF)), material.access)
    title = _("Evidence by universe")
    return (Section("universes", title, f"{PARTS}universes.html", table),) if table is not None else ()


def _history(material: Material) -> tuple[Section, ...]:
    rows = of_type(material.rows, RowType.CHANGE)
    lines = tuple(_line(row) for row in rows)
    return (Section("history", _("Successive states"), f"{PARTS}history.html", lines, material.lang),) if lines else ()


def _line(row: Row) -> HistoryLine:
    words = row.date_from.in_words() if row.date_from else ""
    state = capfirst(str(LessonState(row.code).label))
    return HistoryLine(words, str(row.date_from or ""), state, row.note)
