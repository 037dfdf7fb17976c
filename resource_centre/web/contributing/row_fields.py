"""Rows of a page as repeating lines of a form that works by plain posts: who, where, figures, sources…

What a line asks for is read from the model of its rows; the tables below say what comes first, and under what heading.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.contribution.shapes import NULLED, ProposableField, Shape
from resource_centre.contribution.soundness import row_faults, said_twice
from resource_centre.contribution.surface import INVOLVEMENTS, SOURCES, TERRITORIES, RowKind, blank_row, columns_of
from resource_centre.web.contributing.fields import as_posted, form_field, shown_value, stored_value
from resource_centre.web.contributing.naming import Naming, PageField

#: New lines that one post may hold, in all its lists: each is read, and shown again, before anybody is counted for it.
MOST_LINES = 200
#: Columns that a line shows at once, the one that makes it a line first; the others are folded under "More". Rows that
#: are not here show what they must say.
FRONT: Mapping[str, tuple[str, ...]] = {
    INVOLVEMENTS: ("actor", "role"),
    TERRITORIES: ("territory", "role"),
    SOURCES: ("title", "url"),
    "resource_links": ("target", "kind"),
    "actor_links": ("other", "kind"),
    "evidence": ("lesson", "stance", "note"),
    "figures": ("label", "value", "unit", "date", "source_title", "source_url"),
    "rso": ("criterion", "effect", "evidence"),
    "names": ("name", "kind"),
    "authors": ("name", "actor"),
    "speakers": ("name", "title", "actor"),
    "history": ("state", "date"),
}
#: Columns that another one makes meaningless once it changes: a place has no former name of the place before it.
_RESET: Mapping[str, Mapping[str, Any]] = {"territory": {"alias": None}}


class RowForm(forms.Form):
    """One line. A new one in which nothing was typed is none; one whose first column was emptied is taken away."""

    def __init__(
        self, *args: Any, kind: RowKind, columns: Sequence[ProposableField], front: Sequence[str], naming: Naming,
        rows: Sequence[Mapping[str, Any]], page: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.kind, self.columns, self.front_names, self.page = kind, columns, front, page
        rank = str(self.prefix).rpartition("-")[2]
        self.before = rows[int(rank)] if rank.isdecimal() and int(rank) < len(rows) else None
        for column in columns:
            value = column.default if self.before is None else self.before.get(column.name)
            self.fields[column.name] = self._field(column, value, naming)

    def _field(self, column: ProposableField, value: Any, naming: Naming) -> forms.Field:
        label = capfirst(column.label)
        if column.shape is Shape.PAGE:
            return PageField(
                naming.directory(column.model), naming.titles, value or None, label=label, required=False,
                initial=value or None,
            )  # fmt: skip
        if column.shape is Shape.TERM:
            choices = [("", "—"), *naming.terms(column.vocabulary, value)]
            return forms.TypedChoiceField(
                choices=choices, coerce=int, empty_value=None, label=label, required=False, initial=value or None
            )
        found = form_field(column, value)
        found.required, found.help_text = False, ""
        if column.shape is Shape.TEXT:
            found.widget.attrs["rows"] = 2
        return found

    @property
    def front(self) -> Iterator[Any]:
        """The fields that a line shows at once."""
        return (self[name] for name in self.front_names)

    @property
    def more(self) -> list[Any]:
        """The fields that are folded."""
        return [self[column.name] for column in self.columns if column.name not in self.front_names]

    @property
    def is_more_open(self) -> bool:
        """Whether something is to be seen under the fold."""
        return self.is_bound and any(field.errors or field.name in self.changed_data for field in self.more)

    @property
    def filled(self) -> int:
        """How many of the folded fields say something that a new line does not."""
        defaults = {column.name: column.default for column in self.columns}
        row = self.before or {}
        return sum(row.get(field.name) not in (None, "", defaults[field.name]) for field in self.more)

    def clean(self) -> dict[str, Any]:
        """What a line must say, then what the model of its row refuses; old faults of a line are nobody's."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("DELETE") or not self.has_changed():
            return cleaned
        first = self.front_names[0]
        if first not in self.errors and self._says_nothing(first):
            if self.before is None:
                self.add_error(first, _("Fill this in, or empty the whole line."))
            return cleaned
        for column in self.columns:
            if column.is_required and column.name not in self.errors and self._says_nothing(column.name):
                is_role = (self.kind.name, column.name) == (INVOLVEMENTS, "role")
                self.add_error(column.name, _("Say in what role.") if is_role else _("Fill this in."))
        if not self.errors:
            for fault in row_faults(self.kind, self._row(), self.page):
                self.add_error(fault.field if fault.field in self.fields else first, fault.message)
        return cleaned

    def _says_nothing(self, name: str) -> bool:
        return self.cleaned_data.get(name) in (None, "")

    def row(self) -> dict[str, Any] | None:
        """The row for what was typed: None when there is none; what the form does not show is kept."""
        if self.before is not None and not self.has_changed():
            return dict(self.before)
        if not self.has_changed() or self.cleaned_data.get("DELETE") or self._says_nothing(self.front_names[0]):
            return None
        return self._row()

    def _row(self) -> dict[str, Any]:
        row = {"pk": None, **blank_row(self.kind)} if self.before is None else dict(self.before)
        for column in self.columns:
            if column.name in self.changed_data:
                value = stored_value(column, self.cleaned_data[column.name], row.get(column.name))
                row[column.name] = None if value == "" and column.shape in NULLED else value
                row |= _RESET.get(column.name, {})
        return row


