"""Changes of a content, kept one by one and merged with a page that moved; marks of plain texts; words that differ."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.content.html import clean_html
from resource_centre.contribution.changes import find_changes, keep
from resource_centre.contribution.marks import from_marks, internal_links, to_marks
from resource_centre.contribution.merged import Choice, merge
from resource_centre.contribution.words import Mark, compare
from tests.support.pace import done_within

BASE: dict[str, Any] = {
    "title": "A",
    "problem": "<p>un</p><p>deux</p><p>trois</p>",
    "body": [{"id": "b1", "type": "text", "value": "<p>un</p>"}, {"id": "b2", "type": "list", "value": []}],
    "sources": [{"pk": 1, "title": "S", "url": "u", "note": ""}, {"pk": 2, "title": "T", "url": "", "note": ""}],
}
BLOCK = {"id": "b3", "type": "text", "value": "<p>neuf</p>"}
EDITS = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["A", "B", ""]),
        "problem": st.sampled_from([BASE["problem"], "<p>UN</p><p>deux</p><p>trois</p>", "<p>un</p><p>deux</p>", ""]),
        "body": st.sampled_from([BASE["body"], BASE["body"][:1], [*BASE["body"], BLOCK], []]),
        "sources": st.sampled_from(
            [BASE["sources"], BASE["sources"][1:], [{**BASE["sources"][0], "title": "X"}, BASE["sources"][1]],
             [*BASE["sources"], {"pk": None, "title": "N", "url": "", "note": ""}]]
        ),
    }
)  # fmt: skip


@given(EDITS)
def test_a_proposal_on_a_page_that_did_not_move_is_what_was_proposed(edit: dict[str, Any]) -> None:
    merged = merge(BASE, edit, BASE)
    assert (merged.content, merged.overlaps) == (edit, ())


@given(EDITS)
def test_a_page_that_moved_loses_nothing_to_an_empty_proposal(edit: dict[str, Any]) -> None:
    assert merge(BASE, BASE, edit).content == edit


@given(EDITS)
def test_keeping_every_change_is_the_proposal_and_keeping_none_is_the_base(edit: dict[str, Any]) -> None:
    changes = find_changes(BASE, edit)
    assert keep(BASE, changes, {change.key: change.after for change in changes}) == edit
    assert keep(BASE, changes, {}) == BASE


@given(EDITS, EDITS)
def test_an_overlap_is_never_silent(edit: dict[str, Any], other: dict[str, Any]) -> None:
    merged = merge(BASE, edit, other)
    for name in ("title",):
        if BASE[name] != edit[name] != other[name] != BASE[name]:
            assert name in {one.key for one in merged.overlaps}
    chosen = merge(BASE, edit, other, {one.key: Choice.PROPOSAL for one in merged.overlaps})
    assert chosen.overlaps == ()


def test_two_paragraphs_of_one_text_are_both_kept() -> None:
    proposal = {**BASE, "problem": "<p>UN</p><p>deux</p><p>trois</p>"}
    page = {**BASE, "problem": "<p>un</p><p>deux</p><p>TROIS</p>"}
    merged = merge(BASE, proposal, page)
    assert (merged.content["problem"], merged.overlaps) == ("<p>UN</p><p>deux</p><p>TROIS</p>", ())


def test_a_choice_of_paragraphs_leaves_the_others_of_the_page() -> None:
    proposal = {**BASE, "problem": "<p>UN</p><p>deux</p><p>trois</p>"}
    page = {**BASE, "problem": "<p>1</p><p>deux</p><p>TROIS</p>"}
    assert [one.key for one in merge(BASE, proposal, page).overlaps] == ["problem"]
    chosen = merge(BASE, proposal, page, {"problem": Choice.PROPOSAL})
    assert chosen.content["problem"] == "<p>UN</p><p>deux</p><p>TROIS</p>"


def test_two_columns_of_one_row_are_both_kept() -> None:
    first, second = BASE["sources"]
    merged = merge(
        BASE,
        {**BASE, "sources": [{**first, "title": "X"}, second]},
        {**BASE, "sources": [{**first, "note": "page"}, second]},
    )
    assert merged.content["sources"][0] == {**first, "title": "X", "note": "page"}


def test_a_change_of_a_row_that_the_page_has_taken_away_is_an_overlap() -> None:
    first, second = BASE["sources"]
    proposal = {**BASE, "sources": [{**first, "title": "X"}, second]}
    merged = merge(BASE, proposal, {**BASE, "sources": [second]})
    assert [(one.key, one.page) for one in merged.overlaps] == [("sources/1", None)]


@pytest.mark.parametrize(
    "html",
    [
        "<p>Un <b>mot</b>, <i>un</i> autre, <b><i>les deux</i></b>, 5 * 3, [x], a_b, 2<sup>e</sup>, H<sub>2</sub>O</p>",
        '<p><a href="https://fr.wikipedia.org/wiki/A_(b)?x=1&amp;y=2">lien</a> <a linktype="page" id="12">page</a></p>',
        "<p>a</p><ul><li>b</li><li>c</li></ul><ol><li>d</li></ol><h3>e</h3><p>- f</p><p>1. g</p><p>h<br/>i</p>",
    ],
)
def test_marks_say_all_that_the_text_holds(html: str) -> None:
    assert from_marks(to_marks(html), internal_links(html)) == clean_html(html)


@given(st.text(alphabet="a *^~[]()\\\n-#1.<>&:/", max_size=60))
def test_whatever_is_typed_gives_clean_html_that_is_typed_back_alike(text: str) -> None:
    html = from_marks(text)
    assert clean_html(html) == html
    assert from_marks(to_marks(html)) == html or to_marks(from_marks(to_marks(html))) == to_marks(html)


@pytest.mark.parametrize("piece", ["[", "[a](", "[a](b()", "\\[", "**", "[a](b(c)", "***[", "](", "^[x](y"])
def test_what_is_typed_is_read_once(piece: str) -> None:
    """As many brackets as a text may hold took minutes while each was read to the end of the text."""
    done_within(2, lambda: from_marks(piece * (60_000 // len(piece))))


def test_a_link_to_a_page_that_the_text_did_not_hold_keeps_its_words_only() -> None:
    assert from_marks("[mot](page:7) [autre](page:8)", frozenset({"page:8"})) == (
        '<p>mot <a linktype="page" id="8">autre</a></p>'
    )


@given(st.text(max_size=80), st.text(max_size=80))
def test_pieces_say_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED).split() == before.split()
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED).split() == after.split()


def test_a_word_beside_a_changed_row_is_no_overlap() -> None:
    first, second = BASE["sources"]
    page = {**BASE, "title": "page", "sources": [{**first, "url": "page"}, second]}
    merged = merge(BASE, {**BASE, "sources": [{**first, "title": "X"}, second]}, page)
    assert merged.overlaps == ()
