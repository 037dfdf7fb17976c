"""Changes in words: what each part is called, what it said and what it would say, for one reader."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resource_centre.access.visibility import Access
from resource_centre.content.blocks import BodyBlock
from resource_centre.content.dates import PartialDate, span_in_words
from resource_centre.content.pages.base import Resource
from resource_centre.content.relations import RelationState, TerritoryRole
from resource_centre.content.territories import Territory, TerritoryAlias
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.changes import BODY, Change, Content
from resource_centre.contribution.marks import plain_words, to_marks
from resource_centre.contribution.surface import (
    CONCEPTS,
    DOCUMENTS,
    INVOLVEMENTS,
    SOURCES,
    TERRITORIES,
    Shape,
    fields_of,
)
from resource_centre.contribution.uploads.contents import FIGURE
from resource_centre.contribution.uploads.wording import document_titles, document_words, figure_words
from resource_centre.contribution.words import Mark, Piece, compare


@dataclass(frozen=True)
class WordedChange:
    """A change, ready to print. `written` is the text to edit where an editor may use other words, else None.

    where: what stands above a block of the body, to find it: the last heading, or "".
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


@dataclass(frozen=True)
class Tally:
    """How much changes: Tally(fields=3, additions=20, removals=8), in fields and in words."""

    fields: int
    additions: int
    removals: int


@dataclass(frozen=True)
class Names:
    """Names of what rows point to. A page that this reader may not see has none."""

    pages: Mapping[int, str] = field(default_factory=dict)
    concepts: Mapping[int, str] = field(default_factory=dict)
    territories: Mapping[int, str] = field(default_factory=dict)
    former: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)


def word_changes(
    model: type[Resource], changes: Sequence[Change], access: Access, *contents: Content
) -> tuple[WordedChange, ...]:
    """Each change in words, in five queries at most. `contents` say where blocks stand."""
    names = names_in([value for change in changes for value in (change.before, change.after)], access)
    wording = Wording(model, names)
    return tuple(worded(change, wording, contents) for change in changes)


def worded(change: Change, wording: "Wording", contents: Sequence[Content]) -> WordedChange:
    """One change in words; a block is found by the heading above it in the first of the contents that holds it."""
    before, after = wording.text(change.field, change.before), wording.text(change.field, change.after)
    return WordedChange(
        key=change.key,
        label=wording.label(change),
        pieces=compare(before, after),
        before=before,
        after=after,
        is_addition=not before,
        is_removal=not after,
        written=wording.written(change),
        where=_heading_above(change.item, contents) if change.field == BODY else "",
    )


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
    """Puts values of one kind of resource into words."""

    def __init__(self, model: type[Resource], names: Names) -> None:
        self.fields = {one.name: one for one in fields_of(model)}
        self.names = names
        self._rows = {
            INVOLVEMENTS: (_("Actor and role"), self._involvement),
            TERRITORIES: (pgettext("a place of a page", "Territory"), self._territory),
            CONCEPTS: (_("Theme"), lambda row: self.names.concepts.get(row["concept"], "")),
            SOURCES: (_("Source"), _source),
            DOCUMENTS: (_("Document"), lambda row: document_words(row, self.names.documents)),
        }

    def label(self, change: Change) -> str:
        """What the part is called: "Summary", "Text", "Source"."""
        if change.field in self._rows:
            return self._rows[change.field][0]
        if change.field == BODY:
            return capfirst(str(BodyBlock().child_blocks[(change.after or change.before)["type"]].label))
        return capfirst(self.fields[change.field].label)

    def text(self, name: str, value: Any) -> str:
        """The words of a value; "" for none."""
        if value is None or value == "":
            return ""
        if name in self._rows:
            return self._rows[name][1](value)
        if name == BODY:
            return block_words(value)
        shape = self.fields[name].shape
        if shape is Shape.RICH:
            return marked_words(str(value))
        return PartialDate.parse(str(value)).in_words() if shape is Shape.DATE else str(value)

    def written(self, change: Change) -> str | None:
        """The proposed text as an editor may type it again; None for rows, dates, and what is taken away."""
        if change.after is None or change.field in self._rows:
            return None
        if change.field == BODY:
            return to_marks(str(change.after["value"])) if change.after["type"] == "text" else None
        shape = self.fields[change.field].shape
        return to_marks(str(change.after)) if shape is Shape.RICH else str(change.after)

    def _involvement(self, row: Mapping[str, Any]) -> str:
        actor = self.names.pages.get(row["actor"]) or _("a page that you may not see")
        words = f"{actor} – {self.names.concepts.get(row['role'], '')}"
        span = span_in_words(*(PartialDate.parse(row[name]) if row.get(name) else None for name in _PERIOD))
        return _joined(words, span, _state(row), row.get("source_title"), row.get("note"))

    def _territory(self, row: Mapping[str, Any]) -> str:
        place = self.names.former.get(row.get("alias") or 0) or self.names.territories.get(row["territory"], "")
        return _joined(f"{place} – {TerritoryRole(row['role']).label}", _state(row))


_PERIOD = ("date_from", "date_to")


def _state(row: Mapping[str, Any]) -> str:
    return str(RelationState.TO_CONFIRM.label) if row.get("state") == RelationState.TO_CONFIRM else ""


def _source(row: Mapping[str, Any]) -> str:
    return _joined(row.get("title"), row.get("author"), row.get("date"), row.get("url"))


def _joined(*parts: Any) -> str:
    return ", ".join(str(part) for part in parts if part)


def marked_words(html: str) -> str:
    """Words of rich text; its addresses too where it has some: they are what must be looked at."""
    return to_marks(html) if "<a" in html else plain_words(html)


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


def names_in(values: Iterable[Any], access: Access) -> Names:
    """Names of all that these rows point to, for this reader."""
    rows = [value for value in values if isinstance(value, Mapping)]

    def ids(*columns: str) -> set[int]:
        # The role of an actor is a term, by its number; that of a territory is a word.
        return {key for row in rows for column in columns if isinstance(key := row.get(column), int)}

    pages = access.filter(Resource.objects.filter(pk__in=ids("actor")))
    concepts = Concept.objects.filter(pk__in=ids("concept", "role"))
    territories = Territory.objects.filter(pk__in=ids("territory"))
    former = TerritoryAlias.objects.filter(pk__in=ids("alias"))
    return Names(
        dict(pages.values_list("pk", "title")),
        {one.pk: one.label for one in concepts},
        dict(territories.values_list("pk", "label")),
        dict(former.values_list("pk", "name")),
        document_titles(ids("document")),
    )