class Lines:
    """The lines of one relation: those of the page, then empty ones. Lines that a post does not hold stay as they are:
    a form that was opened before its kind had them.
    """

    def __init__(
        self, kind: RowKind, data: Any, rows: Sequence[Mapping[str, Any]], extra: int, naming: Naming,
        page: Any = None, left: int = MOST_LINES,
    ) -> None:  # fmt: skip
        """left: new lines that the post may still hold."""
        most = len(rows) + left
        self.name, self.kind, self.rows = kind.name, kind, rows
        columns = columns_of(kind)
        self.is_posted = data is not None and f"{kind.name}-TOTAL_FORMS" in data
        made = forms.formset_factory(RowForm, extra=extra, can_delete=True, absolute_max=most, max_num=most)
        front = FRONT.get(kind.name) or _needed(columns)
        initial = [{one.name: shown_value(one, row.get(one.name)) for one in columns} for row in rows]
        options = {"kind": kind, "columns": columns, "front": front, "naming": naming, "rows": rows, "page": page}
        blank = made(prefix=kind.name, form_kwargs=options).empty_form
        shown = _with_room(data, kind.name, blank, extra, most) if self.is_posted else None
        self.forms = made(shown, initial=initial, prefix=kind.name, form_kwargs=options)
        for form in self.forms:
            form.fields["DELETE"].label = _("Remove this line")
        #: Whether a line is about the page that it names, and may need to be told how.
        self.names_pages = any(one.shape is Shape.PAGE and one.name == front[0] for one in columns)
        self.is_wide = len(front) > 2

    @property
    def added(self) -> int:
        """How many lines there are beyond those of the page."""
        return max(0, len(self.forms.forms) - len(self.rows))

    def is_valid(self) -> bool:
        """Whether every line is, and none says again what another says."""
        if not self.is_posted:
            return True
        if not self.forms.is_valid():
            return False
        rows = [form.row() for form in self.forms]
        twice = [rank for rank in said_twice(self.kind, rows) if self.forms[rank].has_changed()]
        for rank in twice:
            self.forms[rank].add_error(self.forms[rank].front_names[0], _("This is here already: see the lines above."))
        return not twice

    def content(self) -> list[dict[str, Any]]:
        """The rows for what was typed; a line beyond those of the page is a new one."""
        if not self.is_posted:
            return [dict(row) for row in self.rows]
        found = [form.row() for form in self.forms]
        return [*(row for row in found if row is not None), *(dict(row) for row in self.rows[len(found) :])]


def _with_room(data: Any, name: str, blank: RowForm, extra: int, most: int) -> Any:
    """What was posted, with as many empty lines at its end; by default one, unless it ends with one.

    Django gives empty lines to a form that was not posted only: a draft that is opened again, and "More lines", would
    have none. An empty line says what a browser posts of it, so that nobody takes it for one that was filled in.
    """
    total = str(data[f"{name}-TOTAL_FORMS"])
    if not total.isdecimal() or len(total) > len(str(most)):
        return data
    count = int(total)
    ends_empty = count > 0 and not data.get(f"{name}-{count - 1}-{blank.front_names[0]}")
    room = 0 if extra == 1 and ends_empty else extra
    found, last = data.copy(), min(count + room, most)
    found[f"{name}-TOTAL_FORMS"] = str(max(count, last))
    for rank in range(count, last):
        for column in blank.columns:
            found.setlist(f"{name}-{rank}-{column.name}", as_posted(blank.fields[column.name]))
    return found


def _needed(columns: Sequence[ProposableField]) -> tuple[str, ...]:
    found = tuple(one.name for one in columns if one.is_required)
    return found or (columns[0].name,)


def line_errors(lines: Lines) -> list[tuple[str, str, str]]:
    """What is wrong with the list as a whole: nothing, unless a post was made by hand."""
    return [("", "", str(message)) for message in lines.forms.non_form_errors()] if lines.is_posted else []
