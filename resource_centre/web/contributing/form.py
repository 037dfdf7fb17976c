"""The form in which a reader changes a page: groups of plain fields, made from a content and read back into one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from resource_centre.access.visibility import Access
from resource_centre.content.blocks import BodyBlock
from resource_centre.content.forms import ConceptChoices
from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import THEME, Vocabulary
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.surface import (
    CONCEPTS,
    DOCUMENTS,
    INVOLVEMENTS,
    SOURCES,
    TERRITORIES,
    Shape,
    fields_of,
)
from resource_centre.web.contributing.body_fields import ADDED, Part, block_parts, changed_blocks
from resource_centre.web.contributing.fields import actors_for, form_field, stored_value, typed_text
from resource_centre.web.contributing.file_fields import FileLines, FileSection, FileTerms
from resource_centre.web.contributing.row_fields import Lines, role_choices

THEMES = "themes"


@dataclass(frozen=True)
class Entry:
    """One thing of a group: a field, or several under a small heading; `lines` of a relation."""

    fields: tuple[Any, ...]
    heading: str = ""
    lines: Lines | FileLines | None = None


@dataclass(frozen=True)
class Group:
    """A part of the form, folded unless the reader came for it or must see something in it."""

    id: str
    heading: str
    entries: tuple[Entry, ...]
    is_open: bool


class ProposalForm:
    """Bound when `data` is given. `content` is what the fields show at first, and what changes are counted from."""

    def __init__(
        self,
        model: type[Resource],
        centre: Any,
        content: Mapping[str, Any],
        access: Access,
        data: Any = None,
        extra: Mapping[str, int] | None = None,
        terms: FileTerms | None = None,
    ) -> None:
        self.model, self.content, self.data = model, content, data
        self.offered = fields_of(model)
        self.simple = [one for one in self.offered if one.shape not in {Shape.BODY, Shape.ROWS}]
        self.blocks = [(block, block_parts(block)) for block in content[BODY]]
        self.actors = actors_for(access, centre)
        self.form = forms.Form(data)
        self.form.fields.update(self._fields())
        self.files = FileSection(content, data, terms or FileTerms())
        options: dict[str, dict[str, Any]] = {INVOLVEMENTS: {"actors": self.actors, "roles": role_choices()}}
        self.lines = {
            name: Lines(name, data, content[name], (extra or {}).get(name, 1), options.get(name, {}))
            for name in (INVOLVEMENTS, TERRITORIES, SOURCES)
        }

    def _fields(self) -> dict[str, forms.Field]:
        found = {f"f-{one.name}": form_field(one, self.content[one.name]) for one in self.simple}
        found |= {part.key: part.field for _block, parts in self.blocks for part in parts}
        found[ADDED] = typed_text("", label=_("Add a text at the end"))
        themes = Vocabulary.objects.filter(code=THEME).first()
        if themes is not None:
            chosen = {row["concept"] for row in self.content[CONCEPTS]}
            found[THEMES] = ConceptChoices(themes, chosen)
            found[THEMES].initial = list(chosen)
        return found

    def is_valid(self) -> bool:
        """Whether all can be read; both parts are looked at, so that every fault is shown at once."""
        found = [self.form.is_valid(), *(lines.is_valid() for lines in self.lines.values()), self.files.is_valid()]
        return all(found) and self._body_is_readable()

    def _body_is_readable(self) -> bool:
        try:
            self._body()
        except ValidationError as error:
            self.form.add_error(ADDED, error)
            return False
        return True

    def proposed(self) -> dict[str, Any]:
        """The content for what was typed: fields that nobody touched keep their very value."""
        cleaned, changed = self.form.cleaned_data, set(self.form.changed_data)
        content = dict(self.content)
        for one in self.simple:
            if f"f-{one.name}" in changed:
                content[one.name] = stored_value(one, cleaned[f"f-{one.name}"], self.content[one.name])
        content[BODY] = self._body()
        for name, lines in self.lines.items():
            content[name] = lines.content()
        if DOCUMENTS in content:  # a draft that was begun before files were taken has none
            content[DOCUMENTS] = self.files.rows()
        if THEMES in changed:
            content[CONCEPTS] = self._themes([concept.pk for concept in cleaned[THEMES]])
        return content

    def _body(self) -> list[Any]:
        blocks = changed_blocks(self.content[BODY], self.form.cleaned_data, set(self.form.changed_data))
        return self.files.body(blocks)

    def _themes(self, chosen: Sequence[int]) -> list[dict[str, Any]]:
        rows = {row["concept"]: row for row in self.content[CONCEPTS]}
        kept = [row for concept, row in rows.items() if concept in chosen]
        return [*kept, *({"pk": None, "concept": pk, "is_main": False} for pk in chosen if pk not in rows)]

    def groups(self, part: str) -> tuple[Group, ...]:
        """Groups in the order of the page; all open when none was asked for by name and the page is short."""
        return tuple(
            Group(name, heading, entries, part == name or self._needs_sight(entries))
            for name, heading, entries in self._groups()
            if entries
        )

    def _groups(self) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
        short = {Shape.LINE, Shape.DATE, Shape.ADDRESS}
        first = [one for one in self.simple if one.shape in short or one.name == "summary"]
        yield "essentials", _("Essentials"), tuple(self._entry(one.name) for one in first)
        for one in self.simple:
            if one not in first:
                yield one.name, capfirst(one.label), (self._entry(one.name),)
        blocks = tuple(self._block(block, parts) for block, parts in self.blocks if parts)
        yield BODY, _("Text"), (*blocks, Entry((self.form[ADDED],)))
        yield "people", _("Who, and in what role"), (Entry((), lines=self.lines[INVOLVEMENTS]),)
        yield "places", pgettext("places of a page", "Territories"), (Entry((), lines=self.lines[TERRITORIES]),)
        if THEMES in self.form.fields:
            yield THEMES, _("Themes"), (Entry((self.form[THEMES],)),)
        yield "sources", _("Sources"), (Entry((), lines=self.lines[SOURCES]),)
        if DOCUMENTS in self.content:
            yield "files", _("Files"), tuple(Entry((), lines=lines) for lines in self.files.shown)

    def _entry(self, name: str) -> Entry:
        return Entry((self.form[f"f-{name}"],))

    def _block(self, block: Mapping[str, Any], parts: Sequence[Part]) -> Entry:
        heading = capfirst(str(BodyBlock().child_blocks[block["type"]].label)) if len(parts) > 1 else ""
        return Entry(tuple(self.form[part.key] for part in parts), heading)

    def _needs_sight(self, entries: Sequence[Entry]) -> bool:
        if self.data is None:
            return False
        bound = [field for entry in entries for field in entry.fields]
        lines: list[Any] = [entry.lines for entry in entries if entry.lines]
        return any(field.errors or field.name in self.form.changed_data for field in bound) or any(
            form.is_bound and (form.errors or form.has_changed()) for one in lines for form in one.forms
        )

    def errors(self) -> list[tuple[str, str, str]]:
        """What is wrong, for the summary: [("id_f-title", "Title", "Write something.")]."""
        rows: list[Any] = [*self.lines.values(), *self.files.lists]
        every = [self.form, *(form for lines in rows for form in lines.forms)]
        return [
            (bound.id_for_label or bound.auto_id, str(bound.label), str(message))
            for form in every
            for bound in form
            for message in bound.errors
        ]
