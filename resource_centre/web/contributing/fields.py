"""Plain fields for what may be proposed: how each shape is shown, and how what was typed goes back into a content."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from resource_centre.access.visibility import Access
from resource_centre.content.dates import PartialDate
from resource_centre.content.fields import PartialDateFormField, validate_web_address
from resource_centre.content.pages.actor import Actor
from resource_centre.contribution.marks import from_marks, internal_links, to_marks
from resource_centre.contribution.surface import ProposableField, Shape
from resource_centre.text.folding import fold

#: Characters of one text, and rows shown of the shortest and the longest.
LONGEST, FEWEST_ROWS, MOST_ROWS = 60_000, 4, 24
#: Names offered when what was typed names several actors.
NAMED = 8


class TypedText(forms.CharField):
    """Text of several lines, whatever line ends a browser sends."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def to_python(self, value: Any) -> str:
        """With our line ends."""
        return str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def typed_text(initial: str, **kwargs: Any) -> TypedText:
    """A text field as high as its text."""
    rows = sum(1 + len(line) // 75 for line in initial.splitlines()) + 1
    widget = forms.Textarea(attrs={"rows": min(max(rows, FEWEST_ROWS), MOST_ROWS)})
    return TypedText(initial=initial, widget=widget, **kwargs)


def web_address(**kwargs: Any) -> forms.CharField:
    """An address, checked as the page's own are."""
    return forms.CharField(
        required=False, max_length=1_000, validators=[validate_web_address], widget=forms.URLInput, **kwargs
    )


def form_field(one: ProposableField, value: str) -> forms.Field:
    """The plain field of a field of the page."""
    label = one.label[:1].upper() + one.label[1:]
    if one.shape is Shape.DATE:
        hint = _("As precise as you know: 2012, 03/2016 or 12/02/2015.")
        initial = PartialDate.parse(value) if value else None
        return PartialDateFormField(required=False, label=label, initial=initial, help_text=hint)
    if one.shape is Shape.ADDRESS:
        return web_address(label=label, initial=value)
    if one.shape is Shape.RICH:
        return typed_text(to_marks(value), label=label)
    if one.shape is Shape.TEXT:
        return typed_text(value, label=label, max_length=one.longest or LONGEST)
    return forms.CharField(label=label, initial=value, required=one.is_required, max_length=one.longest or 255)


def stored_value(one: ProposableField, typed: Any, before: str) -> str:
    """What the page would hold for what was typed."""
    if one.shape is Shape.DATE:
        return str(typed) if typed else ""
    return from_marks(typed, internal_links(before)) if one.shape is Shape.RICH else str(typed or "")


class ActorField(forms.CharField):
    """An actor of the centre, by its name or another of its names. Raises ValidationError "unknown", "ambiguous"."""

    def __init__(self, actors: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by_name: dict[str, list[int]] = {}
        self.titles: dict[int, str] = {}
        for pk, title in actors:
            self.by_name.setdefault(fold(title), []).append(pk)
            self.titles.setdefault(pk, title)

    def prepare_value(self, value: Any) -> Any:
        """Show the name of a stored one."""
        return self.titles.get(value, "") if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """The actor's id; None for nothing."""
        if isinstance(value, int):
            return value
        text = str(super().to_python(value) or "")[:255]
        if not text:
            return None
        found = self.by_name.get(fold(text), [])
        if len(found) == 1:
            return found[0]
        if found:
            message = _("Several actors are called “%(name)s”: tell us which in your message.")
            raise ValidationError(message, params={"name": text})
        near = [title for title in self.titles.values() if fold(text) in fold(title)][:NAMED]
        if near:
            message = _("No actor is called “%(name)s”. Did you mean: %(near)s?")
            raise ValidationError(message, params={"name": text, "near": ", ".join(near)})
        message = _("No actor of this centre is called “%(name)s”: tell us about it in your message.")
        raise ValidationError(message, params={"name": text})

    def run_validators(self, value: Any) -> None:
        """An actor that was found is valid: those of CharField would measure its number."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare actors, not spellings."""
        try:
            return bool((initial or None) != self.to_python(data))
        except ValidationError:
            return True


def actors_for(access: Access, centre: Any) -> list[tuple[int, str]]:
    """Actors of a centre that this reader may name, by title then by their other names (two queries)."""
    actors = access.filter(Actor.objects.descendant_of(centre)).order_by("title")
    titles = list(actors.values_list("pk", "title"))
    names = actors.exclude(names__name=None).values_list("pk", "names__name")
    seen = {(pk, fold(title)) for pk, title in titles}
    return [*titles, *((pk, name) for pk, name in names if (pk, fold(name)) not in seen)]


def list_lines(value: Iterable[Any]) -> str:
    """The items of a list, one a line."""
    return "\n".join(str(item["value"] if isinstance(item, Mapping) else item) for item in value)
