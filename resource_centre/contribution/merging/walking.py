"""Going through three versions of a content together, and asking at each place where they differ.

The one walk behind comparing, applying and merging: those differ only in what they answer (`Decide`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from resource_centre.contribution.merging.opening import canonical, closed, opened
from resource_centre.contribution.merging.order import merged_order, woven
from resource_centre.contribution.merging.paragraphs import cut, plain
from resource_centre.contribution.merging.regions import has_done, regions
from resource_centre.contribution.merging.rows import content_of, identity_of, match_rows, settled
from resource_centre.contribution.merging.shape import RowShape, Shape
from resource_centre.contribution.merging.values import ABSENT, Content, Json, Located, Place, Spot, T, Three, Value

#: Gives the value to keep at a place where the three versions are not all the same.
Decide = Callable[[Spot], Value]
#: Gives what counts of a value: those that are equal by it are the same.
Same = Callable[[Value], Any]
#: Deeper than any block of ours: what is below is one value, so that a hostile content cannot exhaust the stack.
_DEEPEST = 30


@dataclass(frozen=True)
class Where(Located):
    """Where the walk is."""

    def to(self, part: str) -> "Where":
        """A step down."""
        return Where((*self.path, part), self.label, self.place)

    def called(self, word: str) -> "Where":
        """The same place, of a finer sort."""
        return Where(self.path, f"{self.label}.{word}", self.place)

    def on(self, place: Place) -> "Where":
        """The same place, seen as something else."""
        return Where(self.path, self.label, place)


@dataclass(frozen=True)
class Walk:
    """A walk through the versions of a content of that shape."""

    shape: Shape
    decide: Decide

    def content(self, versions: Three[Content]) -> Content:
        """The decided content: what is no content of the shape is as in theirs."""
        three = versions.each(partial(opened, streams=self.shape.streams))
        result = dict(three.theirs)
        for name in self.shape.fields:
            result[name] = self._value(Where((name,), name, Place.FIELD), _of_all(name, three))
        for name, shape in self.shape.rows.items():
            lists = _of_all(name, three)
            if any(isinstance(rows, list) for rows in lists):
                where = Where((name,), name, Place.ROW)
                result[name] = self._rows(where, lists.each(_dicts), shape, three.theirs.get("pk"))
        return closed({name: value for name, value in result.items() if value is not ABSENT}, self.shape.streams)

    def _value(self, where: Where, values: Three[Value]) -> Value:
        """Go into what can be parted; ask about what cannot."""
        if values.ours in (values.base, values.theirs):
            return values.theirs
        if len(where.path) < _DEEPEST:
            if values.all(lambda value: isinstance(value, dict)):
                return self._members(where, values)
            if values.all(_is_keyed):
                return list(self._items(where, values.each(_by_id), self._block).values())
            if values.all(lambda value: isinstance(value, list)):
                return [item for part in self._stretches(where, values, list, canonical) for item in part]
            if values.all(lambda value: isinstance(value, str) and cut(value) is not None):
                paragraphs = values.each(_paragraphs)
                return "".join(self._stretches(where.on(Place.PARAGRAPH), paragraphs, "".join, plain))
        return self._ask(where, values)

    def _members(self, where: Where, values: Three[Content]) -> Content:
        """Each named part by itself."""
        decided = {
            name: self._value(where.to(name).called(name), _at(values, name)) for name in _names_in_order(values)
        }
        return {name: value for name, value in decided.items() if value is not ABSENT}

    def _rows(self, where: Where, versions: Three[list[Content]], shape: RowShape, page: Json) -> list[Content]:
        stored = match_rows(versions, shape)
        contents = stored.each(lambda rows: {name: content_of(row, shape) for name, row in rows.items()})
        merged = self._items(where, contents, partial(self._row, shape=shape))
        return settled(merged, stored.theirs, shape, page)

    def _items(
        self, where: Where, versions: Three[Content], join: Callable[[Where, Three[Value]], Value]
    ) -> dict[str, Value]:
        """Items with an identity: each by itself, then their order."""
        decided = {key: join(where.to(key), _at(versions, key)) for key in _names_in_order(versions)}
        kept = {key: value for key, value in decided.items() if value is not ABSENT}

        def position(key: str, positions: Three[Value]) -> Value:
            return self._ask(where.to(key).to("@position").on(Place.POSITION), positions)

        return {key: kept[key] for key in merged_order(versions.each(list), kept, position)}

    def _block(self, where: Where, blocks: Three[Value]) -> Value:
        """Go into a block that all have and that is of one sort; ask about one that is new, gone or of another sort."""
        known = [block for block in blocks if block is not ABSENT]
        where = where.called(known[-1]["type"]).on(Place.BLOCK)
        if len(known) == 3 and len({block["type"] for block in known}) == 1:
            return {**blocks.theirs, "value": self._value(where, blocks.each(lambda block: block["value"]))}
        block = self._whole(where, blocks)
        # An edited block stays the block that it was edited from.
        return block if block is ABSENT else {**known[0], **block, "id": where.path[-1]}

    def _row(self, where: Where, rows: Three[Value], shape: RowShape) -> Value:
        """As a block; who changes what makes a row unique speaks of another row: that is never mixed field by field."""
        if all(row is not ABSENT for row in rows):
            subjects = rows.each(lambda row: identity_of(row, shape.unique))
            if len(set(subjects)) < 3:
                return self._members(where, rows)
        row = self._whole(where, rows)
        return row if row is ABSENT else content_of(row, shape)

    def _stretches(
        self,
        where: Where,
        lists: Three[Sequence[Json]],
        pack: Callable[[Sequence[Json]], Value],
        same: Same,
    ) -> list[Value]:
        """Items without identity: what each side made of each stretch of the base. `pack` makes a stretch one value.

        What is the same to `same` is the same: keys that the editor gives to paragraphs are no change.
        """
        keys: Three[Sequence[str]] = lists.each(lambda items: [same(item) for item in items])
        if keys.ours in (keys.base, keys.theirs):
            return [pack(lists.theirs)]
        found, done = [], 0
        for stretch in regions(keys):
            start, stop = stretch.base.start, stretch.base.stop
            values = _cut_out(lists, stretch).each(pack)
            at = where.to(f"@{start}-{stop}")
            found += [pack(lists.base[done:start]), self._stretch(at, _cut_out(keys, stretch), values, same)]
            done = stop
        return [*found, pack(lists.base[done:])]

    def _stretch(self, where: Where, keys: Three[Sequence[str]], values: Three[Value], same: Same) -> Value:
        base, theirs, ours = keys
        if theirs != base and has_done(base, theirs, ours):
            return values.theirs
        if ours != base and has_done(base, ours, theirs):
            return values.ours
        return self._whole(where, values, same)

    def _whole(self, where: Where, values: Three[Value], same: Same = lambda value: value) -> Value:
        base, theirs, ours = values.each(same)
        if ours in (base, theirs):
            return values.theirs
        return self._ask(where, Three(values.base, values.base, values.ours) if theirs == base else values)

    def _ask(self, where: Where, values: Three[Value]) -> Value:
        return self.decide(Spot(where.path, where.label, where.place, values))


def _of_all(name: str, versions: Three[Content]) -> Three[Value]:
    """A field in each version. A version that does not know it has not changed it."""
    base = versions.base.get(name, ABSENT)
    return Three(base, versions.theirs.get(name, base), versions.ours.get(name, base))


def _at(versions: Three[Content], name: str) -> Three[Value]:
    return versions.each(lambda version: version.get(name, ABSENT))


def _names_in_order(versions: Three[Content]) -> list[str]:
    """All names, in an order in which a person reads them."""
    return woven(woven(list(versions.base), list(versions.theirs)), list(versions.ours))


def _cut_out(lists: Three[Sequence[T]], stretch: Three[slice]) -> Three[Sequence[T]]:
    return Three(lists.base[stretch.base], lists.theirs[stretch.theirs], lists.ours[stretch.ours])


def _paragraphs(html: str) -> Sequence[str]:
    return cut(html) or ()


def _dicts(rows: Value) -> list[Content]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _is_keyed(value: Value) -> bool:
    """Whether a list is one of blocks, or of a list block's items, each with an id of its own."""
    return isinstance(value, list) and all(map(_is_block, value)) and len(_by_id(value)) == len(value)


def _is_block(value: Value) -> bool:
    names = ("id", "type")
    return isinstance(value, dict) and "value" in value and all(isinstance(value.get(name), str) for name in names)


def _by_id(blocks: Sequence[Json]) -> Content:
    return {block["id"]: block for block in blocks}
