"""What of a page may be proposed, read from the page and put back on it. Nothing else of a page is ever touched.

Rows, blocks and links that the author may not see are in neither of their two contents: a merge then leaves rows and
blocks where they are, and asks an editor about a text that held such a link and was changed.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.fields import PartialDateField, WebAddressField
from resource_centre.content.html import linked_page_ids, without_links
from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.contribution.changes import BODY

INVOLVEMENTS, TERRITORIES, CONCEPTS, SOURCES = "involvements", "territory_links", "concept_links", "sources"
DOCUMENTS = "documents"
#: Lists of rows, in the order in which they are shown.
ROWS = (INVOLVEMENTS, TERRITORIES, CONCEPTS, SOURCES, DOCUMENTS)
_COMMON = ("title", "summary", "date_from", "date_to", "website")
#: Kept in a row of the page, and of no content.
_PLACE = ("resource", "sort_order")


class Shape(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    ADDRESS = "address"
    RICH = "rich"
    BODY = "body"
    ROWS = "rows"


@dataclass(frozen=True)
class ProposableField:
    """A field of a kind that a reader may propose to change."""

    name: str
    shape: Shape
    label: str
    is_required: bool = False
    longest: int | None = None


def _named(model: type[Resource]) -> tuple[tuple[str, Shape], ...]:
    own = [field for field in model._meta.local_fields if field.editable and not field.is_relation]
    found = [(name, _shape(model._meta.get_field(name))) for name in _COMMON]
    found += [(field.name, shape) for field in own if (shape := _shape(field)) is not None]
    return (*((name, shape) for name, shape in found if shape), (BODY, Shape.BODY), *((n, Shape.ROWS) for n in ROWS))


def _shape(field: Any) -> Shape | None:
    if isinstance(field, PartialDateField):
        return Shape.DATE
    if isinstance(field, WebAddressField):
        return Shape.ADDRESS
    if isinstance(field, RichTextField):
        return Shape.RICH
    if isinstance(field, models.TextField) or field.name == "summary":
        return Shape.TEXT
    return Shape.LINE if isinstance(field, models.CharField) and not field.choices else None


def fields_of(model: type[Resource]) -> tuple[ProposableField, ...]:
    """What may be proposed of a kind, in the order of the form; labels in the active language."""
    return tuple(_field(model, name, shape) for name, shape in _named(model))


def _field(model: type[Resource], name: str, shape: Shape) -> ProposableField:
    field: Any = model._meta.get_field(name)
    if shape is Shape.ROWS:
        return ProposableField(name, shape, str(field.related_model._meta.verbose_name_plural))
    return ProposableField(name, shape, str(field.verbose_name), not field.blank, getattr(field, "max_length", None))


def content_of(page: Resource, access: Access | None = None) -> dict[str, Any]:
    """The content of a page, of its concrete class; with `access`, what that reader may see of it."""
    data = page.serializable_data()
    content: dict[str, Any] = {}
    for name, shape in _named(type(page)):
        if shape is Shape.BODY:
            content[name] = json.loads(data[name] or "[]")
        elif shape is Shape.ROWS:
            content[name] = [{key: row[key] for key in row if key not in _PLACE} for row in _sorted(data[name])]
        else:
            content[name] = data[name] or ""
    content[CONCEPTS] = _themes(content[CONCEPTS])
    return content if access is None else _seen(content, access)


def _sorted(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row.get("sort_order") or 0, row.get("pk") or 0))


def _themes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["concept"] for row in rows]
    themes = set(Concept.objects.filter(pk__in=ids, vocabulary__code=THEME).values_list("pk", flat=True))
    return [row for row in rows if row["concept"] in themes]


def _seen(content: dict[str, Any], access: Access) -> dict[str, Any]:
    pages = {row["actor"] for row in content[INVOLVEMENTS]}
    pages |= {block["value"].get("page") for block in content[BODY] if block["type"] == "resource"}
    linked = linked_page_ids(json.dumps(content, ensure_ascii=False).replace('\\"', '"'))
    seen = set(access.filter(Page.objects.filter(pk__in=(pages | linked) - {None})).values_list("pk", flat=True))
    if unseen := linked - seen:
        content = without_unseen_links(content, unseen)
    return {
        **content,
        INVOLVEMENTS: [row for row in content[INVOLVEMENTS] if row["actor"] in seen],
        BODY: [block for block in content[BODY] if block["type"] != "resource" or block["value"].get("page") in seen],
    }


def without_unseen_links(content: Mapping[str, Any], unseen: set[int]) -> dict[str, Any]:
    """A content whose texts have kept the words of links to those pages, and lost where they led."""
    return {name: _unlinked(value, unseen) for name, value in content.items()}


def _unlinked(value: Any, unseen: set[int]) -> Any:
    """Every text of a content, without links to those pages."""
    if isinstance(value, str):
        return without_links(value, unseen) if "linktype" in value else value
    if isinstance(value, list):
        return [_unlinked(one, unseen) for one in value]
    return {name: _unlinked(one, unseen) for name, one in value.items()} if isinstance(value, dict) else value


def with_content(page: Resource, content: dict[str, Any]) -> Any:
    """The page with that content in place of its own, not saved. Rows of other vocabularies than themes stay."""
    data = page.serializable_data()
    for name, shape in _named(type(page)):
        if name not in content:
            continue
        if shape is Shape.BODY:
            data[name] = json.dumps(content[name])
        elif shape is Shape.ROWS:
            data[name] = [*_left_alone(name, data[name]), *({**row, "resource": page.pk} for row in content[name])]
            for rank, row in enumerate(data[name]):
                row["sort_order"] = rank
        else:
            data[name] = content[name] or ""
    return page.with_content_json(data)


def _left_alone(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    if name != CONCEPTS:
        return []
    themes = {row["concept"] for row in _themes(rows)}
    return [row for row in rows if row["concept"] not in themes]
