"""Words of a resource for the index: everything that its page prints to all its readers, and nothing else.

Left out: reasons and notes of rows whose other end may be hidden.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.rich_text import get_text_for_indexing

from resource_centre.content.fields import CleanRichTextField, PartialDateField, WebAddressField
from resource_centre.content.pages.base import Resource

#: Blocks of a body that name another page: their words are for those who may see it.
_NAMING_BLOCKS = frozenset({"resource"})
#: Blocks whose values are no words of the page: choices, addresses, what is chosen elsewhere.
_WORDLESS = (blocks.ChoiceBlock, blocks.BooleanBlock, blocks.URLBlock, blocks.ChooserBlock)


def kind_texts(resource: Resource) -> list[str]:
    """What the kind's own fields hold, in their order: a host's kind as well as ours."""
    own = (field for field in type(resource)._meta.local_concrete_fields if _holds_words(field))
    values = ((field, getattr(resource, field.attname)) for field in own)
    return [_plain(field, str(value)) for field, value in values if value]


def _holds_words(field: "models.Field[Any, Any]") -> bool:
    if field.is_relation or field.choices or isinstance(field, (PartialDateField, WebAddressField)):
        return False
    return isinstance(field, (models.CharField, models.TextField, CleanRichTextField))


def _plain(field: "models.Field[Any, Any]", value: str) -> str:
    return get_text_for_indexing(value) if isinstance(field, CleanRichTextField) else value


def body_texts(resource: Resource) -> list[str]:
    """What the body holds, block by block."""
    kept = (child for child in resource.body if child.block_type not in _NAMING_BLOCKS)
    return [text for child in kept for text in _words(child.block, child.value) if text]


def _words(block: Any, value: Any) -> Iterator[str]:
    if isinstance(block, _WORDLESS) or value is None:
        return
    if isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if name != "language":
                yield from _words(child, value.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in value:
            yield from _words(block.child_block, item)
    else:
        yield from map(str, block.get_searchable_content(value))
