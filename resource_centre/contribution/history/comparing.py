"""What differs between two versions: by field, then by row or block, each whole and in words.

`merging.difference` finds what differs, down to a cell or a paragraph; a reader is shown the row or the block that
holds it, before and after, so that a change is never read without what it is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resource_centre.contribution.changes import Change, Content
from resource_centre.contribution.history.reading import Readings
from resource_centre.contribution.history.version_wording import VersionWording
from resource_centre.contribution.merging.differences import difference
from resource_centre.contribution.merging.rows import match_rows
from resource_centre.contribution.merging.shape import Shape
from resource_centre.contribution.merging.values import ABSENT, Place, Three
from resource_centre.contribution.merging.values import Change as Difference
from resource_centre.contribution.surface import CONCEPTS
from resource_centre.contribution.wording import WordedChange, worded

_NOTHING: tuple[Any, ...] = (ABSENT, None, "", [])


@dataclass(frozen=True)
class FieldDifference:
    """What differs in one field: FieldDifference("sources", "Sources", (…), is_reordered=False)."""

    name: str
    label: str
    changes: tuple[WordedChange, ...]
    is_reordered: bool


def compare_readings(readings: Readings, before: int, after: int) -> tuple[FieldDifference, ...]:
    """The fields that differ from one of the contents to another, in the order of the model. No query."""
    old, new = readings.contents[before], readings.contents[after]
    wording = VersionWording(readings.model, readings.targets)
    found: list[FieldDifference] = []
    for name, differences in _by_field(old, new, readings.anatomy.shape).items():
        values = _items(name, old, new, readings.anatomy.shape)
        items = dict.fromkeys(_item_of(one, values) for one in differences if one.place is not Place.POSITION)
        changes = [_change(name, item, *(side.get(item) for side in values)) for item in items]
        words = (worded(change, wording, (new, old)) for change in changes)
        told = tuple(one for one in words if one.before != one.after)
        is_reordered = any(one.place is Place.POSITION for one in differences)
        if told or is_reordered:
            found.append(FieldDifference(name, wording.field_label(name), told, is_reordered))
    return tuple(found)


def touched_fields(readings: Readings, before: int, after: int) -> tuple[str, ...]:
    """Names of the fields that differ, in words: the same as `compare_readings`, without their texts."""
    wording = VersionWording(readings.model, readings.targets)
    found = _by_field(readings.contents[before], readings.contents[after], readings.anatomy.shape)
    return tuple(wording.field_label(name) for name in found)


def _by_field(old: Content, new: Content, shape: Shape) -> Mapping[str, list[Difference]]:
    """Only fields that are not the same text are walked through: most of a page never changes."""
    same = [name for name in (*shape.fields, *shape.rows) if old.get(name, ABSENT) == new.get(name, ABSENT)]
    narrow = shape.without(*same)
    names = {"pk", *narrow.fields, *narrow.rows}
    before, after = ({name: value for name, value in side.items() if name in names} for side in (old, new))
    found: dict[str, list[Difference]] = {}
    for one in difference(before, after, narrow).changes:
        # Terms are printed by vocabulary: the order in which the editor's form stores them is no change.
        if one.place is Place.POSITION and one.path[0] == CONCEPTS:
            continue
        # A field that did not exist yet, and is empty since it does, is no change.
        if one.place is Place.POSITION or not (one.before in _NOTHING and one.after in _NOTHING):
            found.setdefault(one.path[0], []).append(one)
    return found


def _items(name: str, old: Content, new: Content, shape: Shape) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The items of a field in both contents by the same names; {"": value} for a field that is one value."""
    before, after = old.get(name), new.get(name)
    if name in shape.rows:
        rows = match_rows(Three(before or [], before or [], after or []), shape.rows[name])
        return rows.base, rows.ours
    if name in shape.streams and isinstance(before or [], list) and isinstance(after or [], list):
        return _by_id(before or []), _by_id(after or [])
    return {"": before}, {"": after}


def _by_id(blocks: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    return {str(block["id"]): block for block in blocks}


def _item_of(one: Difference, values: Sequence[Mapping[str, Any]]) -> str:
    return one.path[1] if len(one.path) > 1 and any(one.path[1] in side for side in values) else ""


def _change(name: str, item: str, before: Any, after: Any) -> Change:
    return Change(f"{name}/{item}" if item else name, name, item, before, after)
