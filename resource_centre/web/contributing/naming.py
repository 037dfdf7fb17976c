"""Pages and terms that a form names in words: which there are for this reader, and which one was meant."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_centre.access.visibility import Access
from resource_centre.content.pages.actor import Actor
from resource_centre.content.vocabularies import Concept
from resource_centre.contribution.changes import Content
from resource_centre.contribution.shapes import Shape
from resource_centre.contribution.surface import columns_of, row_kinds
from resource_centre.text.folding import fold
from resource_centre.text.readable import in_one_line

#: Names offered when what was typed names several pages, and titles that one list of suggestions holds.
NAMED, LISTED = 8, 200


@dataclass(frozen=True)
class Titles:
    """A list of suggestions of the form: Titles("rc-actor", ("Emmaüs Connect", …))."""

    id: str
    titles: tuple[str, ...]


class Directory:
    """Pages of one model in a centre that this reader may name, by title; looked up as they are typed."""

    def __init__(self, model: Any, access: Access, centre: Any) -> None:
        self.id = f"rc-{model._meta.model_name}"
        self.pages = access.filter(model.objects.descendant_of(centre))

    def find(self, name: str) -> list[int]:
        """Keys of those called so (one query)."""
        return list(self.pages.filter(title_key=fold(name)[:255]).values_list("pk", flat=True))

    def near(self, name: str) -> list[str]:
        """Titles that hold these words."""
        return list(self.pages.filter(title_key__contains=fold(name)[:255]).values_list("title", flat=True)[:NAMED])

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Titles to suggest; none where they are too many for one page: any title may be typed all the same."""
        titles = tuple(self.pages.order_by("title").values_list("title", flat=True)[: LISTED + 1])
        return titles if len(titles) <= LISTED else ()


class ActorDirectory(Directory):
    """Actors, by their other names too. They are read whole: most lines of most pages name one."""

    @cached_property
    def _names(self) -> tuple[dict[str, list[int]], dict[int, str]]:
        by_name: dict[str, list[int]] = {}
        titles: dict[int, str] = {}
        for pk, title in self._pairs():
            by_name.setdefault(fold(title), []).append(pk)
            titles.setdefault(pk, title)
        return by_name, titles

    def _pairs(self) -> Iterable[tuple[int, str]]:
        """By title, then by other names (two queries)."""
        titles = list(self.pages.order_by("title").values_list("pk", "title"))
        names = self.pages.exclude(names__name=None).values_list("pk", "names__name")
        known = {(pk, fold(title)) for pk, title in titles}
        return [*titles, *((pk, name) for pk, name in names if (pk, fold(name)) not in known)]

    def find(self, name: str) -> list[int]:
        """Keys of those called so."""
        return self._names[0].get(fold(name), [])

    def near(self, name: str) -> list[str]:
        """Titles that hold these words."""
        return [title for title in self._names[1].values() if fold(name) in fold(title)][:NAMED]


class PageField(forms.CharField):
    """A page of the centre, by its title. Raises ValidationError "unknown", "ambiguous".

    stored: the page that the line names already: its title always means it, were there ten of that title.
    """

    def __init__(self, directory: Directory, titles: Mapping[int, str], stored: int | None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.directory, self.titles, self.stored = directory, titles, stored
        if directory.listed:
            self.widget.attrs["list"] = directory.id

    def prepare_value(self, value: Any) -> Any:
        """Show the title of a stored one."""
        return self.titles.get(value, "") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """The page's key; None for nothing."""
        if isinstance(value, int):
            return value
        text = in_one_line(str(super().to_python(value) or ""))[:255]
        if not text:
            return None
        if self.stored is not None and fold(text) == fold(self.titles.get(self.stored, "")):
            return self.stored
        found = self.directory.find(text)
        if len(found) == 1:
            return found[0]
        raise self._unknown(text, is_ambiguous=bool(found))

    def _unknown(self, text: str, *, is_ambiguous: bool) -> ValidationError:
        """What was typed, what it may mean, and what to do about it."""
        if is_ambiguous:
            message = _("Several pages are called “%(name)s”: tell us which in your message.")
            return ValidationError(message, code="ambiguous", params={"name": text})
        near = self.directory.near(text)
        if near:
            message = _("No page here is called “%(name)s”. Did you mean: %(near)s?")
            return ValidationError(message, code="unknown", params={"name": text, "near": "\u00a0· ".join(near)})
        message = _(
            "No page here is called “%(name)s”. Write the title of a page, or empty this line and name it in your "
            "message: an editor can then make its page."
        )
        return ValidationError(message, code="unknown", params={"name": text})

    def run_validators(self, value: Any) -> None:
        """A page that was found is valid: validators of CharField would measure its number."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare pages, not spellings."""
        try:
            return bool((initial or None) != self.to_python(data))
        except ValidationError:
            return True


class Naming:
    """What the lines of one form may name, each list read once."""

    def __init__(self, model: Any, centre: Any, access: Access, content: Content) -> None:
        self.model, self.centre, self.access, self.content = model, centre, access, content
        self._directories: dict[Any, Directory] = {}
        self._terms: dict[str, list[Concept]] = {}

    def directory(self, model: Any) -> Directory:
        """Pages of that model."""
        if model not in self._directories:
            made = ActorDirectory if issubclass(model, Actor) else Directory
            self._directories[model] = made(model, self.access, self.centre)
        return self._directories[model]

    @cached_property
    def titles(self) -> dict[int, str]:
        """Titles of the pages that rows name already, wherever they are (one query)."""
        wanted = {
            row.get(column.name)
            for kind in row_kinds(self.model)
            for column in columns_of(kind)
            if column.shape is Shape.PAGE
            for row in self.content[kind.name]
        }
        pages = self.access.filter(Page.objects.filter(pk__in=wanted - {None}))
        return dict(pages.values_list("pk", "title"))

    def terms(self, vocabulary: str, stored: Any) -> list[tuple[Any, str]]:
        """Terms of a vocabulary by their labels, those no longer offered left out unless stored (one query each)."""
        if vocabulary not in self._terms:
            self._terms[vocabulary] = list(Concept.objects.of(vocabulary))
        terms = [
            one for one in self._terms[vocabulary] if one.pk == stored or (one.is_active and not one.replaced_by_id)
        ]
        return sorted(((one.pk, one.label) for one in terms), key=lambda choice: choice[1])

    def lists(self) -> Sequence[Titles]:
        """The lists of suggestions that the lines ask for."""
        return tuple(Titles(one.id, one.listed) for one in self._directories.values() if one.listed)
