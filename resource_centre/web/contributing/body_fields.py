"""Plain fields for the blocks of a body: texts, lists, headings, quotations and callouts; other blocks stay."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from resource_centre.contribution.marks import from_marks, retyped, to_marks
from resource_centre.text.readable import seen
from resource_centre.web.contributing.fields import TypedLine, list_lines, typed_text, web_address

ADDED = "b-new"
Block = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One field of a block: Part("b-12-text", "text", <field>). `name` is "" for a block that is one text."""

    key: str
    name: str
    field: forms.Field


def block_parts(block: Block) -> tuple[Part, ...]:
    """The fields of a block; none for one that is changed by editors only."""
    key, value, kind = f"b-{block['id']}", block["value"], block["type"]
    if kind == "text":
        return (Part(key, "", typed_text(to_marks(str(value or "")), label=_("Text"))),)
    if kind == "list":
        return (Part(key, "", typed_text(list_lines(value), label=_("List, one item a line"))),)
    if kind == "heading":
        text = TypedLine(required=False, max_length=200, label=_("Heading"), initial=value.get("text"))
        return (Part(f"{key}-text", "text", text),)
    return tuple(_struct_parts(kind, key, value))


def _struct_parts(kind: str, key: str, value: Mapping[str, Any]) -> Iterator[Part]:
    if kind == "quote":
        yield Part(f"{key}-text", "text", typed_text(str(value.get("text") or ""), label=_("Quotation")))
        for name, label in (("author", _("Who said it")), ("source", _("Where"))):
            field = TypedLine(required=False, max_length=200, label=label, initial=value.get(name) or "")
            yield Part(f"{key}-{name}", name, field)
        yield Part(f"{key}-url", "url", web_address(label=_("Address"), initial=value.get("url") or ""))
    elif kind == "callout":
        title = TypedLine(required=False, max_length=100, label=_("Title"), initial=value.get("title") or "")
        yield Part(f"{key}-title", "title", title)
        yield Part(f"{key}-text", "text", typed_text(to_marks(str(value.get("text") or "")), label=_("Aside")))


def changed_blocks(blocks: Sequence[Block], typed: Mapping[str, Any], changed: set[str]) -> list[Block]:
    """The body for what was typed. A block whose text was emptied goes; what was added comes last.

    changed: keys of the fields that differ from what they showed: a block that nobody touched keeps its very HTML.
    """
    found = [block for block in (_changed(block, typed, changed) for block in blocks) if block is not None]
    added = from_marks(typed.get(ADDED) or "")
    return [*found, {"type": "text", "value": added, "id": str(uuid.uuid4())}] if added else found


def _changed(block: Block, typed: Mapping[str, Any], changed: set[str]) -> Block | None:
    touched = [part for part in block_parts(block) if part.key in changed]
    if not touched:
        return block
    value, kind = block["value"], block["type"]
    for part in touched:
        text = typed.get(part.key) or ""
        if not text and part.name in {"", "text"}:
            return None
        if kind == "list":
            value = _items(text, value)
        elif kind == "text":
            value = retyped(text, str(value or ""))
        elif kind == "callout" and part.name == "text":
            value = {**value, part.name: retyped(text, str(value.get("text") or ""))}
        else:
            value = {**value, part.name: text}
    return {**block, "value": value}


def _items(text: str, before: Sequence[Any]) -> list[dict[str, Any]]:
    """Items keep their identity where their words stay."""
    known = {seen(item["value"]): item for item in before if isinstance(item, Mapping)}
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(len(line) > 500 for line in lines):
        raise ValidationError(_("An item of a list has 500 characters at most."))
    return [dict(known.get(line) or {"type": "item", "value": line, "id": str(uuid.uuid4())}) for line in lines]
