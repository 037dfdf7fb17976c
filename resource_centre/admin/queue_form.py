"""What the address of the queue says, and the form that writes it."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from resource_centre.content.kinds import all_kinds
from resource_centre.content.pages.base import Significance
from resource_centre.content.territories import Territory
from resource_centre.content.territory_fields import TerritoryField
from resource_centre.content.typed import typed
from resource_centre.workflow.queue import Wanted
from resource_centre.workflow.records import Sort

#: Words longer than this are cut: no title is as long.
LONGEST = 100


@dataclass(frozen=True)
class Choice:
    """An option of a filter."""

    value: str
    label: str
    is_picked: bool


@dataclass(frozen=True)
class Filter:
    """One list of the form: Filter("sort", "What", (Choice("", "All", True), …))."""

    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class QueueForm:
    """The form as it was sent, and what it asks. notice: what of it could not be understood."""

    wanted: Wanted
    filters: tuple[Filter, ...]
    words: str
    territory: str
    notice: str
    is_filtered: bool
    query: str


def read_form(request: HttpRequest) -> QueueForm:
    """Read ?sort=&kind=&significance=&whose=&late=1&territory=region:53&q=. What is not known is left out.

    A territory is typed as people write it; addresses of other pages of the list hold its key.
    """
    asked = request.GET
    options = _options()
    picked = {
        name: value if (value := asked.get(name, "")) in {key for key, _label in options[name][1]} else ""
        for name in options
    }
    where, words = (typed(asked, name).strip()[:LONGEST] for name in ("territory", "q"))
    place, notice = _territory(where)
    wanted = Wanted(
        sort=picked["sort"],
        kind=picked["kind"],
        significance=picked["significance"],
        whose=picked["whose"],
        is_late=picked["late"] == "1",
        territory=place.pk if place else None,
        words=words,
    )
    kept = {**picked, "territory": place.key if place else "", "q": words}
    return QueueForm(
        wanted=wanted,
        filters=tuple(_filter(name, picked[name], *options[name]) for name in options),
        words=words,
        territory=place.label if place else where,
        notice=notice,
        is_filtered=wanted != Wanted(),
        query=urlencode({name: value for name, value in kept.items() if value}),
    )


def _territory(text: str) -> tuple[Territory | None, str]:
    """The place that is meant by a name, a code or a key; why there is none."""
    try:
        return TerritoryField(required=False).to_python(text), ""
    except ValidationError as error:
        return None, " ".join(error.messages)


def _options() -> dict[str, tuple[str, list[tuple[str, Any]]]]:
    return {
        "sort": (_("What"), [("", _("everything")), *Sort.choices]),
        "kind": (_("Kind"), [("", _("all kinds")), *((one.code, str(one.label)) for one in all_kinds())]),
        "significance": (_("What it means"), [("", _("all")), *Significance.choices]),
        "whose": (_("For whom"), [("", _("everybody")), ("mine", _("me")), ("nobody", _("nobody yet"))]),
        "late": (_("When"), [("", _("late or not")), ("1", _("late"))]),
    }


def _filter(name: str, picked: str, label: str, options: list[tuple[str, Any]]) -> Filter:
    return Filter(name, label, tuple(Choice(value, str(words), value == picked) for value, words in options))
