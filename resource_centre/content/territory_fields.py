"""Choosing a territory: a text field that understands what people write, with or without script.

"Rennes", "rennes", "35000", "35238", "commune:35238" and "Rennes (Ille-et-Vilaine)" all lead to the same place.
What is ambiguous is asked again with the possible answers. A small script adds suggestions.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from resource_centre.content.territories import Territory, TerritoryAlias, TerritoryQuerySet
from resource_centre.content.territory_names import TerritorySuggestion, meant_territories
from resource_centre.text.folding import fold
from resource_centre.text.readable import seen

#: Possible answers named when what was typed is ambiguous.
NAMED = 8
SUGGESTIONS_URL = "resource_centre_territory_suggestions"


class TerritoryInput(forms.TextInput):
    """A text input that shows a territory by its label."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "size": 40, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Show the label of a stored id; what a person typed is shown back as typed."""
        if isinstance(value, Territory):
            return value.label
        if isinstance(value, int):
            stored = Territory.objects.filter(pk=value).first()
            return stored.label if stored else str(value)
        return str(value) if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tell the script where suggestions come from; without the admin's addresses there are none."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        with suppress(NoReverseMatch):
            context["widget"]["attrs"]["data-rc-suggest"] = reverse(SUGGESTIONS_URL)
        return context

    @property
    def media(self) -> forms.Media:
        """The suggestions' script."""
        return forms.Media(js=["resource_centre/js/suggest.js"])


class TerritoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A territory named in words. Raises ValidationError "unknown" or "ambiguous", the second with the answers."""

    widget = TerritoryInput

    def __init__(self, queryset: TerritoryQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(queryset=Territory.objects.all() if queryset is None else queryset, **kwargs)
        #: What was looked up last, and what it may mean: a form asks twice, to read it and to know whether it changed.
        self._asked: tuple[str, Sequence[TerritorySuggestion]] = ("", ())

    def prepare_value(self, value: Any) -> Any:
        """Hand the territory itself to the widget."""
        return value

    def to_python(self, value: Any) -> Territory | None:
        """Find the territory that the text names."""
        if value in self.empty_values:
            return None
        if isinstance(value, Territory):
            return value
        text = str(value).strip()
        return self._by_key(text) or self._by_name(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare places, not spellings."""
        try:
            chosen = self.to_python(data)
        except ValidationError:
            return True
        before = getattr(initial, "pk", initial) or None
        return (chosen.pk if chosen else None) != before

    def _by_key(self, text: str) -> Territory | None:
        return Territory.objects.by_key(text) if ":" in text else None

    def _by_name(self, text: str) -> Territory:
        text = seen(text)
        if self._asked[0] != text:
            self._asked = text, meant_territories(text)
        meant, shown = self._asked[1], Truncator(text).chars(50)
        if not meant:
            raise ValidationError(_("No territory matches “%(text)s”."), code="unknown", params={"text": shown})
        if len(meant) == 1 and (found := Territory.objects.by_key(meant[0].key)) is not None:
            return found
        raise ValidationError(
            _("Several territories match “%(text)s”: %(answers)s. Write one of these."),
            code="ambiguous",
            params={"text": shown, "answers": ", ".join(item.label for item in meant[:NAMED])},
        )


class FormerTerritoryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A former territory, named by its name or key: "Poitou-Charentes"."""

    widget = forms.TextInput

    def __init__(self, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(queryset=TerritoryAlias.objects.all() if queryset is None else queryset, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the name of a stored one."""
        if isinstance(value, int):
            stored = TerritoryAlias.objects.filter(pk=value).first()
            return stored.name if stored else value
        return value

    def to_python(self, value: Any) -> TerritoryAlias | None:
        """Find the alias that the text names; raises ValidationError "unknown" or "ambiguous"."""
        if value in self.empty_values or isinstance(value, TerritoryAlias):
            return value or None
        text = str(value).strip()
        if ":" in text:
            found = list(TerritoryAlias.objects.by_keys([text]).values())
        else:
            found = list(TerritoryAlias.objects.filter(folded_name=fold(text)).select_related("territory")[:NAMED])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("No former territory is called “%(text)s”."), code="unknown", params={"text": text})
        answers = ", ".join(f"{alias.key} ({alias.territory.label})" for alias in found)
        raise ValidationError(
            _("Several former territories are called “%(text)s”: %(answers)s. Write one of these."),
            code="ambiguous",
            params={"text": text, "answers": answers},
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare places, not spellings."""
        try:
            chosen = self.to_python(data)
        except ValidationError:
            return True
        return (chosen.pk if chosen else None) != (getattr(initial, "pk", initial) or None)
