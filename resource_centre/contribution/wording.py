"""Changes in words: what each part is called, what it said and what it would say, for one reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.documents import get_document_model
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.blocks import BodyBlock
from resource_centre.content.dates import PartialDate, span_in_words
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import RelationState, TerritoryRole
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution import points
from resource_centre.contribution.changes import BODY, Change, Content
from resource_centre.contribution.history.targets import Targets, anatomy_of, read_targets
from resource_centre.contribution.marks import to_marks
from resource_centre.contribution.points import POINT
from resource_centre.contribution.shapes import TYPED, VALUES, Shape
from resource_centre.contribution.surface import (
    CONCEPTS,
    DOCUMENTS,
    INVOLVEMENTS,
    SOURCES,
    TERRITORIES,
    fields_of,
    in_order,
)
from resource_centre.contribution.uploads.contents import FIGURE
from resource_centre.contribution.uploads.wording import document_words, figure_words
from resource_centre.contribution.value_words import called, label_of, marked_words, say
from resource_centre.contribution.words import Mark, Piece, compare

#: Columns said on lines of their own below the words of a row. Of other lists, every column is.
_BELOW = {
    INVOLVEMENTS: ("source_url", "source_date"),
    SOURCES: ("page", "accessed_on"),
    **dict.fromkeys((TERRITORIES, CONCEPTS, DOCUMENTS), ()),
}


@dataclass(frozen=True)
class WordedChange:
    """A change, ready to print. `written` is the text to edit where an editor may use other words, else None.

    where: what stands above a block of the body, to find it: the last heading, or "". is_reworded: whether it was
    published in other words than its author's.
    """

    key: str
    label: str
    pieces: tuple[Piece, ...]
    before: str
    after: str
    is_addition: bool
    is_removal: bool
    written: str | None = None
    where: str = ""
    is_reworded: bool = False


@dataclass(frozen=True)
class Tally:
    """How much changes: Tally(fields=3, additions=20, removals=8), in fields and in words."""

    fields: int
    additions: int
    removals: int


def word_changes(
    model: type[Resource], changes: Sequence[Change], access: Access, *contents: Content
) -> tuple[WordedChange, ...]:
    """Each change in words; one query for each model that is named. `contents` say where blocks stand."""
    wording = Wording(model, _named(model, changes, access))
    return tuple(worded(change, wording, contents) for change in changes)


def _named(model: type[Resource], changes: Sequence[Change], access: Access) -> Targets:
    """What these rows and fields lead to, for this reader."""
    anatomy = anatomy_of(model)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
    contents = [
        {change.field: [value] if change.field in anatomy.rows else value}
        for change in changes
        if change.field != BODY
        for value in (change.before, change.after)
        if value
    ]
    return read_targets(anatomy, contents, access)


def worded(change: Change, wording: "Wording", contents: Sequence[Content]) -> WordedChange:
    """One change in words; a block is found by the heading above it in the first of the contents that holds it."""
    before, after = wording.text(change.field, change.before), wording.text(change.field, change.after)
    return WordedChange(
        key=change.key,
        label=wording.label(change),
        pieces=_whole(before, after) if wording.is_value(change.field) else compare(before, after),
        before=before,
        after=after,
        is_addition=not before,
        is_removal=not after,
        written=wording.written(change),
        where=_heading_above(change.item, contents) if change.field == BODY else "",
    )


def _whole(before: str, after: str) -> tuple[Piece, ...]:
    """One value in the place of another: "48,11" and "48,2" have no part in common that says anything."""
    pieces = (Piece(Mark.REMOVED, before), Piece(Mark.ADDED, after))
    return tuple(piece for piece in pieces if piece.text)


def tally(changes: Iterable[WordedChange]) -> Tally:
    """Sum of the changes."""
    found = list(changes)
    pieces = [piece for change in found for piece in change.pieces]
    count = {mark: sum(len(piece.text.split()) for piece in pieces if piece.mark is mark) for mark in Mark}
    return Tally(len(found), count[Mark.ADDED], count[Mark.REMOVED])


def _heading_above(item: str, contents: Sequence[Content]) -> str:
    for content in contents:
        heading = ""
        for block in content.get(BODY) or []:
            if str(block["id"]) == item:
                return heading
            if block["type"] == "heading":
                heading = str(block["value"].get("text") or "")
    return ""


class Wording:
    """Puts values of one kind of resource into words. Without targets, what rows lead to has no name."""

    def __init__(self, model: type[Resource], targets: Targets | None = None) -> None:
        self.model, self.targets = model, targets or Targets({})
        self.anatomy = anatomy_of(model)  # type: ignore[arg-type]  # a class is hashable, whatever its instances are
        self.fields = {one.name: one for one in fields_of(model)}
        self._heads = {
            INVOLVEMENTS: self._involvement,
            TERRITORIES: self._territory,
            CONCEPTS: self._term,
            SOURCES: _source,
            DOCUMENTS: self._document,
        }

    def label(self, change: Change) -> str:
        """What the part is called: "Summary", "Text", "Source"; a term by its vocabulary: "Theme"."""
        if change.field == BODY:
            return capfirst(str(BodyBlock().child_blocks[(change.after or change.before)["type"]].label))
        if change.field == CONCEPTS:
            term = self.targets.find(Concept, (change.after or change.before)["concept"])
            return capfirst(term.vocabulary.label) if term is not None else _("Theme")
        special = {INVOLVEMENTS: _("Actor and role"), TERRITORIES: pgettext("a place of a page", "Territory")}
        if change.field in self.anatomy.rows:
            return special.get(change.field) or capfirst(str(self.anatomy.rows[change.field]._meta.verbose_name))
        return self.field_label(change.field)

    def field_label(self, name: str) -> str:
        """What a field or a list of rows is called: "Sources"."""
        if name in self.anatomy.rows:
            return capfirst(str(self.anatomy.rows[name]._meta.verbose_name_plural))
        return capfirst(self.fields[name].label) if name in self.fields else label_of(self.model, name)

    def text(self, name: str, value: Any) -> str:
        """The words of a value; "" for none."""
        if value is None or value == "":
            return ""
        if name == BODY:
            return self.block(value)
        if name in self.anatomy.rows:
            return self._row(name, value)
        return points.in_words(value) if name == POINT else say(self.model._meta.get_field(name), value, self.named)

    def is_value(self, name: str) -> bool:
        """Whether a field holds one value, chosen or counted, rather than words."""
        return name in self.fields and self.fields[name].shape in VALUES

    def block(self, block: Mapping[str, Any]) -> str:
        """The words of a block of the body."""
        return block_words(block)

    def named(self, field: Any, key: Any) -> str:
        """What a key leads to, by its label or its title."""
        target = self.targets.find(field.related_model, key)
        is_hidden = target is None and issubclass(field.related_model, Page) and not field.null
        return _("a page that you may not see") if is_hidden else called(target)

    def written(self, change: Change) -> str | None:
        """The proposed text as an editor may type it again; None for what is chosen, dated, a row, or taken away."""
        if change.after is None or change.field in self.anatomy.rows:
            return None
        if change.field == BODY:
            return to_marks(str(change.after["value"])) if change.after["type"] == "text" else None
        shape = self.fields[change.field].shape
        if shape not in TYPED:
            return None
        return to_marks(str(change.after)) if shape is Shape.RICH else str(change.after)

    def _row(self, name: str, row: Mapping[str, Any]) -> str:
        """A row: what it says in one line where it has one, then a line a column: "Value: 5 000"."""
        model, head = self.anatomy.rows[name], self._heads.get(name)
        columns = _BELOW[name] if name in _BELOW else in_order(self.anatomy.shape.rows[name].fields)
        fields = [(column, model._meta.get_field(column)) for column in columns]
        words = ((label_of(model, name), say(field, row.get(name), self.named)) for name, field in _printed(fields))
        lines = [_("%(label)s: %(value)s") % {"label": label, "value": text} for label, text in words if text]
        return "\n".join([*([head(row)] if head else []), *lines])

    def _name(self, model: type[models.Model], key: Any) -> str:
        return called(self.targets.find(model, key))

    def _involvement(self, row: Mapping[str, Any]) -> str:
        actor = self.targets.find(Resource, row["actor"])
        name = actor.title if actor is not None else _("a page that you may not see")
        span = span_in_words(*(PartialDate.parse(row[name]) if row.get(name) else None for name in _PERIOD))
        words = f"{name} – {self._name(Concept, row['role'])}"
        return _joined(words, span, _state(row), row.get("source_title"), row.get("note"))

    def _territory(self, row: Mapping[str, Any]) -> str:
        place = self._name(TerritoryAlias, row.get("alias")) or self._name(Territory, row["territory"])
        return _joined(f"{place} – {TerritoryRole(row['role']).label}", _state(row))

    def _document(self, row: Mapping[str, Any]) -> str:
        return document_words(row, self.targets.of(get_document_model()))

    def _term(self, row: Mapping[str, Any]) -> str:
        label = self._name(Concept, row["concept"])
        return f"{label} ({_('main')})" if row.get("is_main") else label


_PERIOD = ("date_from", "date_to")


def _printed(fields: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    """Columns that say something to a reader: an address that is made from a name does not."""
    return ((name, field) for name, field in fields if field.editable)


def _state(row: Mapping[str, Any]) -> str:
    return str(RelationState.TO_CONFIRM.label) if row.get("state") == RelationState.TO_CONFIRM else ""


def _source(row: Mapping[str, Any]) -> str:
    date = PartialDate.parse(row["date"]).in_words() if row.get("date") else ""
    return _joined(row.get("title"), row.get("author"), date, row.get("url"))


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def block_words(block: Mapping[str, Any]) -> str:
    """The words of a block of the body."""
    value = block["value"]
    if block["type"] == "text":
        return marked_words(str(value or ""))
    if block["type"] == "list":
        return "\n".join(f"- {item['value'] if isinstance(item, Mapping) else item}" for item in value)
    if not isinstance(value, Mapping):
        return ""
    file = figure_words(value) if block["type"] == FIGURE else ""
    texts = (to_marks(text) if text.startswith("<") else text for text in value.values() if isinstance(text, str))
    return "\n".join(text for text in (file, *texts) if text)
