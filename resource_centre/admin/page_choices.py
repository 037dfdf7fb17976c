"""Pages that are chosen in a form: what no key can be is a bad choice."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django_filters.fields import ModelChoiceField as FilterField
from wagtail.admin.widgets import AdminPageChooser

from resource_centre.content.keys import key_in


class _KeyOrNothing:
    """Put before a field of pages. SQLite does not even compare a page's key with a number of thirty digits."""

    empty_values: Any

    def to_python(self, value: Any) -> Any:
        """The page. Raises ValidationError for what is none of those offered."""
        typed = value if value in self.empty_values else key_in(str(value))
        return super().to_python(typed)  # type: ignore[misc]  # the field, which comes after


class PageChoiceField(_KeyOrNothing, forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """One page."""

    def offer_in_chooser(self, pages: QuerySet[Any]) -> None:
        """Offer these in Wagtail's chooser. Called by each form for itself: a chooser says what it chooses in the
        language of the moment it is made, which is not that of the reader when a module is loaded."""
        self.widget = AdminPageChooser([pages.model])
        self.widget.is_required = self.required
        self.queryset = pages


class _PageFilterField(_KeyOrNothing, FilterField):  # type: ignore[misc]  # the package carries no types
    """The same, of a filter."""


class PageChoiceFilter(django_filters.ModelChoiceFilter):  # type: ignore[misc]  # the package carries no types
    """What is of one page."""

    field_class = _PageFilterField
