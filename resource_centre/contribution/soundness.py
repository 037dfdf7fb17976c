"""What the models themselves would refuse of a content, found before it is handed in, each fault at its field."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, FieldDoesNotExist, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.content.pages.base import Resource
from resource_centre.contribution import points
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.errors import ContentRefused
from resource_centre.contribution.points import LAT, LON
from resource_centre.contribution.shapes import NULLED, Shape
from resource_centre.contribution.surface import RowKind, fields_of, row_kinds, standing

#: What a form says itself, in its own words, and only once a text is handed in.
_SAID_BY_FORMS = frozenset({"blank", "null"})
#: What Wagtail makes of a title: its faults are those of the title.
_OF_TITLE = frozenset({"slug", "draft_title"})


@dataclass(frozen=True)
class Fault:
    """What is wrong: Fault("date_to", "The end comes before the beginning."). field: "" for the whole."""

    field: str
    message: str


def new_faults(page: Resource, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Fault, ...]:
    """What a page would be refused for with `after`, and is not with `before`: old faults are nobody's proposal."""
    if before == after:
        return ()
    known = set(_faults(page, before))
    return tuple(fault for fault in dict.fromkeys(_faults(page, after)) if fault not in known)


def _faults(page: Resource, content: Mapping[str, Any]) -> Iterator[Fault]:
    probe = _probe(page, content)
    keys = {field.name for field in probe._meta.fields if field.is_relation}
    offered = {one.name for one in fields_of(type(page))} | {LAT, LON}
    left_out = {field.name for field in probe._meta.fields if field.name not in offered} | keys | {BODY}
    for check in (lambda: probe.clean_fields(exclude=left_out), probe.clean):
        try:
            check()
        except ValidationError as error:
            yield from _of_error(error)


def _probe(page: Resource, content: Mapping[str, Any]) -> Any:
    """The page in memory with those fields; its rows are those of the database."""
    probe: Any = copy.copy(page)
    for one in fields_of(type(page)):
        if one.shape is Shape.POINT:
            probe.lat, probe.lon = points.read(content[one.name])
        elif one.shape is not Shape.ROWS:
            field: Any = probe._meta.get_field(one.name)
            value = json.dumps(content[one.name]) if one.shape is Shape.BODY else content[one.name]
            setattr(probe, field.attname, field.to_python(None if value == "" and one.shape in NULLED else value))
    return probe


def row_faults(kind: RowKind, row: Mapping[str, Any], page: Any = None) -> tuple[Fault, ...]:
    """What a row would be refused for on the page of that key. Its ends are known to be there."""
    keys = {field.name for field in kind.model._meta.fields if field.is_relation or field.name not in kind.columns}
    found: list[Fault] = []
    fields: list[Any] = [kind.model._meta.get_field(name) for name in kind.columns]
    probe: Any = kind.model(**{one.attname: one.to_python(row.get(one.name)) for one in fields})
    setattr(probe, f"{kind.parent}_id", page)
    for check in (lambda: probe.clean_fields(exclude=keys), probe.clean):
        try:
            check()
        except ValidationError as error:
            found += _of_error(error)
    return tuple(found)


def _of_error(error: ValidationError) -> Iterator[Fault]:
    named = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in named.items():
        for one in errors:
            if one.code not in _SAID_BY_FORMS:
                yield Fault("" if name == NON_FIELD_ERRORS else name, " ".join(one.messages))


def faults_of(thing: Any, error: ValidationError) -> str:
    """What is not valid, each after the name of its field, once: "Title: This field is required."."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    model, said = getattr(thing, "specific_class", None) or type(thing), error.message_dict
    told = (name for name in said if "title" not in said or name not in _OF_TITLE)
    return " ".join(f"{_label(model, name)}{' '.join(said[name])}" for name in told)


def _label(model: Any, name: str) -> str:
    """What stands before a fault: "Title: ", or "" for the whole page."""
    try:
        return f"{capfirst(str(model._meta.get_field(name).verbose_name))}{_(':')} "
    except FieldDoesNotExist:
        return ""


def said_twice(kind: RowKind, rows: Sequence[Mapping[str, Any] | None]) -> tuple[int, ...]:
    """Ranks of rows that say again what an earlier one says and may be said once: the same territory in one role."""
    seen: set[tuple[Any, ...]] = set()
    found = []
    for rank, row in enumerate(rows):
        if row is None or not kind.unique:
            continue
        key = tuple(row.get(name) for name in kind.unique)
        if key in seen:
            found.append(rank)
        seen.add(key)
    return tuple(found)


def refuse_unsound(model: type[Resource], content: Mapping[str, Any]) -> None:
    """Raise ContentRefused for what no page could hold: what names something that is no more, or one thing twice."""
    there = standing(model, content)
    labels = {one.name: capfirst(one.label) for one in fields_of(model)}
    gone = [labels[name] for name in labels if name in content and there[name] != content[name]]
    if gone:
        message = _("%(fields)s: something is named there that exists no more. Keep the rest without it.")
        raise ContentRefused(message % {"fields": ", ".join(gone)})
    twice = [labels[kind.name] for kind in row_kinds(model) if said_twice(kind, content.get(kind.name) or ())]
    if twice:
        message = _("%(fields)s: the same would be said twice there.")
        raise ContentRefused(message % {"fields": ", ".join(twice)})
