"""Sections that several kinds make in the same way."""

from django.utils.html import linebreaks
from django.utils.safestring import mark_safe

from resource_centre.web.presenters.resource_facts import figure_board
from resource_centre.web.presenters.resource_material import Material
from resource_centre.web.presenters.resource_view import Prose, Question, Section

PARTS = "resource_centre/resource/parts/"


def rich_section(material: Material, section_id: str, heading: str, stored: str) -> tuple[Section, ...]:
    """A rich text under its heading; nothing when it is empty."""
    html = material.html(stored)
    return (Section(section_id, heading, f"{PARTS}prose.html", Prose(html, material.lang)),) if html.strip() else ()


def plain_section(material: Material, section_id: str, heading: str, text: str) -> tuple[Section, ...]:
    """A plain text under its heading, its line breaks kept."""
    html = mark_safe(linebreaks(text, autoescape=True))  # noqa: S308 - escaped by linebreaks
    return (Section(section_id, heading, f"{PARTS}prose.html", Prose(html, material.lang)),) if text.strip() else ()


def question_section(material: Material, heading: str, text: str) -> tuple[Section, ...]:
    """A question in the words of those who asked it."""
    content = Question(text, material.lang)
    return (Section("question", heading, f"{PARTS}question.html", content),) if text.strip() else ()


def figures_section(material: Material, heading: str, intro: str = "", absence: str = "") -> tuple[Section, ...]:
    """Figures, under an authors' text if there is one."""
    board = figure_board(material, intro, absence)
    return (Section("figures", heading, f"{PARTS}figures.html", board),) if board else ()
