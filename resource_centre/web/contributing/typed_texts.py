"""What somebody typed in a form, each text with its name: given back, to be read and copied, where the form is not."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from resource_centre.content.kinds import kind_models
from resource_centre.contribution.points import LAT, LON
from resource_centre.contribution.shapes import Shape
from resource_centre.contribution.surface import columns_of, fields_of, row_kinds
from resource_centre.text.readable import in_lines
from resource_centre.web.contributing.about import AboutForm
from resource_centre.web.contributing.file_fields import DocumentForm, FileForm, FileTerms, ImageForm
from resource_centre.web.contributing.file_posts import DOCUMENTS, IMAGES
from resource_centre.web.contributing.form import heading_of, row_name

#: Names of what an expert says: of the whole, and of each section ("on:summary").
OPINION, OPINION_ON = "comment", "on:"
#: Names of the fields of a page, of its blocks, and of its lines: "f-title", "b-new", "sources-1-title".
_FIELD = re.compile(r"f-(?P<field>\w+)|b-.+|(?P<list>[a-z_]+)-(?P<rank>\d{1,4})-(?P<column>\w+)", re.ASCII)
#: Where sentences are typed besides: to the editors at the last look, at the beginning of a draft, in a discussion,
#: why a message is hidden, an opinion.
_LAST_LOOK, _TALK = ("fact_source", "message", "name"), ("title", "summary", "text", "why", OPINION)
_CHOSEN = frozenset({Shape.CHOICE, Shape.YES_NO, Shape.TERM})
_FILES: Mapping[str, type[FileForm]] = {DOCUMENTS: DocumentForm, IMAGES: ImageForm}


def typed_texts(posted: QueryDict, model: Any = None) -> tuple[tuple[str, str], ...]:
    """What was typed, in the order of the form; not what was ticked or chosen.

    (("Title", "Le numérique au village"), ("Sources, row 2, Title", "Bilan 2024"), …). model: the kind of the page;
    where it is not known, the kind whose form has most of what was posted.
    """
    return tuple(_typed(posted, _Names(model if model is not None else _kind_of(posted))))


def _kind_of(posted: QueryDict) -> Any:
    """The model of the kind whose form has most of these fields; None when none has any."""
    found = [key for name in posted if (key := _FIELD.fullmatch(name)) is not None]
    names = {key["field"] or key["list"] for key in found if key["field"] or key["list"]}
    best, most = None, 0
    for model in kind_models():
        shared = len(names & {one.name for one in fields_of(model)})
        if shared > most:
            best, most = model, shared
    return best


def _typed(posted: QueryDict, names: "_Names") -> Iterator[tuple[str, str]]:
    sentences = {*_TALK, *(_LAST_LOOK if "act" not in posted else ())}  # of a button, "message" is a number
    for key in posted:
        text = in_lines(str(posted[key]))
        if not text:
            continue
        if key in sentences or key.startswith(OPINION_ON):
            yield names.of_sentence(key), text
        elif (found := _FIELD.fullmatch(key)) is not None:
            name = names.of(found)
            if name is not None:
                yield name, text


class _Names:
    """Names of the fields of a form, as the form has them."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.fields = {one.name: one for one in fields_of(model)} if model is not None else {}
        kinds = row_kinds(model) if model is not None else ()
        self.columns = {
            kind.name: {one.name: capfirst(one.label) for one in columns_of(kind) if one.shape not in _CHOSEN}
            for kind in kinds
        } | {name: _words_of(made) for name, made in _FILES.items()}

    def of_sentence(self, key: str) -> str:
        """ "A word to the editors"; "" in a discussion, where one sentence is typed."""
        field = AboutForm.base_fields.get(key)
        return str(field.label) if field is not None else ""

    def of(self, key: re.Match[str]) -> str | None:
        """The name of a field; None for one in which nothing is typed, "" for one that the kind has not."""
        if key["list"]:
            return self._of_line(key["list"], int(key["rank"]), key["column"])
        if not key["field"]:
            return _("Text")
        if key["field"] in {LAT, LON}:
            return _("Latitude") if key["field"] == LAT else _("Longitude")
        one = self.fields.get(key["field"])
        if one is None:
            return ""
        return None if one.shape in _CHOSEN else capfirst(one.label)

    def _of_line(self, rows: str, rank: int, column: str) -> str | None:
        columns = self.columns.get(rows)
        if columns is None:
            return "" if self.model is None and column != "DELETE" else None
        if column not in columns:
            return None
        return row_name(self._heading(rows), rank + 1, columns[column])

    def _heading(self, rows: str) -> str:
        if rows == IMAGES:
            return _("Images")
        return heading_of(self.fields[rows]) if rows in self.fields else _("Documents")


def _words_of(made: type[FileForm]) -> dict[str, str]:
    """What is typed of a file: {"title": "What it is: its title", "alternative": "Accessible alternative"}."""
    fields = made(None, "", None, FileTerms(), {}).words()
    chosen = forms.ChoiceField | forms.BooleanField
    return {name: str(field.label) for name, field in fields.items() if not isinstance(field, chosen)}
