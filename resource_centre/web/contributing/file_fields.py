"""The files of a form: documents and images, those of the page and those that wait, each with its words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.template.defaultfilters import truncatechars
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from resource_centre import conf
from resource_centre.content.languages import language_name
from resource_centre.content.weights import in_megabytes
from resource_centre.contribution.addresses import file_path
from resource_centre.contribution.changes import BODY
from resource_centre.contribution.surface import DOCUMENTS
from resource_centre.contribution.uploads.contents import FIGURE, PROPOSED, is_proposed, reference_to
from resource_centre.contribution.uploads.kinds import file_limits, offered_kinds
from resource_centre.contribution.uploads.models import ProposedFile
from resource_centre.web.contributing.fields import TypedLine, TypedText
from resource_centre.web.contributing.file_posts import IMAGES, MOST_LINES, count_of

#: Characters of what a line is about, in its heading.
_SHOWN = 60


@dataclass(frozen=True)
class FileTerms:
    """What a form may do with files.

    usable: files that wait, by number. base: the address of the centre, below which one is opened. refused: what is
    wrong with a file that was just sent, {"documents-0-file": "The file is empty."}. login_url: where whoever has no
    account goes.
    """

    usable: Mapping[str, ProposedFile] = field(default_factory=dict)
    base: str = ""
    may_send: bool = False
    refused: Mapping[str, str] = field(default_factory=dict)
    login_url: str = ""


@dataclass(frozen=True)
class ShownFile:
    """The file of a line: ShownFile("Bilan.pdf", "PDF, 1.2 MB", "/…/", is_waiting=True, is_image=False)."""

    name: str
    details: str
    url: str
    is_waiting: bool
    is_image: bool


class FileForm(forms.Form):
    """One file and its words. `before` is the row, or the value of a figure, that the page has; None for a new line."""

    #: Words that make a line, and the column of a published file.
    said: Sequence[str] = ()
    column = ""
    is_for_images = False

    proposed = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, prefix: str, before: Mapping[str, Any] | None, terms: FileTerms, known: Mapping[int, str]
    ) -> None:
        initial = dict(before or {})
        initial["proposed"] = before[PROPOSED]["id"] if before is not None and is_proposed(before) else ""
        super().__init__(data, prefix=prefix, initial=initial)
        self.before, self.terms, self.known = before, terms, known
        self.fields.update(self.words())
        if terms.may_send:
            label = _("Another file in its place") if self.shown is not None else _("File")
            suffixes = ",".join(
                f".{one}" for kind in offered_kinds(images=self.is_for_images) for one in kind.extensions
            )
            widget = forms.FileInput(attrs={"accept": suffixes})
            self.fields = {"file": forms.FileField(required=False, label=label, widget=widget), **self.fields}
        if self.shown is not None:
            self.fields["DELETE"] = forms.BooleanField(required=False, label=_("Remove this file"))

    def words(self) -> dict[str, forms.Field]:
        """The fields of its words."""
        raise NotImplementedError

    @property
    def waiting(self) -> ProposedFile | None:
        """The file that waits, if the line names one that is there."""
        number = str(self.data.get(self.add_prefix("proposed"), "")) if self.is_bound else self.initial["proposed"]
        return self.terms.usable.get(number)

    @property
    def published(self) -> int | None:
        """The number of the file that the page has."""
        return self.before.get(self.column) if self.before is not None else None

    @property
    def shown(self) -> ShownFile | None:
        """The file of the line; None for an empty one."""
        file = self.waiting
        if file is not None:
            url = f"{self.terms.base}{file_path(file.uuid)}"
            return ShownFile(file.name, file.details, url, True, file.kind.is_image)
        if self.published is None:
            return None
        return ShownFile(self.known.get(self.published, _("a file that is gone")), "", "", False, False)

    @property
    def is_empty(self) -> bool:
        """A new line in which nothing is typed."""
        values = [self[name].value() for name in (*self.said, "proposed")]
        return self.before is None and not any(str(value or "").strip() for value in values)

    def clean(self) -> dict[str, Any]:
        """What is wrong with the file that was just sent; then whether the line can stand."""
        cleaned = super().clean() or {}
        at = "file" if "file" in self.fields else None
        refused = self.terms.refused.get(self.add_prefix("file"))
        if refused:
            self.add_error(at, refused)
        elif cleaned.get("DELETE") or self.is_empty:
            return cleaned
        elif cleaned.get("proposed") and self.waiting is None:
            self.add_error(at, _("This file is no longer there: send it again, or remove the line."))
        elif self.shown is None:
            self.add_error(at, _("Choose the file, then send it."))
        elif self.before is None or self.is_changed:
            self.check_words(cleaned)
        return cleaned

    def check_words(self, cleaned: Mapping[str, Any]) -> None:
        """Add errors for words that are missing."""

    @property
    def is_changed(self) -> bool:
        """Whether something differs from what the page has; a file that was chosen is one that waits by now."""
        return any(name != "file" for name in self.changed_data)

    def value(self) -> dict[str, Any] | None:
        """The row, or the value of a figure, for what was typed: None for none, or one to be taken away."""
        cleaned = self.cleaned_data
        if cleaned.get("DELETE") or self.shown is None:
            return None
        if self.before is not None and not self.is_changed:
            return dict(self.before)
        found = {self.column: None, **(self.before or {}), **{name: cleaned[name] for name in self.words()}}
        if self.waiting is not None:
            found |= {self.column: None, PROPOSED: reference_to(self.waiting)}
        return found


class DocumentForm(FileForm):
    """A file to be read."""

    said, column = ("title", "alternative"), "document"

    def words(self) -> dict[str, forms.Field]:
        """What it is, in which language, who can read it, and what the others read."""
        languages = dict.fromkeys((*conf.content_languages(), *filter(None, [self.initial.get("language")])))
        accessible = [("", _("I do not know")), ("True", _("yes")), ("False", _("no"))]
        return {
            "title": TypedLine(required=False, max_length=255, label=_("What it is: its title")),
            "language": forms.ChoiceField(
                choices=[(code, language_name(code)) for code in languages], label=_("Language of the file"),
                initial=next(iter(languages)), required=False,
            ),
            "is_accessible": forms.TypedChoiceField(
                choices=accessible, coerce=lambda value: str(value) == "True", empty_value=None, required=False,
                label=_("Can everybody read it, with a screen reader too?"),
            ),
            "alternative": TypedText(
                label=_("Accessible alternative"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}),
                help_text=_("For those who cannot read the file: the address of another version, or what it says."),
            ),
        }  # fmt: skip

    def check_words(self, cleaned: Mapping[str, Any]) -> None:
        """A new file has a title; a row of the page may do with that of its file."""
        if not cleaned.get("title") and self.waiting is not None:
            self.add_error("title", _("Say what it is."))

    def value(self) -> dict[str, Any] | None:
        """A language that was not said is the first of the site."""
        found = super().value()
        if found is not None and not found.get("language"):
            found["language"] = next(iter(conf.content_languages()))
        return {"pk": None, **found} if found is not None else None


class ImageForm(FileForm):
    """An image of the text."""

    said, column, is_for_images = ("alternative", "caption", "credit"), "image", True

    def words(self) -> dict[str, forms.Field]:
        """What it shows, what stands below it, whose it is."""
        return {
            "alternative": TypedLine(
                required=False, max_length=250, label=_("Alternative text"),
                help_text=_("What a person who cannot see the image must know."),
            ),
            "is_decorative": forms.BooleanField(
                required=False, label=_("It is a pure decoration: there is nothing to say")
            ),
            "caption": TypedLine(required=False, max_length=255, label=_("Caption")),
            "credit": TypedLine(
                required=False, max_length=255, label=_("Credit and licence"),
                help_text=_("Who made it, and under which licence: “Ada Martin, CC BY 4.0”."),
            ),
        }  # fmt: skip

    def check_words(self, cleaned: Mapping[str, Any]) -> None:
        """Every image has its alternative; a new one says whose it is."""
        if not cleaned.get("alternative") and not cleaned.get("is_decorative"):
            self.add_error("alternative", _("Describe the image, or tick “decoration”."))
        if not cleaned.get("credit") and self.waiting is not None:
            self.add_error("credit", _("Say who made the image, and under which licence."))


class FileLines:
    """The lines of one list: those of the page, those that were added, then an empty one."""

    #: Read by the template that prints lines of any sort.
    are_files = True

    def __init__(
        self, name: str, made: type[FileForm], data: Any, rows: Sequence[Mapping[str, Any]], terms: FileTerms
    ) -> None:
        self.name, self.rows, self.terms = name, rows, terms
        count = count_of(data, name) if data is not None else None
        self.data = data if count is not None else None
        known = _titles(made, rows)
        lines = max(count or 0, len(rows))
        self.forms = [
            made(self.data, f"{name}-{rank}", rows[rank] if rank < len(rows) else None, terms, known)
            for rank in range(lines)
        ]
        if self._has_room():
            self.forms.append(made(None, f"{name}-{len(self.forms)}", None, terms, known))

    def _has_room(self) -> bool:
        if not self.terms.may_send or len(self.forms) >= MOST_LINES:
            return False
        return not self.forms or self.forms[-1].before is not None or self.forms[-1].shown is not None

    @property
    def count(self) -> int:
        """How many lines the form that is shown has."""
        return len(self.forms)

    @property
    def bound(self) -> list[FileForm]:
        """Lines that were posted."""
        return [form for form in self.forms if form.is_bound]

    def names(self) -> Iterator[str]:
        """Names of all its fields."""
        yield f"{self.name}-count"
        for form in self.forms:
            yield from (form.add_prefix(name) for name in form.fields)

    def is_valid(self) -> bool:
        """Whether every line is; all are looked at."""
        return not [form for form in self.bound if not form.is_valid()]

    def values(self) -> list[tuple[Mapping[str, Any] | None, dict[str, Any] | None]]:
        """What the page had and what was typed, line by line; a form without this list changes nothing."""
        if self.data is None:
            return [(row, dict(row)) for row in self.rows]
        return [(form.before, form.value()) for form in self.bound]

    @property
    def hint(self) -> str:
        """What is taken."""
        kinds = ", ".join(kind.label for kind in offered_kinds(images=self.name == IMAGES))
        most = in_megabytes(file_limits().size)
        return _("%(kinds)s, up to %(most)s.") % {"kinds": kinds, "most": most}

    @property
    def heading(self) -> str:
        """What it is called."""
        return _("Images") if self.name == IMAGES else _("Documents")


class FileSection:
    """Documents, and images of the text."""

    def __init__(self, content: Mapping[str, Any], data: Any, terms: FileTerms) -> None:
        self.figures = [block for block in content[BODY] if block["type"] == FIGURE]
        self.documents = FileLines(DOCUMENTS, DocumentForm, data, content.get(DOCUMENTS) or [], terms)
        self.images = FileLines(IMAGES, ImageForm, data, [block["value"] for block in self.figures], terms)
        self.terms = terms

    @property
    def lists(self) -> tuple[FileLines, ...]:
        """Both lists."""
        return self.documents, self.images

    @property
    def shown(self) -> tuple[FileLines, ...]:
        """The lists of which something is to be said: without account and without a file, one sentence says why."""
        return tuple(one for one in self.lists if one.forms or (one is self.documents and self.terms.login_url))

    def names(self) -> set[str]:
        """Names of all its fields."""
        return {name for lines in self.lists for name in lines.names()}

    def is_valid(self) -> bool:
        """Whether every line of both is."""
        return not [lines for lines in self.lists if not lines.is_valid()]

    def rows(self) -> list[dict[str, Any]]:
        """The rows of documents."""
        return [value for _before, value in self.documents.values() if value is not None]

    def body(self, blocks: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The blocks of a text with its figures as they were typed; new ones come last."""
        values = [value for _before, value in self.images.values()]
        typed = dict(zip((str(block["id"]) for block in self.figures), values, strict=False))
        found = [
            {**block, "value": typed[str(block["id"])]} if typed.get(str(block["id"])) else block
            for block in blocks
            if typed.get(str(block["id"]), block) is not None
        ]
        new = [value for value in values[len(self.figures) :] if value is not None]
        return [*found, *({"type": FIGURE, "value": value, "id": value[PROPOSED]["id"]} for value in new)]


def _titles(made: type[FileForm], rows: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Names of the published files of a list, in one query; none without them."""
    keys = {int(row[made.column]) for row in rows if row.get(made.column)}
    model = get_image_model() if made.is_for_images else get_document_model()
    found = model.objects.filter(pk__in=keys).values_list("pk", "title") if keys else ()
    return {pk: truncatechars(title, _SHOWN) for pk, title in found}
