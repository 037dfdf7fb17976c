"""Rows of a page as repeating lines of a form that works by plain posts: who, where, sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from resource_centre.content.relations import TerritoryRole
from resource_centre.content.territory_fields import TerritoryField, TerritoryInput
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.surface import INVOLVEMENTS, SOURCES, TERRITORIES
from resource_centre.web.contributing.fields import ActorField, web_address

#: Lines that one post may hold.
MOST_LINES = 200


class RowForm(forms.Form):
    """One line. `columns` are those of the row; a new line without its first column is none."""

    columns: Sequence[str] = ()
    defaults: Mapping[str, Any] = {}

    def row(self, before: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The row for what was typed: None when it is taken away; what the form does not show is kept."""
        cleaned = self.cleaned_data
        if cleaned.get("DELETE") or not cleaned.get(self.columns[0]):
            return None
        if before is not None and not self.has_changed():
            return dict(before)
        return {"pk": None, **self.defaults, **(before or {}), **self.values()}

    def values(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: self.cleaned_data[name] for name in self.columns}


class InvolvementForm(RowForm):
    """An actor and its role."""

    columns = ("actor", "role")
    defaults = {
        "source_title": "", "source_url": "", "source_date": "", "note": "", "date_from": "", "date_to": "",
        "state": "confirmed",
    }  # fmt: skip

    def __init__(self, *args: Any, actors: Sequence[tuple[int, str]], roles: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actor"] = ActorField(actors, label=_("Actor"), required=False)
        self.fields["actor"].widget.attrs["list"] = "rc-actors"
        role = forms.TypedChoiceField(choices=roles, coerce=int, empty_value=None, label=_("Role"), required=False)
        self.fields["role"] = role

    def clean(self) -> dict[str, Any]:
        """An actor needs its role."""
        cleaned = super().clean() or {}
        if cleaned.get("actor") and not cleaned.get("role") and not cleaned.get("DELETE"):
            self.add_error("role", _("Say in what role."))
        return cleaned


class TerritoryForm(RowForm):
    """A place and what it is to the page."""

    columns = ("territory", "role")
    defaults = {"alias": None, "state": "confirmed"}

    territory = TerritoryField(
        label=pgettext_lazy("a place of a page", "Territory"), required=False, widget=TerritoryInput
    )
    role = forms.ChoiceField(choices=TerritoryRole.choices, label=_("Role"), required=False)

    def values(self) -> dict[str, Any]:
        """Another place has no former name of the first."""
        found = {"territory": self.cleaned_data["territory"].pk, "role": self.cleaned_data["role"]}
        return {**found, "alias": None} if "territory" in self.changed_data else found


class SourceForm(RowForm):
    """A work and its address."""

    columns = ("title", "url")
    defaults = {"author": "", "date": "", "accessed_on": None, "page": ""}

    title = forms.CharField(max_length=255, label=_("Title"), required=False)
    url = web_address(label=_("Address"))


FORMS: Mapping[str, type[RowForm]] = {INVOLVEMENTS: InvolvementForm, TERRITORIES: TerritoryForm, SOURCES: SourceForm}


class Lines:
    """The lines of one relation: those of the page, then empty ones."""

    def __init__(
        self, name: str, data: Any, rows: Sequence[Mapping[str, Any]], extra: int, options: Mapping[str, Any]
    ) -> None:
        self.name, self.rows = name, rows
        made = forms.formset_factory(
            FORMS[name], extra=extra, can_delete=True, absolute_max=MOST_LINES, max_num=MOST_LINES
        )
        initial = [{column: row.get(column) for column in FORMS[name].columns} for row in rows]
        self.forms = made(data, initial=initial, prefix=name, form_kwargs=dict(options))
        for form in self.forms:
            form.fields["DELETE"].label = _("Remove this line")

    def is_valid(self) -> bool:
        """Whether every line is."""
        return bool(self.forms.is_valid())

    def content(self) -> list[dict[str, Any]]:
        """The rows for what was typed; a line beyond those of the page is a new one."""
        found: list[dict[str, Any]] = []
        for rank, form in enumerate(self.forms):
            before = self.rows[rank] if rank < len(self.rows) else None
            row = form.row(before) if before is not None or form.has_changed() else None
            if row is not None:
                found.append(row)
        return found


def role_choices() -> list[tuple[Any, str]]:
    """Roles of actors, by their labels (one query)."""
    roles = Concept.objects.of("role").filter(is_active=True)
    return [("", "—"), *sorted(((one.pk, one.label) for one in roles), key=lambda choice: choice[1])]
