"""Rows of a relation: which row of one version is which of another, and what a merged list is stored as.

A saved row keeps its key through a draft, but a row that is new in a draft has none yet, and a plain form sends none:
so rows meet by key, then by what makes them the same.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from resource_centre.contribution.merging.opening import canonical
from resource_centre.contribution.merging.shape import RowShape
from resource_centre.contribution.merging.values import Content, Three

Recognise = Callable[[Content], Hashable | None]


@dataclass
class _Entity:
    """One row through the versions: its number in each, by the version's name."""

    rows: dict[str, Content]

    def keys(self, recognise: Recognise) -> list[Hashable]:
        found = [recognise(row) for row in self.rows.values()]
        return [key for key in dict.fromkeys(found) if key is not None]


def match_rows(versions: Three[list[Content]], shape: RowShape) -> Three[dict[str, Content]]:
    """Give each version's rows, in its order, by a name that is the same in all versions.

    The name is the row's key, or a digest for a row that has none yet: stable for the same versions. Where rows are
    unique, what makes them so comes before the key: a subject taken off and put back under a new key is one subject.
    """
    each = {"base": versions.base, "theirs": versions.theirs, "ours": versions.ours}
    entities = [_Entity({side: row}) for side, rows in each.items() for row in rows]
    for recognise in _passes(shape):
        entities = _joined(entities, recognise)
    named = dict(zip(_names(entities, shape), entities, strict=True))
    found = {side: _in_order(named, side, rows) for side, rows in each.items()}
    return Three(found["base"], found["theirs"], found["ours"])


def content_of(row: Content, shape: RowShape) -> Content:
    """What a row says, without its key, its page and its rank."""
    return {name: row[name] for name in shape.fields if name in row}


def settled(merged: dict[str, Content], stored: dict[str, Content], shape: RowShape, page: object) -> list[Content]:
    """Merged rows as they are stored: keys come from the rows that are there, never from a proposal.

    A foreign key in a proposal would take a row of another page. `stored` are the rows that are there, by name.
    """
    is_as_stored = list(merged) == list(stored)
    return [
        {
            "pk": None,
            shape.parent: page,
            **stored.get(name, {}),
            **row,
            "sort_order": stored[name].get("sort_order") if is_as_stored else rank,
        }
        for rank, (name, row) in enumerate(merged.items())
    ]


def identity_of(row: Content, names: Sequence[str]) -> str | None:
    """What makes a row the same as another, as one text; None when it says nothing of it."""
    values = [row.get(name) for name in names]
    return canonical(values) if any(value not in (None, "") for value in values) else None


def _passes(shape: RowShape) -> list[Recognise]:
    """How rows are recognised, the surest first."""
    by_key = [lambda row: row.get("pk")]
    by_content = [lambda row: canonical(content_of(row, shape))]
    unique = [lambda row: identity_of(row, shape.unique)] if shape.unique else []
    others = [lambda row, names=names: identity_of(row, names) for names in shape.identities]
    return [*unique, *by_key, *by_content, *others]


def _joined(entities: Sequence[_Entity], recognise: Recognise) -> list[_Entity]:
    """Make one of two entities that share a key and no version; the first comes to the first."""
    kept: list[_Entity] = []
    known: dict[Hashable, list[_Entity]] = {}
    for entity in entities:
        keys = entity.keys(recognise)
        near = [other for key in keys for other in known.get(key, [])]
        match = next((other for other in near if other.rows.keys().isdisjoint(entity.rows)), None)
        if match is None:
            match = entity
            kept.append(entity)
        else:
            match.rows.update(entity.rows)
        for key in keys:
            known.setdefault(key, []).append(match)
    return kept


def _names(entities: Sequence[_Entity], shape: RowShape) -> list[str]:
    """A name for each: the key of the row where it is stored, else a digest of what it says."""
    found: list[str] = []
    taken: set[str] = set()
    for entity in entities:
        name = first = _name(entity, shape)
        number = 1
        while name in taken:
            number += 1
            name = f"{first}~{number}"
        taken.add(name)
        found.append(name)
    return found


def _name(entity: _Entity, shape: RowShape) -> str:
    saved = [row["pk"] for side in ("base", "theirs", "ours") if (row := entity.rows.get(side)) and row.get("pk")]
    if saved:
        return str(saved[0])
    text = min(canonical(content_of(row, shape)) for row in entity.rows.values())
    return f"new-{sha256(text.encode()).hexdigest()[:12]}"


def _in_order(named: dict[str, _Entity], side: str, rows: Sequence[Content]) -> dict[str, Content]:
    names = {id(entity.rows[side]): name for name, entity in named.items() if side in entity.rows}
    return {names[id(row)]: row for row in rows}
