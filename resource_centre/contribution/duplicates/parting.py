"""Putting back what a merge moved, from its record: rows, texts, contents. What changed since is left, and noted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Revision

from resource_centre.contribution.duplicates.applying import write_content, write_text
from resource_centre.contribution.duplicates.contents import REVISION, current_revisions
from resource_centre.contribution.duplicates.plans import End, digest, row_of
from resource_centre.contribution.duplicates.relations import settled_columns
from resource_centre.contribution.models import Proposal

#: Columns that may be another since without anybody having decided so: a form that is saved numbers its rows again.
_INCIDENTAL = frozenset({"sort_order", "is_main", "number"})
Recorded = Mapping[str, Any]


@dataclass(frozen=True)
class Left:
    """Something that could not be put back. what: a relation or a field. page: where, if a page holds it."""

    what: str
    page: int | None

    def to_json(self) -> dict[str, Any]:
        """As the record keeps it."""
        return asdict(self)


class Rows:
    """Rows of tables. since: when they were merged."""

    def __init__(self, recorded: Sequence[Recorded], since: datetime) -> None:
        self.recorded, self.since = recorded, since
        self.left: list[Left] = []
        self.back: list[Recorded] = []

    @property
    def pages(self) -> set[int]:
        """Pages whose content they are part of."""
        return {one["page"] for one in self.back if one["page"] is not None}

    def put_back(self) -> None:
        """Move those that were moved or changed, then make again those that were taken away."""
        for one in sorted(self.recorded, key=lambda one: not one["changes"]):
            put = self._moved(one) if one["changes"] else self._made_again(one)
            if put:
                self.back.append(one)
            else:
                self.left.append(Left(one["relation"], one["page"]))

    def _moved(self, one: Recorded) -> bool:
        """False when the row is gone, leads elsewhere since, or was decided on since: what a decision changed is on
        the page where it was taken."""
        model: Any = apps.get_model(one["model"])
        rows = model._base_manager.filter(pk=one["pk"], **_expected(one))
        for column in settled_columns(model, one["changes"]):
            rows = rows.exclude(**{f"{column}__gt": self.since})
        try:
            with transaction.atomic():
                return bool(rows.update(**one["values"]) == 1)
        except IntegrityError:
            return False

    def _made_again(self, one: Recorded) -> bool:
        """False when something that it names is gone, or its place is taken."""
        model: Any = apps.get_model(one["model"])
        if model._base_manager.filter(pk=one["pk"]).exists() or not _ends_exist(model, one["values"]):
            return False
        row = row_of(model, one["values"])
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([row])
                own = [field for field in model._meta.concrete_fields if not field.primary_key]
                model._base_manager.filter(pk=row.pk).update(**{f.attname: getattr(row, f.attname) for f in own})
        except IntegrityError:
            return False
        return True


def _expected(one: Recorded) -> dict[str, Any]:
    """What a row holds if nobody has decided otherwise since the merge moved or changed it."""
    is_it = one["end"] == End.CHANGED
    return {name: value for name, value in one["changes"].items() if is_it or name not in _INCIDENTAL}


def _ends_exist(model: Any, values: Recorded) -> bool:
    keys = [field for field in model._meta.concrete_fields if field.remote_field and values[field.attname] is not None]
    return all(key.remote_field.model._base_manager.filter(pk=values[key.attname]).exists() for key in keys)


class Texts:
    """Published texts that linked to the merged page."""

    def __init__(self, recorded: Sequence[Recorded]) -> None:
        self.recorded = recorded
        self.left: list[Left] = []
        self.pages: set[int] = set()

    def put_back(self) -> None:
        """Those that are still what the merge made of them."""
        for one in self.recorded:
            model: Any = apps.get_model(one["model"])
            page = model._base_manager.filter(pk=one["page"]).first()
            now = model._meta.get_field(one["field"]).value_to_string(page) if page is not None else None
            if digest(now) != one["after"]:
                self.left.append(Left(f"{one['model']}.{one['field']}", one["page"]))
                continue
            write_text(one["model"], one["page"], one["field"], one["before"])
            self.pages.add(one["page"])


class Contents:
    """Revisions that may be published yet, and proposals that wait.

    A revision that the merge changed and nobody since gets its fields back. In newer ones, rows are found by their key.
    """

    def __init__(self, rows: Rows, moved: Recorded, kept: int | None) -> None:
        self.recorded, self.rows, self.kept, self.names = moved["contents"], rows, kept, moved.get("names", [])
        self.left: list[Left] = []
        self.pages: set[int] = set()
        self._whole: set[tuple[int, str]] = set()
        #: Those that held nothing of the merged one when it was merged, and were there, hold nothing to put back.
        self._last = moved["last_revision"]
        self._known = {(one["pk"], one["field"]) for one in self.recorded if one["holder"] == REVISION}

    def take_own_rows_out(self) -> None:
        """Rows of the merged page leave the revisions of the kept one; so do the names that the merge gave it."""
        if self.kept is None:
            return
        own: dict[str, set[int]] = {"names": set(self.names)} if self.names else {}
        for one in self.rows.recorded:
            if one["end"] == "moved" and one["is_own"]:
                own.setdefault(one["rows"], set()).add(one["pk"])
        for revision in current_revisions(of=[self.kept]) if own else ():
            changed = {
                name: [row for row in revision.content.get(name) or [] if row.get("pk") not in keys]
                for name, keys in own.items()
            }
            write_content(REVISION, revision.pk, changed)

    def put_back(self) -> None:
        """Fields that are what the merge made of them, then rows of what is newer."""
        for one in self.recorded:
            if self._field_back(one):
                self._whole.add((one["pk"], one["field"]))
                self.pages |= {one["page"]} - {None}
        self._rows_back()
        newer = {(one["page"], one["field"]) for one in self.recorded if (one["pk"], one["field"]) not in self._whole}
        mended = {(page, name) for page, name in newer if name in self._lists(page)}
        self.left += [Left(field, page) for page, field in sorted(newer - mended, key=str)]

    def _field_back(self, one: Recorded) -> bool:
        model: Any = Revision if one["holder"] == REVISION else Proposal
        column = "content" if one["holder"] == REVISION else one["holder"]
        found = model._base_manager.filter(pk=one["pk"]).first()
        if found is None or digest(getattr(found, column).get(one["field"])) != one["after"]:
            return False
        write_content(one["holder"], one["pk"], {one["field"]: one["before"]})
        return True

    def _lists(self, page: int | None) -> set[str]:
        """Lists of rows of that page that went back by their keys."""
        return {one["rows"] for one in self.rows.back if one["page"] == page and one["rows"]}

    def _rows_back(self) -> None:
        by_page: dict[int, list[Recorded]] = {}
        for one in self.rows.back:
            if one["page"] is not None and not one["is_own"]:
                by_page.setdefault(one["page"], []).append(one)
        for revision in current_revisions(of=list(by_page)) if by_page else ():
            content = revision.content
            changed: dict[str, list[dict[str, Any]]] = {}
            for one in by_page.get(int(revision.object_id), ()):
                name = one["rows"]
                place = revision.pk, name
                if place not in self._whole and (revision.pk > self._last or place in self._known):
                    changed[name] = list(_row_back(changed.get(name, content.get(name) or []), one))
            if changed:
                write_content(REVISION, revision.pk, changed)


def _row_back(rows: Iterable[dict[str, Any]], one: Recorded) -> Iterator[dict[str, Any]]:
    """The list with that row as it was before the merge."""
    after = {name.removesuffix("_id"): value for name, value in _expected(one).items()}
    is_there = False
    for row in rows:
        is_it = row.get("pk") == one["pk"]
        is_there |= is_it
        is_same = is_it and all(row.get(name) == value for name, value in after.items())
        yield {**row, **{name: one["values"][_column(one, name)] for name in after}} if is_same and after else row
    if not one["changes"] and not is_there:
        yield get_serializable_data_for_fields(row_of(apps.get_model(one["model"]), one["values"]))


def _column(one: Recorded, name: str) -> str:
    return name if name in one["changes"] else f"{name}_id"
