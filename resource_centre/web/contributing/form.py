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
from resource_centre.content.pages.base import Resource
from resource_centre.contribution import points
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.points import LAT, LON, POINT
from resource_centre.contribution.shapes import ProposableField, Shape
from resource_centre.contribution.soundness import Fault, new_faults
from resource_centre.contribution.surface import (
    CONCEPTS,
    DOCUMENTS,
    INVOLVEMENTS,
    ROWS,
    SOURCES,
    TERRITORIES,
    fields_of,
    row_kinds,
)
from resource_centre.web.contributing.body_fields import ADDED, Part, block_parts, changed_blocks
from resource_centre.web.contributing.error_lines import error_lines
from resource_centre.web.contributing.fields import as_posted, decimal_field, form_field, stored_value, typed_text
from resource_centre.web.contributing.file_fields import FileLines, FileSection, FileTerms
from resource_centre.web.contributing.naming import Naming
from resource_centre.web.contributing.row_fields import MOST_LINES, Lines, line_errors
from resource_centre.web.contributing.term_fields import OFFERED, THEMES, TermLists

#: Fields of the first group: what is short, and the summary.
_LONG = frozenset({Shape.TEXT, Shape.RICH})
#: Groups of rows that bear another name than their rows.
GROUPS = {INVOLVEMENTS: "people", TERRITORIES: "places", "resource_links": "links", SOURCES: "sources"}


