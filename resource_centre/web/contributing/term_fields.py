"""Terms of the vocabularies of a kind: a list of boxes each, and the main one where there is one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from resource_centre.content.forms import ConceptChoices
from resource_centre.content.vocabularies import THEME, Vocabulary, vocabularies_for

#: The field of the themes, and those of the other vocabularies.
THEMES, TERMS, MAIN = "themes", "terms-", "main-"
#: A field that says which vocabularies a form shows: boxes that nobody ticked are not posted.
OFFERED = "vocabularies"


@dataclass(frozen=True)
class TermFields:
    """The fields of one vocabulary: their names in the form, and the terms that they speak of."""

    vocabulary: Vocabulary
    name: str
    main: str
    terms: frozenset[int]


class TermLists:
    """The vocabularies of a kind on a form, shown with the rows of a content."""

    def __init__(self, kind_code: str, rows: Sequence[Mapping[str, Any]]) -> None:
        self.rows = rows
        self.fields: dict[str, forms.Field] = {}
        self.lists: list[TermFields] = []
        for vocabulary in vocabularies_for(kind_code):
            self._offer(vocabulary)
        self.codes = " ".join(one.vocabulary.code for one in self.lists)
        self.fields[OFFERED] = forms.CharField(required=False, widget=forms.HiddenInput, initial=self.codes)

    def unasked(self, shown: str) -> tuple[str, ...]:
        """Fields of vocabularies that a form did not show. shown: what it said of them, "" before it said anything."""
        known = {THEME, *shown.split()}
        left = [one for one in self.lists if one.vocabulary.code not in known]
        return tuple(name for one in left for name in (one.name, one.main) if name)

    def _offer(self, vocabulary: Vocabulary) -> None:
        chosen = {row["concept"] for row in self.rows}
        boxes = ConceptChoices(vocabulary, chosen)
        if not boxes.offered:
            return
        terms = frozenset(pk for pk, _label in boxes.offered)
        boxes.initial = [pk for pk, _label in boxes.offered if pk in chosen]
        name = THEMES if vocabulary.code == THEME else f"{TERMS}{vocabulary.code}"
        main = f"{MAIN}{vocabulary.code}" if vocabulary.has_main else ""
        self.fields[name] = boxes
        if main:
            first = next((row["concept"] for row in self.rows if row.get("is_main") and row["concept"] in terms), None)
            self.fields[main] = forms.TypedChoiceField(
                choices=[("", "—"), *boxes.offered], coerce=int, empty_value=None, required=False, initial=first,
                label=_("%(vocabulary)s: the main one") % {"vocabulary": vocabulary.label},
            )  # fmt: skip
        self.lists.append(TermFields(vocabulary, name, main, terms))

    def themes(self) -> tuple[str, ...]:
        """The field of the themes, if there are any."""
        return tuple(one.name for one in self.lists if one.name == THEMES)

    def others(self) -> tuple[str, ...]:
        """The fields of the other vocabularies, in their order."""
        return tuple(name for one in self.lists if one.name != THEMES for name in (one.name, one.main) if name)

    def content(self, cleaned: Mapping[str, Any], changed: Iterable[str]) -> list[dict[str, Any]]:
        """The rows for what was ticked: those of a vocabulary that nobody touched, or that is not shown, stay."""
        touched = set(changed)
        rows = [dict(row) for row in self.rows]
        for one in self.lists:
            if {one.name, one.main} & touched:
                rows = self._ticked(one, rows, cleaned)
        return rows

    def _ticked(self, one: TermFields, rows: list[dict[str, Any]], cleaned: Mapping[str, Any]) -> list[dict[str, Any]]:
        main = cleaned.get(one.main) if one.main else None
        chosen = [concept.pk for concept in cleaned[one.name]]
        if main is not None and main not in chosen:
            chosen.append(main)  # as in the admin: the main one is one of them
        kept = [row for row in rows if row["concept"] not in one.terms or row["concept"] in chosen]
        known = {row["concept"] for row in kept}
        found = [*kept, *({"pk": None, "concept": pk, "is_main": False} for pk in chosen if pk not in known)]
        if not one.main:
            return found
        return [{**row, "is_main": row["concept"] == main} if row["concept"] in one.terms else row for row in found]
