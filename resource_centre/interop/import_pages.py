"""From a plan to a page and its rows: what each field of a line becomes."""

import datetime
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.html import strip_tags

from resource_centre import conf
from resource_centre.content.dates import PartialDate
from resource_centre.content.facts import Source
from resource_centre.content.html import clean_html
from resource_centre.content.pages.base import Resource, check_body_size
from resource_centre.content.relations import (
    ActorLink,
    Evidence,
    Involvement,
    RelationState,
    ResourceConcept,
    ResourceLink,
    ResourceTerritory,
    TerritoryRole,
)
from resource_centre.interop.import_lines import RESERVED
from resource_centre.interop.import_lookups import PLAIN_ROLE
from resource_centre.interop.import_plans import Plan, PlannedLink
from resource_centre.interop.plain_body import Block, body_blocks

SUMMARY_LENGTH = 300
#: Kinds that stand somewhere; the others are about somewhere.
_PLACED_KINDS = frozenset({"practice", "actor", "event"})
#: Keys of a line's `extra` that are fields of the kind: {kind: {key: field}}. Taken when the field accepts them.
_EXTRA_FIELDS = {
    "actor": {"siren": "siren", "rna": "rna"},
    "study": {"doi": "doi", "isbn": "isbn", "hal": "hal"},
    "tool": {"licence_logiciel": "software_licence"},
}
_HTML_START = re.compile(r"\s*<(?:p|div|h[1-6]|ul|ol|blockquote|section|article|table|br)\b", re.I)
_TAG = re.compile(r"</?[a-z][^<>]*>", re.I)


def fill_page(page: Resource, plan: Plan, at: datetime.datetime) -> None:
    """Set the page's own fields; what no field can hold stays in `extra`, under "_import"."""
    line = plan.line
    page.title = page.draft_title = line.title
    page.summary = shortened(text_only(line.summary))
    page.website = plan.address
    page.date_from = page.date_to = PartialDate.parse(line.year) if line.year else None
    page.origin, page.origin_id = line.source, line.id
    page.body = blocks_of(line.body)
    page.extra = {**line.extra, RESERVED: {"at": at.isoformat(), **_notes(plan)}}
    for name, value in _kind_fields(page, plan).items():
        setattr(page, name, value)


def _notes(plan: Plan) -> dict[str, Any]:
    line = plan.line
    notes = {
        "digest": plan.digest,
        "licence": line.licence,
        "themes": list(plan.unknown_themes),
        "actors": list(plan.unknown_actors),
        "territories": list(plan.unknown_places),
        "summary": line.summary if len(text_only(line.summary)) > SUMMARY_LENGTH else "",
        "url": line.url if line.url != plan.address else "",
        "point": [line.lat, line.lon] if line.lat is not None else [],
        "flags": [f"{flag.field}: {flag.reason}" for flag in (*plan.flags, *plan.missing)],
    }
    return {name: value for name, value in notes.items() if value}


def _kind_fields(page: Resource, plan: Plan) -> dict[str, Any]:
    line, found = plan.line, {}
    if hasattr(page, "lat") and hasattr(page, "lon"):
        found = {"lat": line.lat, "lon": line.lon}
    for key, name in _EXTRA_FIELDS.get(line.kind, {}).items():
        try:
            value = page._meta.get_field(name).clean(str(line.extra.get(key) or "").strip(), page)  # type: ignore[union-attr]
        except ValidationError:
            value = ""
        found[name] = value
    return found


def rows_of(plan: Plan, roles: Mapping[str, int]) -> dict[str, list[models.Model]]:
    """Rows by the name of their relation; every relation that the import writes, so that an update empties it."""
    rows: dict[str, list[models.Model]] = {
        "concept_links": [ResourceConcept(concept_id=pk) for pk in _concept_ids(plan)],
        "territory_links": [
            ResourceTerritory(territory_id=place.id, alias_id=place.alias_id, role=_territory_role(plan.line.kind))
            for place in plan.places
        ],
        "sources": [Source(title=plan.line.source, url=plan.address)],
        "involvements": [],
        "resource_links": [],
        "evidence": [],
    }
    if plan.line.kind == "actor":
        rows["actor_links"] = []
    for link in plan.links:
        rows[link.relation].append(_link_row(link, roles))
    for found in rows.values():
        for order, row in enumerate(found, start=1):
            row.sort_order = order  # type: ignore[attr-defined]  # every row is an Orderable
    return rows


def _concept_ids(plan: Plan) -> tuple[int, ...]:
    return (*plan.theme_ids, plan.licence_id) if plan.licence_id else plan.theme_ids


def _territory_role(kind: str) -> str:
    return TerritoryRole.IMPLEMENTED_IN if kind in _PLACED_KINDS else TerritoryRole.CONCERNS


def _link_row(link: PlannedLink, roles: Mapping[str, int]) -> models.Model:
    if link.relation == "evidence":
        return Evidence(lesson_id=link.target_id, stance=link.kind, note=link.note)
    if link.relation == "resource_links":
        return ResourceLink(target_id=link.target_id, kind=link.kind, note=link.note)
    if link.relation == "actor_links":
        return ActorLink(other_id=link.target_id, kind=link.kind, note=link.note)
    # A bare name says that the actor has a part, not which: an editor confirms it.
    state = RelationState.CONFIRMED if link.kind else RelationState.TO_CONFIRM
    return Involvement(actor_id=link.target_id, role_id=roles[link.kind or PLAIN_ROLE], state=state, note=link.note)


def blocks_of(body: str) -> list[Block]:
    """The blocks of a body: one of clean rich text when it is HTML, else those of its marks."""
    if _HTML_START.match(body):
        html = clean_html(body)
        return [("text", html)] if html.strip() else []
    return body_blocks(body)


def text_only(text: str) -> str:
    """A text without tags: "<b>a</b> & b" gives "a & b"; "a < b" stays."""
    return " ".join(unescape(strip_tags(clean_html(text))).split()) if _TAG.search(text) else text


def shortened(text: str) -> str:
    """What a summary holds of a text, cut between two words; the whole is kept in `extra`."""
    if len(text) <= SUMMARY_LENGTH:
        return text
    beginning = text[: SUMMARY_LENGTH - 1]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def check_page(page: Resource) -> None:
    """Raise ValidationError as publishing would, for drafts and trial runs too; the tree's own fields apart."""
    tree = {"path", "depth", "slug", "numchild", "url_path", "locale", "content_type", "page_ptr", "resource_ptr"}
    page.clean_fields(exclude=tree)
    check_body_size(page.body)


def language() -> str:
    """The language of imported texts: the first of the site's."""
    return conf.content_languages()[0]
