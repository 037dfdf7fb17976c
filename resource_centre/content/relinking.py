"""Texts of pages, of ours and of the host, in which links to one page lead to another one."""

import json
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from resource_centre.content.html import with_other_links


def text_fields(model: type[models.Model]) -> tuple[Any, ...]:
    """Fields of a page model that may hold links to pages."""
    return tuple(field for field in model._meta.concrete_fields if isinstance(field, RichTextField | StreamField))


def relinked(field: Any, value: Any, before: int, after: int) -> Any:
    """The value of such a field with its links moved, in the form that it came in.

    Rich text is text; a body is its JSON text, as in a revision, or that JSON read, as in a proposal.
    """
    if not isinstance(field, StreamField):
        return with_other_links(value, before, after) if isinstance(value, str) else value
    if isinstance(value, str):
        raw = json.loads(value or "[]")
        moved = _moved(field.stream_block, raw, before, after)
        return value if moved == raw else json.dumps(moved, ensure_ascii=False)
    return _moved(field.stream_block, value, before, after)


def _moved(block: Any, value: Any, before: int, after: int) -> Any:
    """A stored value of a block: only what its definition calls a text or a page is touched."""
    if isinstance(block, blocks.PageChooserBlock):
        return after if value == before else value
    if isinstance(block, blocks.RichTextBlock):
        return with_other_links(value, before, after) if isinstance(value, str) else value
    if isinstance(block, blocks.StreamBlock) and isinstance(value, list):
        return [_in_stream(block, child, before, after) for child in value]
    if isinstance(block, blocks.ListBlock) and isinstance(value, list):
        return [_in_list(block, child, before, after) for child in value]
    if isinstance(block, blocks.StructBlock) and isinstance(value, dict):
        return {
            name: _moved(block.child_blocks[name], one, before, after) if name in block.child_blocks else one
            for name, one in value.items()
        }
    return value


def _in_stream(block: Any, child: Any, before: int, after: int) -> Any:
    if not isinstance(child, dict) or child.get("type") not in block.child_blocks:
        return child
    return {**child, "value": _moved(block.child_blocks[child["type"]], child.get("value"), before, after)}


def _in_list(block: Any, child: Any, before: int, after: int) -> Any:
    if isinstance(child, dict) and child.get("type") == "item":
        return {**child, "value": _moved(block.child_block, child.get("value"), before, after)}
    return _moved(block.child_block, child, before, after)
