"""How each field of a page, and each column of its rows, is written: read from the models, so that a host's kind has
its own without a word here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

from resource_centre.content.dates import PartialDate
from resource_centre.content.fields import PartialDateField, WebAddressField
from resource_centre.content.territories import Territory
from resource_centre.content.vocabularies import Concept


class Shape(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    ADDRESS = "address"
    RICH = "rich"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"
    DECIMAL = "decimal"
    DAY = "day"
    PLACE = "place"
    TERM = "term"
    PAGE = "page"
    POINT = "point"
    BODY = "body"
    ROWS = "rows"


#: Shapes whose words an editor may type again: what is chosen, counted or dated is kept or refused as it is.
TYPED = frozenset({Shape.LINE, Shape.TEXT, Shape.ADDRESS, Shape.RICH})
#: Shapes that hold a number or nothing: a column of text would hold "" instead.
NULLED = frozenset({Shape.YES_NO, Shape.NUMBER, Shape.DECIMAL, Shape.DAY, Shape.PLACE, Shape.TERM, Shape.PAGE})

#: Shapes of one value, which is another or the same: its parts are not compared.
VALUES = NULLED | {Shape.CHOICE, Shape.POINT}


@dataclass(frozen=True)
class ProposableField:
    """A field of a kind that a reader may propose to change, or a column of its rows.

    choices: (("free", "open to all"), …) of a choice. default: what a new row holds. model: what it leads to;
    vocabulary: the code of the one whose terms it takes. help: what the model says of it.
    """

    name: str
    shape: Shape
    label: str
    is_required: bool = False
    longest: int | None = None
    choices: tuple[tuple[Any, str], ...] = ()
    default: Any = ""
    model: type[models.Model] | None = None
    vocabulary: str = ""
    help: str = ""


def shape_of(field: Any) -> Shape | None:
    """How a field of a model is written; None for one that is not offered."""
    if not getattr(field, "editable", False) or field.primary_key:
        return None
    if isinstance(field, models.ForeignKey):
        return _shape_of_key(field)
    if isinstance(field, PartialDateField):
        return Shape.DATE
    if field.choices:
        return Shape.CHOICE
    found = next((shape for kind, shape in _SHAPES if isinstance(field, kind)), None)
    return None if isinstance(field, models.DateTimeField) else found


#: The first that fits: an address is a line, a rich text is a text.
_SHAPES: tuple[tuple[type[Any], Shape], ...] = (
    (WebAddressField, Shape.ADDRESS),
    (RichTextField, Shape.RICH),
    (models.TextField, Shape.TEXT),
    (models.CharField, Shape.LINE),
    (models.BooleanField, Shape.YES_NO),
    (models.IntegerField, Shape.NUMBER),
    (models.FloatField, Shape.DECIMAL),
    (models.DateField, Shape.DAY),
)


def _shape_of_key(field: Any) -> Shape | None:
    if issubclass(field.related_model, Territory):
        return Shape.PLACE
    if issubclass(field.related_model, Concept):
        return Shape.TERM if vocabulary_of(field) else None
    return Shape.PAGE if issubclass(field.related_model, Page) else None


def vocabulary_of(field: Any) -> str:
    """The code of the only vocabulary whose terms a column takes: "role"; "" for any."""
    limits = field.remote_field.limit_choices_to
    return str(limits.get("vocabulary__code", "")) if isinstance(limits, dict) else ""


def described(field: Any, shape: Shape) -> ProposableField:
    """A field of a model as a value, its label and its choices in the active language."""
    is_key = isinstance(field, models.ForeignKey)
    return ProposableField(
        name=field.name,
        shape=shape,
        label=str(getattr(field, "verbose_name", field.name)),
        is_required=not field.null if shape is Shape.YES_NO else not field.blank,
        longest=getattr(field, "max_length", None),
        choices=tuple((value, str(label)) for value, label in field.flatchoices if value not in ("", None)),
        default=plain(field.get_default()) if field.has_default() else "",
        model=field.related_model if is_key else None,
        vocabulary=vocabulary_of(field) if shape is Shape.TERM else "",
        help=str(field.help_text),
    )


def plain(value: Any) -> Any:
    """A value of a model as JSON holds it: a day is its ISO text."""
    return str(value) if isinstance(value, date | PartialDate | Decimal) else value