@dataclass(frozen=True)
class Entry:
    """One thing of a group: a field, or several under a small heading; `lines` of a relation. note: a sentence."""

    fields: tuple[Any, ...]
    heading: str = ""
    lines: Lines | FileLines | None = None
    note: str = ""


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
        page: Resource,
        centre: Any,
        content: Mapping[str, Any],
        access: Access,
        data: Any = None,
        extra: Mapping[str, int] | None = None,
        files: FileTerms | None = None,
    ) -> None:
        self.page, self.content = page, content
        model = type(page)
        self.offered = fields_of(model)
        self.simple = [one for one in self.offered if one.shape not in {Shape.BODY, Shape.ROWS}]
        self.blocks = [(block, block_parts(block)) for block in content[BODY]]
        self.naming = Naming(model, centre, access, content)
        self.terms = TermLists(model.kind.code, content[CONCEPTS])
        fields = self._fields()
        self.data = data if data is None else self._completed(data, fields)
        self.form = forms.Form(self.data)
        self.form.fields.update(fields)
        self.files = FileSection(content, data, files or FileTerms())
        self.lines = self._lists(data, extra or {})
        self._is_valid: bool | None = None

    def _lists(self, data: Any, extra: Mapping[str, int]) -> dict[str, Lines]:
        """The lists of rows, the new lines of each counted off what one post may hold."""
        found: dict[str, Lines] = {}
        left = MOST_LINES
        for kind in row_kinds(type(self.page)):
            if kind.name not in {CONCEPTS, DOCUMENTS}:
                rows, more = self.content[kind.name], extra.get(kind.name, 1)
                found[kind.name] = Lines(kind, data, rows, more, self.naming, self.page.pk, left)
                left = max(0, left - found[kind.name].added)
        return found

    def _fields(self) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {}
        for one in self.simple:
            if one.shape is Shape.POINT:
                lat, lon = points.read(self.content[one.name])
                found[f"f-{LAT}"] = decimal_field(_("Latitude"), lat)
                found[f"f-{LON}"] = decimal_field(_("Longitude"), lon)
            else:
                found[f"f-{one.name}"] = form_field(one, self.content[one.name])
        found |= {part.key: part.field for _block, parts in self.blocks for part in parts}
        found[ADDED] = typed_text("", label=_("Add a text at the end"))
        return {**found, **self.terms.fields}

    def _completed(self, data: Any, fields: Mapping[str, forms.Field]) -> Any:
        """What was posted, with what a form that was opened before its kind asked for it did not ask: as it was."""
        missing = {name for name in fields if name.startswith("f-") and name not in data}
        missing |= set(self.terms.unasked(data.get(OFFERED, "")))
        found = data.copy()
        found[OFFERED] = self.terms.codes
        for name in missing:
            found.setlist(name, as_posted(fields[name]))
        return found

    def is_valid(self) -> bool:
        """Whether all can be read, and makes a page: all parts are looked at, so that every fault is shown at once."""
        if self._is_valid is None:
            lines = [one.is_valid() for one in self.lines.values()]
            files = self.files.is_valid()
            own = self.form.is_valid() and self._body_is_readable()
            # What is wrong with a file says nothing of the page that it would be on.
            self._is_valid = own and files and self._page_is_sound() and all(lines)
        return self._is_valid

    def _body_is_readable(self) -> bool:
        try:
            self._written()
        except ValidationError as error:
            self.form.add_error(ADDED, error)
            return False
        return True

    def _page_is_sound(self) -> bool:
        faults = new_faults(self.page, self.content, self._own_fields())
        for fault in faults:
            self.form.add_error(self._field_of(fault), fault.message)
        return not faults

    def _field_of(self, fault: Fault) -> str | None:
        """The field of the form at which a fault of the page is shown; None: above the form."""
        name = ADDED if fault.field == BODY else f"f-{fault.field}"
        return name if name in self.form.fields else None

    def proposed(self) -> dict[str, Any]:
        """The content for what was typed: fields that nobody touched keep their very value."""
        changed = set(self.form.changed_data)
        rows = {name: lines.content() for name, lines in self.lines.items()}
        if DOCUMENTS in self.content:  # a draft that was begun before files were taken has none
            rows[DOCUMENTS] = self.files.rows()
        return {**self._own_fields(), **rows, CONCEPTS: self.terms.content(self.form.cleaned_data, changed)}

    def _own_fields(self) -> dict[str, Any]:
        """The content with what was typed of the page itself, whatever its rows say."""
        cleaned, changed = self.form.cleaned_data, set(self.form.changed_data)
        content = dict(self.content)
        for one in self.simple:
            if one.shape is Shape.POINT:
                if {f"f-{LAT}", f"f-{LON}"} & changed:
                    content[one.name] = points.as_text(*(_float(cleaned[f"f-{name}"]) for name in (LAT, LON)))
            elif f"f-{one.name}" in changed:
                content[one.name] = stored_value(one, cleaned[f"f-{one.name}"], self.content[one.name])
        return {**content, BODY: self._body()}

    def _body(self) -> list[Any]:
        return self.files.body(self._written())

    def _written(self) -> list[Any]:
        """The body with its texts as they were typed. Raises ValidationError."""
        return changed_blocks(self.content[BODY], self.form.cleaned_data, set(self.form.changed_data))

    def groups(self, part: str) -> tuple[Group, ...]:
        """Groups in the order of the page; all open when none was asked for by name and the page is short."""
        return tuple(
            Group(name, heading, entries, part == name or self._needs_sight(entries))
            for name, heading, entries in self._groups()
            if entries
        )

    def _groups(self) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
        first = [one for one in self.simple if one.shape not in _LONG or one.name == "summary"]
        yield "essentials", _("Essentials"), tuple(self._entry(one.name) for one in first)
        own = [name for name in self.lines if name not in ROWS]
        for name in own:
            yield self._rows(name)
        for one in self.simple:
            if one not in first:
                yield one.name, capfirst(one.label), (self._entry(one.name),)
        blocks = tuple(self._block(block, parts) for block, parts in self.blocks if parts)
        yield BODY, _("Text"), (*blocks, Entry((self.form[ADDED],)))
        for name in self.lines:
            if name not in own:
                yield from self._subjects() if name == "figures" else ()
                yield self._rows(name)
        if DOCUMENTS in self.content:
            yield "files", _("Files"), tuple(Entry((), lines=lines) for lines in self.files.shown)

    def _rows(self, name: str) -> tuple[str, str, tuple[Entry, ...]]:
        lines = self.lines[name]
        one = next(one for one in self.offered if one.name == name)
        return GROUPS.get(name, name), heading_of(one), (Entry((), lines=lines),)

    def _subjects(self) -> Iterator[tuple[str, str, tuple[Entry, ...]]]:
        """Themes, then the other vocabularies, before the facts."""
        marker = Entry((self.form[OFFERED],))
        themes = tuple(Entry((self.form[name],)) for name in self.terms.themes())
        others = tuple(Entry((self.form[name],)) for name in self.terms.others())
        yield THEMES, _("Themes"), (*themes, *([] if others or not themes else [marker]))
        yield "subjects", _("Other subjects"), (*others, *([marker] if others else []))

    def _entry(self, name: str) -> Entry:
        if name != POINT:
            return Entry((self.form[f"f-{name}"],))
        where = points.in_words(self.content[name])
        note = f"{capfirst(where)}." if where else _("Two decimal numbers, as maps give them: 48.1173 and -1.6778.")
        return Entry((self.form[f"f-{LAT}"], self.form[f"f-{LON}"]), _("Point on the map"), note=note)

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
        whole = [("", "", str(message)) for message in self.form.non_field_errors()]
        whole += [line for lines in self.lines.values() for line in line_errors(lines)]
        whole += error_lines(self.form)
        headings = {one.name: heading_of(one) for one in self.offered}
        rows: list[Any] = [(headings[name], lines) for name, lines in self.lines.items()]
        rows += [(lines.heading, lines) for lines in self.files.lists]
        of_rows = ((heading, rank, form) for heading, lines in rows for rank, form in enumerate(lines.forms, 1))
        return whole + [line for heading, rank, form in of_rows for line in _row_errors(heading, rank, form)]

    def shown_texts(self) -> frozenset[str]:
        """What its fields show as long as nobody types in them: {"Le numérique au village", "mars 2016", ""}."""
        lines: list[Any] = [*self.lines.values(), *self.files.lists]
        every: list[Any] = [self.form, *(form for one in lines for form in one.forms)]
        return frozenset(_shown(field) for form in every for field in form)

    def names(self) -> set[str]:
        """Every name that the form posts, those that keep the count of lines included."""
        counts = ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        found = set(self.form.fields)
        for name, lines in self.lines.items():
            found |= {form.add_prefix(field) for form in lines.forms for field in form.fields}
            found |= {f"{name}-{count}" for count in counts}
        return found | self.files.names()


