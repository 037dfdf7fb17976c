"""Every part of a resource in words, where proposals know those that a reader may change."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from resource_centre.content.blocks import BodyBlock
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.changes import Change
from resource_centre.contribution.value_words import called, marked_words
from resource_centre.contribution.wording import Wording, block_words


class VersionWording(Wording):
    """Puts any value of a kind into words, without a query."""

    def named(self, field: Any, key: Any) -> str:
        """What is hidden was left out before: what has no name any more says nothing."""
        return called(self.targets.find(field.related_model, key))

    def written(self, change: Change) -> str | None:
        """Nothing is edited here."""
        return None

    def block(self, block: Mapping[str, Any]) -> str:
        """A block: of several parts, the first as it is and the others under their names."""
        definition, value = BodyBlock().child_blocks.get(block["type"]), block["value"]
        if not isinstance(definition, blocks.StructBlock) or not isinstance(value, Mapping):
            return block_words(block)
        parts = [(child.label, self._part(child, value.get(name))) for name, child in definition.child_blocks.items()]
        said = [(str(label), text) for label, text in parts if text]
        named = [_("%(label)s: %(value)s") % {"label": capfirst(label), "value": text} for label, text in said[1:]]
        return "\n".join([*(text for _label, text in said[:1]), *named])

    def _part(self, child: blocks.Block, value: Any) -> str:
        if value is None or value == "" or value is False:
            return ""
        if isinstance(child, blocks.ChooserBlock):
            known = self._file_or_page(child, value)
            return "" if known is None else str(known.title)
        if isinstance(child, blocks.ChoiceBlock):
            return str(dict(child.field.choices).get(value, value))
        if isinstance(child, blocks.RichTextBlock):
            return marked_words(str(value))
        return _("yes") if value is True else str(value)

    def _file_or_page(self, child: blocks.ChooserBlock, key: Any) -> Any:
        models_named = (Resource, get_image_model(), get_document_model())
        return next((self.targets.find(one, key) for one in models_named if issubclass(child.target_model, one)), None)
