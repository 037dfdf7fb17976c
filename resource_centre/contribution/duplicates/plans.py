"""What a merge changes, worked out before anything is done: shown by the preview, done, then kept by the record."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Max
from wagtail.models import Revision


class End(StrEnum):
    """What becomes of one row."""

    MOVED = "moved"
    DUPLICATE = "duplicate"
    """The kept one has the same already: this one is taken away."""
    ITSELF = "itself"
    """It would link the kept one to itself: taken away."""
    CHANGED = "changed"
    """It stays where it is, and changes: it takes over a role from a duplicate, or ends as one."""
    STAYS = "stays"


@dataclass(frozen=True)
class RowChange:
    """A row of a table.

    relation: "resource_centre.Involvement.actor". values: all its columns before. changes: those that change, with what
    they become; empty when the row is taken away or stays. page: the page whose content it is part of, None for others;
    rows: the name of that list ("involvements"). is_own: it was part of the merged one, not of what names it.
    """

    relation: str
    model: str
    pk: int
    end: End
    values: Mapping[str, Any]
    changes: Mapping[str, Any] = field(default_factory=dict)
    page: int | None = None
    rows: str = ""
    is_own: bool = False

    @property
    def is_taken_away(self) -> bool:
        """Whether it is deleted."""
        return self.end in {End.DUPLICATE, End.ITSELF}


@dataclass(frozen=True)
class TextChange:
    """A text of a page, as it is published, that links to the merged page. before, after: as a revision holds them."""

    model: str
    page: int
    field: str
    before: str
    after: str


@dataclass(frozen=True)
class ContentChange:
    """A field of a revision or of a proposal: ContentChange("revision", 55, 12, "involvements", […], […])."""

    holder: str
    pk: int
    page: int | None
    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Plan:
    """Everything that a merge does. foreign: relations of the host that nobody decided on, with how many rows stay."""

    rows: tuple[RowChange, ...] = ()
    texts: tuple[TextChange, ...] = ()
    contents: tuple[ContentChange, ...] = ()
    foreign: tuple[tuple[str, int], ...] = ()

    @property
    def mark(self) -> str:
        """Sixteen characters that stand for all of it: a confirmation says which preview was read."""
        text = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def pages(self) -> frozenset[int]:
        """Pages whose published content changes."""
        rows = {one.page for one in self.rows if one.page is not None and one.end is not End.STAYS}
        return frozenset(rows | {one.page for one in self.texts})

    def to_json(self) -> dict[str, Any]:
        """As the record keeps it: what was there before, and a digest of long values that were put in its place.

        A row that was moved is known by the columns that changed: the record is no second copy of what people wrote.
        """
        return {
            "last_revision": Revision.objects.aggregate(last=Max("pk"))["last"] or 0,
            "rows": [_recorded(one) for one in self.rows if one.end is not End.STAYS],
            "texts": [{**asdict(one), "after": digest(one.after)} for one in self.texts],
            "contents": [{**asdict(one), "after": digest(one.after)} for one in self.contents],
        }


def _recorded(change: RowChange) -> dict[str, Any]:
    kept = change.values if change.is_taken_away else {name: change.values[name] for name in change.changes}
    return {**asdict(change), "values": dict(kept)}


def digest(value: Any) -> str:
    """Stands for a value of a content: two equal ones have the same."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def values_of(row: models.Model) -> dict[str, Any]:
    """All columns of a row, as JSON holds them: {"id": 5, "actor_id": 12, "date_from": "2016-03", …}."""
    return {field.attname: _plain(field.value_from_object(row)) for field in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def row_of(model: type[models.Model], values: Mapping[str, Any]) -> Any:
    """A row made again from its columns, not saved."""
    return model(**{field.attname: field.to_python(values[field.attname]) for field in model._meta.concrete_fields})
