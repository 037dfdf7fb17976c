"""What holds of every merge, tried on random pairs of edits of a page with every sort of thing in it."""

import copy
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resource_centre.contribution.merging.differences import apply, difference
from resource_centre.contribution.merging.three_way import Merge, merge, resolve
from resource_centre.contribution.merging.values import Pick, Place, Side
from tests.support.contents import EDITS, PRACTICE, Content, Editor, essence, make_content, stored, words_of

#: Pairs of random edits for each of the seven properties; MERGE_PAIRS=3000 for a long run by hand.
PAIRS = int(os.environ.get("MERGE_PAIRS", "150"))
pytestmark = pytest.mark.once
pairs = settings(max_examples=PAIRS, deadline=None, database=None)
steps = st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 10_000)), max_size=6)
seeds = st.integers(0, 1_000)


@dataclass(frozen=True)
class Version:
    """What somebody made of a content, and what they touched."""

    content: Content
    touched: frozenset[str]


def edited(base: Content, name: str, todo: list[tuple[Callable[[Editor], str], int]]) -> Version:
    """Those edits made one after the other, by somebody of that name."""
    editor = Editor(name, random.Random(0), copy.deepcopy(base))  # noqa: S311 - a test's edits
    touched = set()
    for step, seed in todo:
        editor.random.seed(seed)
        touched.add(step(editor))
    return Version(stored(editor.content), frozenset(touched - {""}))


def overlaps(one: str, other: str) -> bool:
    """Whether two edits may have touched the same thing: the same place, or one inside the other."""
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")


def merged(base: Content, theirs: Content, ours: Content) -> Merge:
    return merge(stored(base), theirs, ours, PRACTICE)


def in_conflict(found: Merge) -> set[str]:
    return words_of([[conflict.base, conflict.theirs, conflict.ours] for conflict in found.conflicts])


def all_taken(found: Merge, side: Side) -> Merge:
    """Every conflict decided for a side, and those that this brings, until there is none."""
    while found.conflicts:
        found = resolve(found, [Pick(conflict.key, side) for conflict in found.conflicts])
    return found


@pairs
@given(seeds, steps, steps)
def test_no_edit_is_lost_in_silence(seed: int, left: Any, right: Any) -> None:
    """Each word that a side brought is in the result or in a conflict; each that it took out is gone or in one."""
    base = make_content(seed)
    theirs, ours = edited(base, "theirs", left).content, edited(base, "ours", right).content
    found = merged(base, theirs, ours)
    kept, disputed, before = words_of(found.provisional), in_conflict(found), words_of(stored(base))
    for side in (theirs, ours):
        assert words_of(side) - before <= kept | disputed
        assert (before - words_of(side)) & kept <= disputed


@pairs
@given(seeds, steps, steps)
def test_what_does_not_overlap_joins_by_itself(seed: int, left: Any, right: Any) -> None:
    base = make_content(seed)
    theirs = edited(base, "theirs", left)
    apart: list[Any] = []
    for step in right:
        touched = edited(base, "ours", [*apart, step]).touched
        if not any(overlaps(one, other) for one in touched for other in theirs.touched):
            apart.append(step)
    ours = edited(base, "ours", apart)
    content = merged(base, theirs.content, ours.content).content
    kept, before = words_of(content), words_of(stored(base))
    for side in (theirs.content, ours.content):
        assert words_of(side) - before <= kept
        assert not (before - words_of(side)) & kept
        listed = difference(stored(base), side, PRACTICE).changes
        assert {change.key for change in listed if change.label.startswith(("territory_links", "concept_links."))} <= {
            change.key for change in difference(stored(base), content, PRACTICE).changes
        }


@pairs
@given(seeds, steps)
def test_a_change_of_one_side_alone_is_taken_whole(seed: int, left: Any) -> None:
    base = make_content(seed)
    side = edited(base, "a", left).content
    assert merged(base, side, stored(base)).content == side
    assert essence(merged(base, stored(base), side).content) == essence(side)
    assert essence(merged(base, side, side).content) == essence(side)


@pairs
@given(seeds, steps, steps)
def test_sides_may_be_exchanged(seed: int, left: Any, right: Any) -> None:
    base = make_content(seed)
    one, other = edited(base, "a", left).content, edited(base, "b", right).content
    there, back = merged(base, one, other), merged(base, other, one)
    assert {conflict.key: (conflict.theirs, conflict.ours) for conflict in there.conflicts} == {
        conflict.key: (conflict.ours, conflict.theirs) for conflict in back.conflicts
    }
    assert essence(all_taken(there, Side.OURS).content) == essence(all_taken(back, Side.THEIRS).content)
    assert essence(all_taken(there, Side.BASE).content) == essence(all_taken(back, Side.BASE).content)


@pairs
@given(seeds, steps, steps)
def test_a_proposal_applied_twice_is_the_same_as_once(seed: int, left: Any, right: Any) -> None:
    """It changes nothing more. It may ask, in one case only: ours took a paragraph out of a text, beside something new.

    Paragraphs have no identity: once A is gone and X stands beside its place, nobody can tell X from a reworded A,
    and taking out what the other reworded must be asked about.
    """
    base = make_content(seed)
    theirs, ours = edited(base, "theirs", left).content, edited(base, "ours", right).content
    once = all_taken(merged(base, theirs, ours), Side.OURS).content
    twice = merged(base, once, ours)
    for conflict in twice.conflicts:
        assert conflict.place is Place.PARAGRAPH
        assert words_of(conflict.base) - words_of(conflict.ours)
        assert words_of(conflict.theirs) - words_of(conflict.base)
    assert essence(twice.provisional) == essence(once)


@pairs
@given(seeds, steps)
def test_all_changes_of_a_difference_give_the_other_version(seed: int, left: Any) -> None:
    base = make_content(seed)
    other = edited(base, "a", left).content
    found = difference(stored(base), other, PRACTICE)
    assert essence(apply(found)) == essence(other)
    assert apply(found, []) == stored(base)
    assert len({change.key for change in found.changes}) == len(found.changes)


@pairs
@given(seeds, steps, st.randoms(use_true_random=False))
def test_changes_may_be_made_one_part_after_the_other(seed: int, left: Any, chance: random.Random) -> None:
    """Some changes bring their words and no others."""
    base = make_content(seed)
    other = edited(base, "a", left).content
    found = difference(stored(base), other, PRACTICE)
    some = [change for change in found.changes if chance.random() < 0.5]
    content = apply(found, [Pick(change.key) for change in some])
    before = words_of(stored(base))
    brought = words_of([change.after for change in some]) - before
    assert words_of(content) - before == brought
