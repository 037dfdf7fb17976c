"""Every part of a resource in words, where proposals know those that a reader may change."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField
from wagtail.images import get_image_model

from resource_centre.content.blocks import BodyBlock
from resource_centre.content.dates import PartialDate, day_in_words
from resource_centre.content.fields import PartialDateField
from resource_centre.content.pages.base import Resource
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.changes import BODY, Change
from resource_centre.contribution.history.targets import Anatomy, Targets
from resource_centre.contribution.surface import CONCEPTS, INVOLVEMENTS, SOURCES, TERRITORIES
from resource_centre.contribution.wording import Names, Wording, block_words, marked_words

#: Columns that the words of a row, made for proposals, leave unsaid.
_UNSAID = {INVOLVEMENTS: ("source_url", "source_date"), SOURCES: ("page", "accessed_on"), TERRITORIES: ()}


class VersionWording(Wording):
    """Puts any value of a kind into words, without a query."""

    def __init__(self, model: type[Resource], anatomy: Anatomy, targets: Targets) -> None:
        titles = {pk: page.title for pk, page in targets.of(Resource).items()}
        labels = {pk: one.label for pk, one in targets.of(Concept).items()}
        places = {pk: one.label for pk, one in targets.of(Territory).items()}
        former = {pk: one.name for pk, one in targets.of(TerritoryAlias).items()}
        super().__init__(model, Names(titles, labels, places, former))
        self.model, self.anatomy, self.targets = model, anatomy, targets

    def field_label(self, name: str) -> str:
        """What a field or a list of rows is called: "Sources"."""
        if name in self.anatomy.rows:
            return capfirst(str(self.anatomy.rows[name]._meta.verbose_name_plural))
        return _label(self.model, name)

    def label(self, change: Change) -> str:
        """What one part is called: "Source"; a term by its vocabulary: "Theme"."""
        if change.field == BODY or change.field in _UNSAID:
            return super().label(change)
        if change.field == CONCEPTS:
            term = self.targets.find(Concept, (change.after or change.before)["concept"])
            return capfirst(term.vocabulary.label) if term is not None else ""
        if change.field in self.anatomy.rows:
            return capfirst(str(self.anatomy.rows[change.field]._meta.verbose_name))
        return self.field_label(change.field)

    def text(self, name: str, value: Any) -> str:
        """The words of a value; "" for none."""
        if value is None or value == "":
            return ""
        if name == BODY:
            return self._block(value)
        if name == CONCEPTS:
            label = self.names.concepts.get(value["concept"], "")
            return f"{label} ({_('main')})" if value.get("is_main") else label
        if name in self.anatomy.rows:
            said = [super().text(name, value)] if name in _UNSAID else []
            model = self.anatomy.rows[name]
            columns = _UNSAID.get(name) or (() if name in _UNSAID else self.anatomy.shape.rows[name].fields)
            return "\n".join([*said, *self._lines(model, value, columns)])
        return self._value(self.model._meta.get_field(name), value)

    def written(self, change: Change) -> str | None:
        """Nothing is edited here."""
        return None

    def _lines(self, model: type[models.Model], row: Mapping[str, Any], columns: Iterable[str]) -> list[str]:
        """A line a column: "Value: 5 000"."""
        words = ((_label(model, name), self._value(model._meta.get_field(name), row.get(name))) for name in columns)
        return [_("%(label)s: %(value)s") % {"label": label, "value": text} for label, text in words if text]

    def _value(self, field: Any, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(field, models.ForeignKey):
            target = self.targets.find(field.related_model, value)
            return "" if target is None else getattr(target, "label", "") or getattr(target, "title", "") or str(target)
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        return next((say(value) for kind, say in _SAID.items() if isinstance(field, kind)), str(value))

    def _block(self, block: Mapping[str, Any]) -> str:
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


def _label(model: type[models.Model], name: str) -> str:
    return capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name)))


def _day(value: Any) -> str:
    return day_in_words(date.fromisoformat(str(value)[:10]))


_SAID: dict[Any, Callable[[Any], str]] = {
    PartialDateField: lambda value: PartialDate.parse(str(value)).in_words(),
    RichTextField: lambda value: marked_words(str(value)),
    models.BooleanField: lambda value: _("yes") if value else _("no"),
    models.DateField: _day,
}
