"""What a proposal changes, cut into the smallest parts that can be kept alone: a field, a block of the body, a row.

A content is {"title": "…", "body": [{"id": "b1", "type": "text", "value": "…"}], "sources": [{"pk": 3, "title": "…"}]}.
Nothing here knows of pages or of the database.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]
#: The list of blocks; every other list is one of rows.
BODY = "body"
NEW = "new-"


@dataclass(frozen=True)
class Change:
    """One part: Change("sources/3", "sources", "3", {"title": "A"}, {"title": "B"}).

    item: id of a block, number of a row ("new-0" for the first new one), "" for a field. before is None for what is
    added, after is None for what is taken away. order: the items of its list as proposed, which say where it stands.
    numbers: those of the rows of its list in the base, {"3", "4"}.
    """

    key: str
    field: str
    item: str
    before: Any
    after: Any
    order: tuple[str, ...] = ()
    numbers: frozenset[str] = frozenset()

    @property
    def is_addition(self) -> bool:
        """Whether there was nothing before."""
        return self.before is None

    @property
    def is_removal(self) -> bool:
        """Whether nothing is left."""
        return self.after is None


def find_changes(base: Content, content: Content) -> tuple[Change, ...]:
    """What differs, in the order of the fields of `content`."""
    return tuple(change for name in content for change in _changes_of(name, base.get(name), content[name]))


def _changes_of(name: str, before: Any, after: Any) -> Iterator[Change]:
    if not isinstance(after, list):
        # "No" and 0 say something: only what is absent says nothing.
        was, now = ("" if value is None else value for value in (before, after))
        if was != now:
            yield Change(name, name, "", was, now)
        return
    old, new = items(name, before or []), items(name, after)
    order, numbers = tuple(new), frozenset(old)
    removed, kept = (item for item in old if item not in new), (item for item in new if old.get(item) != new[item])
    for item in (*removed, *kept):
        yield Change(f"{name}/{item}", name, item, old.get(item), new.get(item), order, numbers)


def items(name: str, values: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Blocks by id, rows by number; a row without its number, which is compared by what it says."""
    if name == BODY:
        return {str(block["id"]): block for block in values}
    found: dict[str, Any] = {}
    fresh = 0
    for row in values:
        pk = row.get("pk")
        if pk is None:
            found[f"{NEW}{fresh}"] = said(row)
            fresh += 1
        else:
            found[str(pk)] = said(row)
    return found


def said(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what only places it: its number, its rank."""
    return {name: value for name, value in row.items() if name not in {"pk", "sort_order", "resource"}}


def keep(base: Content, changes: Sequence[Change], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The base with those changes whose key is in `kept`, each with the value found there (an editor's own words).

    keep({"title": "A"}, [Change("title", "title", "", "A", "B")], {"title": "C"}) gives {"title": "C"}.
    """
    content = dict(base)
    for change in changes:
        if change.key in kept:
            content[change.field] = with_change(content.get(change.field), change, kept[change.key])
    return content


def with_change(values: Any, change: Change, after: Any) -> Any:
    """A field, or its list of blocks or rows, once this change is made."""
    if not change.item:
        return after
    values = list(values or [])
    place = position(change, values)
    if after is None:
        return values if place is None else [*values[:place], *values[place + 1 :]]
    if place is not None:
        number = {} if change.field == BODY else {"pk": values[place].get("pk")}
        return [*values[:place], {**number, **after}, *values[place + 1 :]]
    new = after if change.field == BODY else {"pk": None, **after}
    return _inserted(values, new, change)


def _inserted(values: list[Any], new: Any, change: Change) -> list[Any]:
    """After the nearest of the items before it that is still there; without any, a block first and a row last."""
    places = {name: rank for rank, name in enumerate(items(change.field, values))}
    before = change.order[: change.order.index(change.item)] if change.item in change.order else ()
    rank = next((places[name] + 1 for name in reversed(before) if name in places), None)
    if rank is None:
        rank = 0 if change.field == BODY else len(values)
    return [*values[:rank], new, *values[rank:]]


def position(change: Change, values: Sequence[Mapping[str, Any]]) -> int | None:
    """Where what is changed stands in a list: by its id or number, else the row that says the same; None: nowhere.

    A row that says the same under a number of the base is another row, not the same with a new number: a page may list
    one source twice.
    """
    if change.is_addition:
        return None
    for rank, value in enumerate(values):
        if str(value.get("id" if change.field == BODY else "pk")) == change.item:
            return rank
    if change.field == BODY:
        return None
    renumbered = ((rank, row) for rank, row in enumerate(values) if str(row.get("pk")) not in change.numbers)
    return next((rank for rank, row in renumbered if said(row) == change.before), None)
