"""What of a page may be proposed, read from the page and put back on it. Nothing else of a page is ever touched.

Rows, blocks and links that the author may not see are in neither of their two contents: a merge then leaves rows and
blocks where they are, and asks an editor about a text that held such a link and was changed. A row that says something
without the page that it names (an author and their organisation) is in both without that page.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Page, Revision

from resource_centre.access.visibility import Access
from resource_centre.content.html import without_links
from resource_centre.content.pages.base import Resource
from resource_centre.contribution import points
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.history.targets import Anatomy, anatomy_of, links_in
from resource_centre.contribution.points import LAT, LON, POINT
from resource_centre.contribution.shapes import ProposableField, Shape, described, plain, shape_of

__all__ = [
    "BODY",
    "CONCEPTS",
    "DOCUMENTS",
    "INVOLVEMENTS",
    "ProposableField",
    "ROWS",
    "RowKind",
    "SOURCES",
    "Shape",
    "TERRITORIES",
    "blank_row",
    "columns_of",
    "content_of",
    "fields_of",
    "in_order",
    "row_kinds",
    "standing",
    "uniques",
    "with_content",
    "without_unseen_links",
]

INVOLVEMENTS, TERRITORIES, CONCEPTS, SOURCES = "involvements", "territory_links", "concept_links", "sources"
DOCUMENTS = "documents"
#: Lists of rows in the order in which they are shown; those that are not here, of one kind alone, come before them.
ROWS = (
    *(INVOLVEMENTS, "resource_links", "actor_links", "evidence", TERRITORIES, CONCEPTS, "figures", "rso", SOURCES),
    DOCUMENTS,
)
#: Lists that have a part of the form of their own, whatever their columns: boxes, files.
_APART = frozenset({CONCEPTS, DOCUMENTS})
_COMMON = ("title", "summary", "date_from", "date_to", "status", "website")
_DATES = ("date_from", "date_to")
_ASIDE = ("date_from", "date_to", "note", "source_title", "source_url", "source_date")
#: For editors alone: what an organisation agreed to.
_NOT_OFFERED = frozenset({"logo_consent"})


@dataclass(frozen=True)
class RowKind:
    """A list of rows: RowKind("sources", Source, "resource", ("title", "url", …)). parent: the key to its page.

    unique: columns that no two rows of a page share together; () where two equal rows are allowed.
    """

    name: str
    model: type[models.Model]
    parent: str
    columns: tuple[str, ...]
    unique: tuple[str, ...]


def row_kinds(model: Any) -> tuple[RowKind, ...]:
    """The lists of rows of a kind that may be proposed. Read from the class, once."""
    return _row_kinds(model)


@lru_cache(maxsize=64)
def _row_kinds(model: Any) -> tuple[RowKind, ...]:
    anatomy = anatomy_of(model)
    found = {name: _row_kind(name, anatomy) for name in anatomy.rows if name not in _NOT_OFFERED}
    own = [name for name in found if name not in ROWS]
    return tuple(kind for name in (*own, *ROWS) if (kind := found.get(name)) is not None)


def uniques(model: type[Resource]) -> dict[str, tuple[str, ...]]:
    """Columns that no two rows of a page share together, by list: {"rso": ("criterion",)}."""
    return {kind.name: kind.unique for kind in row_kinds(model)}


def _row_kind(name: str, anatomy: Anatomy) -> RowKind | None:
    """None where something that a row must say cannot be written in a form."""
    model, shape = anatomy.rows[name], anatomy.shape.rows[name]
    fields: list[Any] = [model._meta.get_field(column) for column in shape.fields]
    written = in_order(field.name for field in fields if shape_of(field) is not None)
    needed = {one.name for one in fields if one.editable and not one.blank and not one.has_default()}
    if name not in _APART and (not written or not needed <= set(written)):
        return None
    return RowKind(name, model, shape.parent, written, shape.unique)


def in_order(columns: Iterable[str]) -> tuple[str, ...]:
    """Columns as people say them: when, and where a fact comes from, last, though the models hold these first."""
    return tuple(sorted(columns, key=lambda name: _ASIDE.index(name) if name in _ASIDE else -1))


def _named(model: Any) -> tuple[tuple[str, Shape], ...]:
    return _read_named(model)


@lru_cache(maxsize=64)
def _read_named(model: Any) -> tuple[tuple[str, Shape], ...]:
    common = [name for name in _COMMON if not (model.has_own_dates and name in _DATES)]
    own = [field.name for field in model._meta.local_fields if field.name not in _NOT_OFFERED]
    found = [(name, Shape.TEXT if name == "summary" else shape_of(model._meta.get_field(name))) for name in common]
    found += [(name, shape_of(model._meta.get_field(name))) for name in own]
    # A key to another page would need its own rule about who sees that page.
    fields = [(name, shape) for name, shape in found if shape is not None and shape is not Shape.PAGE]
    if {(LAT, Shape.DECIMAL), (LON, Shape.DECIMAL)} <= set(fields):
        place = fields.index((LAT, Shape.DECIMAL))
        fields[place] = (POINT, Shape.POINT)
        fields.remove((LON, Shape.DECIMAL))
    return (*fields, (BODY, Shape.BODY), *((kind.name, Shape.ROWS) for kind in row_kinds(model)))


def fields_of(model: type[Resource]) -> tuple[ProposableField, ...]:
    """What may be proposed of a kind, in the order of the form; labels in the active language."""
    return tuple(_field(model, name, shape) for name, shape in _named(model))


def _field(model: type[Resource], name: str, shape: Shape) -> ProposableField:
    if shape is Shape.POINT:
        return ProposableField(name, shape, _("point on the map"))
    field: Any = model._meta.get_field(name)
    if shape is Shape.ROWS:
        return ProposableField(name, shape, str(field.related_model._meta.verbose_name_plural))
    return described(field, shape)


def columns_of(kind: RowKind) -> tuple[ProposableField, ...]:
    """The columns of a list of rows that may be written; labels in the active language."""
    fields = (kind.model._meta.get_field(name) for name in kind.columns)
    return tuple(described(field, shape) for field in fields if (shape := shape_of(field)) is not None)


def blank_row(kind: RowKind) -> dict[str, Any]:
    """What a new row says before anything is typed, with the columns that no form shows."""
    row = get_serializable_data_for_fields(kind.model())
    return {name: plain(row[name]) for name in row if name not in {"pk", kind.parent, "sort_order"}}


def content_of(page: Resource, access: Access | None = None) -> dict[str, Any]:
    """The content of a page, of its concrete class; with `access`, what that reader may see of it."""
    data, model = page.serializable_data(), type(page)
    kinds = {kind.name: kind for kind in row_kinds(model)}
    content: dict[str, Any] = {}
    for name, shape in _named(model):
        if shape is Shape.BODY:
            content[name] = json.loads(data[name] or "[]")
        elif shape is Shape.ROWS:
            content[name] = _rows(data[name], kinds[name])
        elif shape is Shape.POINT:
            content[name] = points.as_text(data[LAT], data[LON])
        else:
            content[name] = "" if data[name] is None else plain(data[name])
    return content if access is None else _seen(model, content, access)


def _rows(rows: Iterable[dict[str, Any]], kind: RowKind) -> list[dict[str, Any]]:
    """Rows in their order, without what only places them on their page."""
    in_order = sorted(rows, key=lambda row: (row.get("sort_order") or 0, row.get("pk") or 0))
    placed = {kind.parent, "sort_order"}
    return [{name: plain(row[name]) for name in row if name not in placed} for row in in_order]


def _seen(model: type[Resource], content: dict[str, Any], access: Access) -> dict[str, Any]:
    """What a reader may see: the one rule for every row, block and text that leads to a page."""
    ends = _ends(model, content)
    pages = {row[column] for name, columns in ends.items() for row in content[name] for column in columns}
    pages |= {block["value"].get("page") for block in content[BODY] if block["type"] == "resource"}
    linked = links_in(content)
    seen = set(access.filter(Page.objects.filter(pk__in=(pages | linked) - {None})).values_list("pk", flat=True))
    if unseen := linked - seen:
        content = without_unseen_links(content, unseen)
    blocks = [one for one in content[BODY] if one["type"] != "resource" or one["value"].get("page") in seen]
    rows = {name: _standing(content[name], columns, dict.fromkeys(columns, seen)) for name, columns in ends.items()}
    return {**content, **rows, BODY: blocks}


def _ends(model: type[Resource], content: Mapping[str, Any]) -> dict[str, dict[str, bool]]:
    """Columns of rows that lead to pages, and whether they may be empty: {"authors": {"actor": True}}."""
    columns = anatomy_of(model).columns  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    found = {name: {one.name: one.is_optional for one in columns[name] if one.model is Page} for name in columns}
    return {name: ends for name, ends in found.items() if ends and name in content}


def _standing(
    rows: Sequence[dict[str, Any]], columns: Mapping[str, bool], there: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Rows whose needed ends are there, without those of their other ends that are not."""
    found = []
    for row in rows:
        away = {name for name in columns if row.get(name) is not None and row[name] not in there[name]}
        if all(columns[name] for name in away):
            found.append({**row, **dict.fromkeys(away)} if away else row)
    return found


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


