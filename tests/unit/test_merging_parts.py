"""The parts of a merge by themselves: cutting a text, joining two orders."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resource_centre.contribution.merging.order import merged_order, moved
from resource_centre.contribution.merging.paragraphs import cut
from resource_centre.contribution.merging.values import InOrder, Three

A, B = "<p>a</p>", "<p>b</p>"


@pytest.mark.parametrize(
    ("html", "parts"),
    [
        ("", ()),
        (A + "<ul><li>b</li></ul>", (A, "<ul><li>b</li></ul>")),
        (f"{A}\n<hr/>\n{B}\n", (A, "\n<hr/>", f"\n{B}\n")),
        ('<p title="a > b">x<br>y</p>', ('<p title="a > b">x<br>y</p>',)),
        ("plain", None),
        ("<b>a</b> b", None),
        (f"{A} stray {B}", None),
        ("<p>a", None),
        ("<p>a</b></p>", None),
        ("<p>a</p></p>", None),
        ("<!-- a -->", None),
    ],
)
def test_a_text_is_cut_at_its_paragraphs_or_not_at_all(html: str, parts: Any) -> None:
    assert cut(html) == parts


@given(st.text(alphabet=st.sampled_from(list("<>/=\"' pulbr!-ab\n")), max_size=60))
def test_the_parts_of_a_text_are_the_text(html: str) -> None:
    parts = cut(html)
    assert parts is None or "".join(parts) == html


def follow(_key: str, positions: Three[Any]) -> Any:
    return positions.ours


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "result"),
    [
        ("abcde", "eabcd", "acdeb", "eacdb"),
        ("abc", "bac", "abc", "bac"),
        ("abc", "abcx", "yabc", "yabcx"),
        ("abcd", "abd", "dabc", "dab"),
        ("ab", "axb", "ba", "bax"),
    ],
)
def test_both_orders_are_kept(base: str, theirs: str, ours: str, result: str) -> None:
    survivors = [
        key for key in dict.fromkeys(base + theirs + ours) if key not in base or (key in theirs and key in ours)
    ]
    for one, other in ((theirs, ours), (ours, theirs)):
        assert merged_order(Three(list(base), list(one), list(other)), survivors, follow) == list(result)


@settings(deadline=None, database=None)
@given(st.permutations("abcdef"), st.permutations("abcdef"))
def test_every_pair_that_a_side_turned_round_is_turned_round_or_asked_about(theirs: list[str], ours: list[str]) -> None:
    asked: set[str] = set()

    def note(_key: str, positions: Three[Any]) -> Any:
        if isinstance(positions.base, InOrder):
            asked.update(positions.base.keys)
        return positions.ours

    result = merged_order(Three(list("abcdef"), theirs, ours), "abcdef", note)
    for i, first in enumerate("abcdef"):
        for second in "abcdef"[i + 1 :]:
            turned = any(side.index(first) > side.index(second) for side in (theirs, ours))
            assert (result.index(first) > result.index(second)) is turned or {first, second} <= asked


def test_moved_is_what_left_the_longest_run() -> None:
    assert moved("abcd", "dabc") == {"d"}
    assert moved("abcd", "xbacd") in ({"a"}, {"b"})
