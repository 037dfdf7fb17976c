"""Model fields of our own: dates with precision, addresses that are safe to print, rich text that is clean."""

import unicodedata
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from wagtail.fields import RichTextField

from resource_centre.content.dates import PartialDate
from resource_centre.content.html import clean_html, without_keys

#: Characters that change how an address reads without being seen: controls, format and bidi marks.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp"})


def validate_web_address(value: str) -> None:
    """Accept http and https addresses with a host; refuse other schemes and unseen characters.

    Raises ValidationError, code "unsafe_address". Source: SECURITY.md.
    """
    if any(unicodedata.category(char) in _UNSEEN_CATEGORIES or char.isspace() for char in value):
        raise ValidationError(
            _("The address contains spaces or invisible characters: type it again."), code="unsafe_address"
        )
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in {"http", "https"}:
        raise ValidationError(_("The address must begin with http:// or https://."), code="unsafe_address")


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # not generic at run time
    """An http(s) address, checked by `validate_web_address`; long enough for real-world ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 1000)
        super().__init__(*args, **kwargs)

    # First, so that an invisible character gets its own message rather than "enter a valid URL".
    default_validators = [validate_web_address, *models.URLField.default_validators]


class PartialDateFormField(forms.CharField):
    """A text field that reads "2012", "March 2016" or "12/02/2015" and gives a PartialDate or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("max_length", None)
        kwargs.setdefault("empty_value", None)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]  # a date, not its text
        """Give the date that the text means; raises ValidationError naming the accepted forms."""
        if value is None or isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        return PartialDate.parse(text) if text else None

    def prepare_value(self, value: Any) -> Any:
        """Show a stored date in words, so that a person reads back what they meant."""
        return value.in_words() if isinstance(value, PartialDate) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not spellings: "03/2016" typed over "mars 2016" is no change."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True


class PartialDateField(models.CharField):  # type: ignore[type-arg]  # not generic at run time
    """A PartialDate stored as its ISO text, so that the database sorts and filters it as text.

    "in 2012" is `date__gte="2012", date__lt="2013"`. NULL when nothing is known.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs["null"] = True
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave the fixed arguments out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_args: Any) -> PartialDate | None:
        """Read the column."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        """Accept a PartialDate, its text, or nothing."""
        if value is None or value == "":
            return None
        return value if isinstance(value, PartialDate) else PartialDate.parse(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        """Write the column. Bounds of a filter ("2012", "2012-1") are kept as typed when they are no date."""
        if value is None or value == "":
            return None
        return str(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise for revisions and fixtures."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> Any:
        """Edit as one text field."""
        return models.Field.formfield(self, **{"form_class": PartialDateFormField, **kwargs})

    def run_validators(self, value: Any) -> None:
        """A parsed date is valid: CharField's length check would measure the object."""


class CleanRichTextFormField(forms.CharField):
    """Rich text in a form."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether it says something else: the keys of its blocks, and how a blank is written, are no change."""
        return without_keys(initial or "") != without_keys(data or "")


class CleanRichTextField(RichTextField):
    """Rich text cleaned at each write, whoever writes: Draftail, an import, an API or the shell."""

    if TYPE_CHECKING:  # Wagtail ships no types: to mypy an instance's attribute would be this field itself

        def __get__(self, instance: object, owner: type) -> str: ...
        def __set__(self, instance: object, value: str) -> None: ...

    def formfield(self, **kwargs: Any) -> Any:
        """Edit by Wagtail's editor."""
        return super().formfield(**{"form_class": CleanRichTextFormField, **kwargs})

    def get_prep_value(self, value: Any) -> Any:
        """Clean what goes to the database."""
        prepared = super().get_prep_value(value)
        return clean_html(prepared) if isinstance(prepared, str) else prepared

    def value_from_object(self, obj: models.Model) -> Any:
        """Clean what goes into a revision, which is JSON and never meets `get_prep_value`."""
        value = super().value_from_object(obj)
        return clean_html(value) if isinstance(value, str) else value