def standing(model: type[Resource], content: Mapping[str, Any], nothing: Any = "") -> dict[str, Any]:
    """A content without rows that name what exists no more, nor fields that do: one query for each model named.

    Wagtail fails on such a row, and nothing keeps what only a proposal or a draft names from being deleted. nothing:
    what such a field says then; None in what a revision holds, which is read as a content is.
    """
    names = {name for name, _shape in _named(model)} & set(content)
    anatomy = anatomy_of(model)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    columns = {name: found for name in names if (found := anatomy.columns.get(name))}
    fields = [one for one in anatomy.fields if one.name in names]
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for name, pointers in columns.items():
        for one in pointers:
            wanted[one.model] |= {row.get(one.name) for row in content[name]}
    for one in fields:
        wanted[one.model].add(content[one.name])
    there = {named: _existing(named, keys - {None, ""}) for named, keys in wanted.items()}
    kept = dict(content)
    for name, pointers in columns.items():
        ends = {one.name: one.is_optional for one in pointers}
        kept[name] = _standing(content[name], ends, {one.name: there[one.model] for one in pointers})
    gone = [one.name for one in fields if content[one.name] and content[one.name] not in there[one.model]]
    return {**kept, **dict.fromkeys(gone, nothing)}


def _existing(model: Any, keys: set[Any]) -> set[Any]:
    return set(model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def version_of(page: Resource, revision: Revision) -> Any:
    """A version of a page in memory, without what exists no more: Wagtail's `as_object` fails on it."""
    return page.with_content_json(standing(type(page), revision.content, nothing=None))


def with_content(page: Resource, content: Mapping[str, Any]) -> Any:
    """The page with that content in place of its own, not saved; without what exists no more (see `standing`)."""
    data, model = page.serializable_data(), type(page)
    content = standing(model, content)
    kinds = {kind.name: kind for kind in row_kinds(model)}
    for name, shape in _named(model):
        if name not in content:
            continue
        if shape is Shape.BODY:
            data[name] = json.dumps(content[name])
        elif shape is Shape.ROWS:
            data[name] = _stored(content[name], data[name], kinds[name], page.pk)
        elif shape is Shape.POINT:
            data[LAT], data[LON] = points.read(content[name])
        else:
            is_text = isinstance(model._meta.get_field(name), models.CharField | models.TextField)
            data[name] = content[name] if is_text or content[name] != "" else None
    return page.with_content_json(data)


def _stored(
    rows: Sequence[dict[str, Any]], before: Sequence[dict[str, Any]], kind: RowKind, page: Any
) -> list[dict[str, Any]]:
    """Rows as a revision holds them; as they are when they say the same in the same order."""
    if _rows(before, kind) == rows:
        return list(before)
    return [{**row, kind.parent: page, "sort_order": rank} for rank, row in enumerate(rows)]
