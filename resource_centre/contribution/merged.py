"""Three-way merge of a proposal with a page that may have moved: what does not overlap merges by itself.

Of each change that the proposal makes: where the page still says what its author read, the change is made; where the
page says the same already, nothing is left to do; where it says a third thing, columns of a row and paragraphs of a
text are tried one by one, and what overlaps even so is handed to a person. Source: ARCHITECTURE.md, decision 46.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from resource_centre.contribution.changes import BODY, Change, Content, find_changes, items, position, said, with_change
from resource_centre.contribution.merging import three_way
from resource_centre.contribution.merging.shape import Shape
from resource_centre.contribution.merging.values import Pick, Side


class Choice(StrEnum):
    """Which text is kept where both changed the same place."""

    PAGE = "page"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Overlap:
    """A place that both changed: what it was, what the page says now, what is proposed. None: there is nothing."""

    change: Change
    page: Any

    @property
    def key(self) -> str:
        """The key of the change."""
        return self.change.key


@dataclass(frozen=True)
class Merged:
    """The content that comes of it; overlaps hold the page's text until somebody chooses."""

    content: dict[str, Any]
    overlaps: tuple[Overlap, ...] = ()


#: Columns that no two rows of a page share together: {"rso": ("criterion",)}.
Unique = Mapping[str, tuple[str, ...]]


def merge(
    base: Content,
    proposal: Content,
    page: Content,
    choices: Mapping[str, str] | None = None,
    unique: Unique | None = None,
) -> Merged:
    """The page with what the proposal changes of the base.

    choices: {"title": "proposal", "sources/3": "page"} for places that both changed. A field that the page does not
    have is left out. A row that the proposal adds meets the row of the page that is `unique` by the same columns.
    """
    content, overlaps = dict(page), []
    for change in find_changes(base, proposal):
        if change.field not in page:
            continue
        try:
            columns = (unique or {}).get(change.field, ())
            content[change.field] = _made(content[change.field], change, (choices or {}).get(change.key, ""), columns)
        except _Both as both:
            overlaps.append(Overlap(change, both.page))
    return Merged(content, tuple(overlaps))


class _Both(Exception):
    """Both changed the same place."""

    def __init__(self, page: Any) -> None:
        super().__init__()
        self.page = page


def _made(values: Any, change: Change, choice: str, unique: Sequence[str]) -> Any:
    if not change.item:
        return _merged_value(change.before, change.after, values, choice)
    if change.is_addition:
        if _is_there(values, change):
            return values
        place = _same_place(values, change.after, unique)
        return with_change(values, change, change.after) if place is None else _met(values, place, change, choice)
    place = position(change, values)
    if place is None:
        return _with_what_was_removed(values, change, choice)
    now = values[place] if change.field == BODY else said(values[place])
    return with_change(values, change, _merged_value(change.before, change.after, now, choice))


def _is_there(values: Sequence[Mapping[str, Any]], change: Change) -> bool:
    return change.item in items(change.field, values) and change.field == BODY or change.after in map(said, values)


def _same_place(values: Sequence[Mapping[str, Any]], row: Mapping[str, Any], unique: Sequence[str]) -> int | None:
    """Where the page says something of what a new row speaks of, and no second row may."""
    wanted = [row.get(name) for name in unique]
    return next(
        (rank for rank, one in enumerate(values) if unique and [one.get(name) for name in unique] == wanted), None
    )


def _met(values: Sequence[Mapping[str, Any]], place: int, change: Change, choice: str) -> list[Any]:
    """The page's row in the words that were chosen. Raises _Both until somebody has."""
    if not choice:
        raise _Both(said(values[place]))
    kept = values[place] if choice == Choice.PAGE else {"pk": values[place].get("pk"), **change.after}
    return [*values[:place], kept, *values[place + 1 :]]


def _with_what_was_removed(values: Any, change: Change, choice: str) -> Any:
    """The page has taken away what the proposal changes."""
    if change.is_removal or choice == Choice.PAGE:
        return values
    if choice == Choice.PROPOSAL:
        return with_change(values, replace(change, before=None), change.after)
    raise _Both(None)


def _merged_value(before: Any, after: Any, now: Any, choice: str) -> Any:
    if now in (before, after):
        return after
    if after == before:
        return now
    if isinstance(before, Mapping) and isinstance(after, Mapping) and isinstance(now, Mapping):
        try:
            return {
                name: _merged_value(before.get(name), after.get(name), now.get(name), choice)
                for name in (*now, *(name for name in after if name not in now))
            }
        except _Both:
            raise _Both(now) from None
    if isinstance(before, str) and isinstance(after, str) and isinstance(now, str) and "<" in before:
        return _merged_text(before, after, now, choice)
    if choice == Choice.PROPOSAL:
        return after
    if choice == Choice.PAGE:
        return now
    raise _Both(now)


#: A content that is one rich text, so that its paragraphs are merged one by one.
_ONE_TEXT = Shape(fields=("text",))


def _merged_text(before: str, after: str, now: str, choice: str) -> str:
    """A rich text that both changed: each keeps its paragraphs; of those that both changed, the chosen one."""
    merged = three_way.merge({"text": before}, {"text": now}, {"text": after}, _ONE_TEXT)
    if merged.conflicts and not choice:
        raise _Both(now)
    side = Side.OURS if choice == Choice.PROPOSAL else Side.THEIRS
    resolved = three_way.resolve(merged, [Pick(one.key, side) for one in merged.conflicts])
    return str(resolved.content["text"])