def _row_errors(heading: str, rank: int, form: Any) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a row, each with its place: ("id_sources-1-title", "Sources, row 2, Title", …)."""
    for place, label, message in error_lines(form):
        yield place, row_name(heading, rank, label), message


def _shown(field: Any) -> str:
    """The text in a field; "" of what is ticked or chosen."""
    text = field.field.widget.format_value(field.value())
    return text if isinstance(text, str) else ""


def _float(typed: Any) -> float | None:
    return None if typed is None else float(typed)


def heading_of(one: ProposableField) -> str:
    """What a list of rows is called."""
    return _headings().get(one.name) or capfirst(one.label)


def row_name(heading: str, rank: int, field: str) -> str:
    """What a field of a row is called outside of it: "Sources, row 2, Title"."""
    return _("%(list)s, row %(rank)d, %(field)s") % {"list": heading, "rank": rank, "field": field}


def _headings() -> dict[str, str]:
    """Headings of lists of rows that say more than the name of their rows."""
    return {
        INVOLVEMENTS: _("Who, and in what role"),
        TERRITORIES: pgettext("places of a page", "Territories"),
        "names": _("Other names"),
        "actor_links": _("Links with other actors"),
        "resource_links": _("Links to other resources"),
        "evidence": _("What it says of the lessons"),
        "history": _("Successive states"),
    }
