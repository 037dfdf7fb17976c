"""Plain fields for what may be proposed: how each shape is shown, and how what was typed goes back into a content."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from resource_centre.content.dates import PartialDate, Precision
from resource_centre.content.fields import PartialDateFormField, validate_web_address
from resource_centre.content.territory_fields import TerritoryField, TerritoryInput
from resource_centre.contribution.marks import retyped, to_marks
from resource_centre.contribution.shapes import ProposableField, Shape
from resource_centre.contribution.value_words import number_words
from resource_centre.text.readable import in_lines, in_one_line, seen

#: Characters of one text, and rows shown of the shortest and the longest.
LONGEST, FEWEST_ROWS, MOST_ROWS = 60_000, 4, 24
YES, NO = "yes", "no"


class _Typed(forms.CharField):
    """Words that a person types. Blanks around what the page has, which no form keeps, are nobody's change, nor is what
    nobody sees.
    """

    def to_python(self, value: Any) -> str:
        """As they are read."""
        return seen(str(super().to_python(value) or ""))

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what would be stored."""
        return super().has_changed(self.to_python(initial), data)


class TypedLine(_Typed):
    """A line of text."""

    def to_python(self, value: Any) -> str:
        """On one line."""
        return in_one_line(super().to_python(value))


class TypedAddress(forms.EmailField):
    """An e-mail address: what is copied with it from a page, and nobody sees, would let no mail arrive."""

    def to_python(self, value: Any) -> str:
        """As it is read."""
        return seen(str(super().to_python(value) or "")).strip()


class TypedText(_Typed):
    """Text of several lines, whatever line ends a browser sends."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": LONGEST, **kwargs})

    def to_python(self, value: Any) -> str:
        """With our line ends."""
        return in_lines(super().to_python(value))


class DayField(PartialDateFormField):
    """A whole day: "12/02/2015"."""

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]  # a date, not its text
        """Refuse a date of which the day is not known."""
        found = super().to_python(value)
        if found is not None and found.precision is not Precision.DAY:
            raise ValidationError(_("Write the whole day: 12/02/2015."), code="day")
        return found


class WholeNumberField(forms.IntegerField):
    """A whole number as people write it: "1 200". A plain text input, so that nonsense comes back as it was typed."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        """Without the spaces that part thousands."""
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class DecimalNumberField(forms.DecimalField):
    """A number with a comma or a point: "48,11" and "48.11" are the same, whatever the language of the page."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # Django's own class does the same
        """Read either sign; a minus sign of print is one."""
        if isinstance(value, str):
            value = "".join(value.split()).replace(",", ".").replace("\u2212", "-")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as readers of the language write it."""
        return number_words(value) if isinstance(value, float) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not spellings."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        return (None if typed is None else float(typed)) != initial


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


def form_field(one: ProposableField, value: Any) -> forms.Field:
    """The plain field of a field of the page, or of a column of its rows, that shows this value."""
    label = one.label[:1].upper() + one.label[1:]
    return _FIELDS.get(one.shape, _line)(one, value, {"label": label, "required": False})


def _line(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    options |= {"required": one.is_required, "max_length": one.longest or 255}
    return TypedLine(initial=value or "", **options)


def _text(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    return typed_text(value or "", max_length=one.longest or LONGEST, **options)


def _date(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    hint = _("As precise as you know: 2012, 03/2016 or 12/02/2015.")
    return PartialDateFormField(initial=shown_value(one, value), help_text=hint, **options)


def _choice(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    choices = [(str(key), label) for key, label in one.choices]
    if value not in ("", None) and str(value) not in dict(choices):
        choices.append((str(value), str(value)))  # kept by a page that is older than the list
    if not one.is_required or value in ("", None):
        choices.insert(0, ("", "—"))
    return forms.ChoiceField(choices=choices, initial=shown_value(one, value), **options)


def _yes_no(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    choices = [*([] if one.is_required else [("", _("not known"))]), (YES, _("yes")), (NO, _("no"))]
    return forms.ChoiceField(choices=choices, initial=shown_value(one, value), **options)


def _number(one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    options |= {"required": one.is_required}
    return WholeNumberField(initial=shown_value(one, value), **options)


def decimal_field(label: str, value: float | None) -> DecimalNumberField:
    """A number with decimals."""
    return DecimalNumberField(label=label, required=False, initial=value)


def _place(_one: ProposableField, value: Any, options: dict[str, Any]) -> forms.Field:
    return TerritoryField(initial=value or None, widget=TerritoryInput(), **options)


_FIELDS: Mapping[Shape, Callable[[ProposableField, Any, dict[str, Any]], forms.Field]] = {
    Shape.TEXT: _text,
    Shape.RICH: lambda _one, value, options: typed_text(to_marks(value or ""), **options),
    Shape.DATE: _date,
    Shape.DAY: lambda one, value, options: DayField(initial=shown_value(one, value), **options),
    Shape.ADDRESS: lambda _one, value, options: web_address(
        initial=value or "", **{name: options[name] for name in options if name != "required"}
    ),
    Shape.CHOICE: _choice,
    Shape.YES_NO: _yes_no,
    Shape.NUMBER: _number,
    Shape.DECIMAL: lambda one, value, options: decimal_field(options["label"], shown_value(one, value)),
    Shape.PLACE: _place,
}


def shown_value(one: ProposableField, value: Any) -> Any:
    """A value of a content as its field shows it at first."""
    if value is None or value == "":
        return None if one.shape not in {Shape.CHOICE, Shape.YES_NO} else ""
    if one.shape in {Shape.DATE, Shape.DAY}:
        return PartialDate.parse(str(value))
    if one.shape is Shape.RICH:
        return to_marks(value)
    if one.shape is Shape.YES_NO:
        return YES if value else NO
    return str(value) if one.shape is Shape.CHOICE else value


def stored_value(one: ProposableField, typed: Any, before: Any) -> Any:
    """What a content holds for what was typed; "" for nothing."""
    if typed is None or typed == "":
        return ""
    if one.shape is Shape.RICH:
        return retyped(typed, before or "")
    if one.shape is Shape.YES_NO:
        return typed == YES
    if one.shape is Shape.CHOICE:
        return next((key for key, _label in one.choices if str(key) == typed), before)
    if one.shape is Shape.DECIMAL:
        return float(typed)
    if one.shape is Shape.PLACE:
        return typed.pk
    return typed if one.shape in {Shape.NUMBER, Shape.TERM, Shape.PAGE} else str(typed)


def as_posted(field: forms.Field) -> list[str]:
    """What a browser would post of a field that nobody touched: ["12/02/2015"], or the keys of ticked boxes."""
    value: Any = field.prepare_value(field.initial)
    if isinstance(field, TerritoryField):
        value = TerritoryInput().format_value(value)
    values = value if isinstance(value, list) else [value]
    return [str(one) for one in values if one is not None] or ([] if isinstance(value, list) else [""])


def list_lines(value: Iterable[Any]) -> str:
    """The items of a list, one a line."""
    return "\n".join(str(item["value"] if isinstance(item, Mapping) else item) for item in value)
