"""A value of a field in words, in the active language: "open to all", "yes", "12 pages", "March 2016"."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.fields import RichTextField

from resource_centre.content.dates import PartialDate, day_in_words
from resource_centre.content.fields import PartialDateField
from resource_centre.contribution.marks import plain_words, to_marks


def marked_words(html: str) -> str:
    """Words of rich text; its addresses too where it has some: they are what must be looked at."""
    return to_marks(html) if "<a" in html else plain_words(html)


def label_of(model: type[models.Model], name: str) -> str:
    """What a field is called: "Address of the source"."""
    return capfirst(str(getattr(model._meta.get_field(name), "verbose_name", name)))


def called(target: Any) -> str:
    """What an object that a row or a field leads to is called: by its label, its title, or itself; "" for none."""
    if target is None:
        return ""
    return str(getattr(target, "label", "") or getattr(target, "title", "") or target)


def say(field: Any, value: Any, named: Callable[[Any, Any], str]) -> str:
    """The words of a value of a field of a model; "" for none. `named` says what a key of a field leads to."""
    if value is None or value == "":
        return ""
    if isinstance(field, models.ForeignKey):
        return named(field, value)
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    words = next((say_it for kind, say_it in _SAID if isinstance(field, kind)), None)
    return str(value) if words is None else words(field, value)


def number_words(value: float) -> str:
    """A number as readers of the language write it: "1 200", "48,11", "10"."""
    return number_format(int(value) if float(value).is_integer() else value, force_grouping=True)


def _number(field: Any, value: Any) -> str:
    if not isinstance(value, int | float):
        return str(value)
    number = number_words(value)
    # What is counted is in the name of the field; pages are said with their number, as on a title page.
    return ngettext("%(n)s page", "%(n)s pages", value) % {"n": number} if field.name == "pages" else number


#: The first that fits.
_SAID: tuple[tuple[Any, Callable[[Any, Any], str]], ...] = (
    (PartialDateField, lambda _field, value: PartialDate.parse(str(value)).in_words()),
    (RichTextField, lambda _field, value: marked_words(str(value))),
    (models.BooleanField, lambda _field, value: _("yes") if value else _("no")),
    (models.DateField, lambda _field, value: day_in_words(date.fromisoformat(str(value)[:10]))),
    (models.IntegerField, _number),
    (models.FloatField, _number),
)
