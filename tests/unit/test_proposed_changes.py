"""Changes of a content, kept one by one and merged with a page that moved; marks of plain texts; words that differ."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.content.html import clean_html
from resource_centre.contribution.changes import find_changes, keep
from resource_centre.contribution.marks import from_marks, internal_links, plain_words, retyped, to_marks
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


def test_a_removal_that_was_made_already_leaves_the_row_that_says_the_same() -> None:
    """A page lists one source twice, and two readers each take the first away."""
    base = {"sources": [{"pk": 1, "title": "S"}, {"pk": 2, "title": "S"}]}
    page = {"sources": base["sources"][1:]}
    assert merge(base, page, page).content == page
    edited = merge(base, {"sources": [{"pk": 1, "title": "X"}, {"pk": 2, "title": "S"}]}, page)
    assert (edited.content, [one.key for one in edited.overlaps]) == (page, ["sources/1"])


def test_a_row_that_has_a_new_number_is_the_row_that_says_the_same() -> None:
    base = {"sources": [{"pk": 1, "title": "S"}]}
    assert merge(base, {"sources": [{"pk": 1, "title": "X"}]}, {"sources": [{"pk": 7, "title": "S"}]}).content == {
        "sources": [{"pk": 7, "title": "X"}]
    }


def blocks(names: str, **values: str) -> dict[str, Any]:
    """A body of texts: blocks("ab", b="neuf")."""
    return {"body": [{"id": name, "type": "text", "value": values.get(name, name)} for name in names]}


@pytest.mark.parametrize(("names", "order"), [("abd", "abcd"), ("ad", "acd"), ("d", "cd"), ("xad", "xacd")])
def test_a_block_that_the_page_has_taken_away_comes_back_where_it_stood(names: str, order: str) -> None:
    chosen = merge(blocks("abcd"), blocks("abcd", c="C"), blocks(names), {"body/c": Choice.PROPOSAL})
    assert chosen.content == blocks(order, c="C")


def test_a_new_block_stands_where_it_was_put_when_the_new_one_before_it_is_left_out() -> None:
    base, changes = blocks("ab"), find_changes(blocks("ab"), blocks("12a3b"))
    after = {change.key: change.after for change in changes}
    assert keep(base, changes, {"body/2": after["body/2"]}) == blocks("2ab")
    assert keep(base, changes, {"body/3": after["body/3"]}) == blocks("a3b")


@pytest.mark.parametrize(
    "html",
    [
        "<p>Un <b>mot</b>, <i>un</i> autre, <b><i>les deux</i></b>, 5 * 3, [x], a_b, 2<sup>e</sup>, H<sub>2</sub>O</p>",
        '<p><a href="https://fr.wikipedia.org/wiki/A_(b)?x=1&amp;y=2">lien</a> <a linktype="page" id="12">page</a></p>',
        "<p>a</p><ul><li>b</li><li>c</li></ul><ol><li>d</li></ol><h3>e</h3><p>- f</p><p>1. g</p><p>h<br/>i</p>",
        "<ul><li>a<ul><li>b<ol><li>c</li><li>d</li></ol></li></ul></li><li>e</li></ul>",
        "<p>C:\\temp, \\\\serveur\\[a], a\\*b, a\\</p><p>\\- c</p><p>\\\\1. d<b>e\\</b></p>",
        "<p>Un <b>mot</b>, l’<i>autre</i>e, x<b>y</b>z, (<i>a b</i>), « <b>c d :</b> »</p>",
        "<p>bénévoles* et salariés*, ~10 et ~20, (~10) et (~20), 2^3 et 3^4, 10~20 et 30~40, (*) et (*)</p>",
        "<p><b>a</b><br/><b>b</b></p>",
        "<p><b>Les objectif</b>s, l’enjeu<b>: le lien</b></p>",
        "<p><b><i>a</i> b</b>, <i><b>a</b> b</i>, <b>a <i>b</i></b>, <i>a <b>b</b></i></p>",
        "<ul><li>a<br/>b</li><li>c</li></ul><ol><li>e<br/>- f<br/>1. g<ul><li>h<br/><b>i</b></li></ul></li></ol>",
        "<ul><li>a<ul><li>b<br/>c</li></ul>- d<br/>e<ol><li>f</li></ol>g</li><li>h</li></ul>",
    ],
)
def test_marks_say_all_that_the_text_holds(html: str) -> None:
    assert from_marks(to_marks(html), internal_links(html)) == clean_html(html)


_MARKED = st.recursive(
    st.sampled_from(["mot", "un autre", "5 * 3"]),
    lambda inner: st.tuples(st.sampled_from(["b", "i", "sup"]), st.lists(inner, min_size=1, max_size=2)).map(
        lambda one: f"<{one[0]}>{' '.join(one[1])}</{one[0]}>"
    ),
    max_leaves=4,
)
_LINE = st.lists(_MARKED, min_size=1, max_size=3).map(" ".join)
_LINES = st.lists(_LINE, min_size=1, max_size=3).map("<br/>".join)
_ITEMS = st.lists(_LINES, min_size=1, max_size=2).map(lambda items: "".join(f"<li>{item}</li>" for item in items))


@given(st.lists(st.one_of(_LINES.map("<p>{}</p>".format), _ITEMS.map("<ul>{}</ul>".format)), min_size=1, max_size=3))
def test_a_text_that_is_shown_and_sent_back_keeps_its_words_and_is_shown_alike(blocks: list[str]) -> None:
    html = "".join(blocks)
    again = from_marks(to_marks(html))
    assert plain_words(again) == plain_words(html)
    assert to_marks(again) == to_marks(html)


@given(st.text(alphabet="a *^~[]()\\\n-#1.<>&:/", max_size=60))
def test_whatever_is_typed_gives_clean_html_that_is_typed_back_alike(text: str) -> None:
    html = from_marks(text)
    assert clean_html(html) == html
    assert from_marks(to_marks(html)) == html or to_marks(from_marks(to_marks(html))) == to_marks(html)


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "[a](",
        "[a](b()",
        "\\[",
        "**",
        "[a](b(c)",
        "***[",
        "](",
        "^[x](y",
        "\\",
        "a*a ",
        "*a ",
        "a*",
        "~a*b ",
        "  - a\n",
    ],
)
def test_what_is_typed_is_read_once(piece: str) -> None:
    """As many brackets as a text may hold took minutes while each was read to the end of the text."""
    done_within(2, lambda: from_marks(piece * (60_000 // len(piece))))


def test_what_is_stored_is_read_once() -> None:
    done_within(2, lambda: to_marks("\\" * 60_000))
    done_within(4, lambda: to_marks("<p>" + "a<i>b c</i>" * 5_000 + "</p>"))


def test_a_link_to_a_page_that_the_text_did_not_hold_keeps_its_words_only() -> None:
    assert from_marks("[mot](page:7) [autre](page:8)", frozenset({"page:8"})) == (
        '<p>mot <a linktype="page" id="8">autre</a></p>'
    )


@pytest.mark.parametrize(
    "text",
    [
        "bénévoles* et salariés*", "bénévoles*, salariés*", "(*) et (*)", "5 * 3 * 2", "*a", "a*",
        "salarié*es et bénévole*s", "~10 personnes et ~20", "(~10) et (~20)", "10~20 et 30~40", "2^3 et 3^4",
        "C:\\temp", "\\\\serveur\\partage", "a \\ b", "[notre site](bilan.pdf)", "[mot](javascript:alert(1))", "[a](b",
    ],
)  # fmt: skip
def test_what_is_no_mark_stays_as_it_was_typed(text: str) -> None:
    assert from_marks(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("H~2~O, 2^e^ et CO~2~", "H<sub>2</sub>O, 2<sup>e</sup> et CO<sub>2</sub>"),
        ("~10 et H~2~O", "~10 et H<sub>2</sub>O"),
        ("**note *1**", "<b>note *1</b>"),
        ("l’*autre mot*, **d’ici**", "l’<i>autre mot</i>, <b>d’ici</b>"),
        ("x**y**z", "x<b>y</b>z"),
        ("\\*a\\* \\\\*b*", "*a* \\<i>b</i>"),
    ],
)
def test_a_mark_touches_what_it_marks(text: str, html: str) -> None:
    assert from_marks(text) == f"<p>{html}</p>"


@pytest.mark.parametrize("address", ["www.avise.org/bilan", "avise.org/bilan", "https://avise.org/bilan"])
def test_an_address_is_taken_as_people_say_it(address: str) -> None:
    whole = f"https://{address.removeprefix('https://')}"
    assert from_marks(f"[notre site]({address})") == f'<p><a href="{whole}">notre site</a></p>'


@pytest.mark.parametrize(
    ("html", "marks"),
    [
        ("au<i>to mo</i>bile", "au*to* *mo*bile"),
        ("<em>un au</em>tre", "*un* *au*tre"),
        ("10<sub>2 et 3</sub>4", "10~2~ ~et~ ~3~4"),
        ("a<i>b c<sup>d e</sup>f</i>g", "a*b* *c^d^* *^e^f*g"),
        ("a<i>b <a href='https://x.org'>c d</a></i>e", "a*b* *[c d](https://x.org)*e"),
    ],
)
def test_a_mark_from_within_a_word_to_within_another_is_one_a_word(html: str, marks: str) -> None:
    assert to_marks(f"<p>{html}</p>") == marks
    assert to_marks(from_marks(marks)) == marks


@given(st.text(alphabet="ab ", max_size=12), st.sampled_from(["b", "i", "sup"]), st.integers(0, 12), st.integers(0, 12))
def test_wherever_an_editor_marks_a_text_its_letters_stay_marked(text: str, tag: str, one: int, other: int) -> None:
    first, last = sorted((one, other))
    again = from_marks(to_marks(f"<p>{text[:first]}<{tag}>{text[first:last]}</{tag}>{text[last:]}</p>"))
    marked = "".join(re.findall(rf"<{tag}>(.*?)</{tag}>", again))
    assert marked.replace(" ", "") == text[first:last].replace(" ", "")
    assert plain_words(again).split() == text.split()


def test_a_space_that_an_editor_marked_is_outside_of_the_marks() -> None:
    assert to_marks("<p>Un<b> mot </b>ici, <i><b> x</b></i></p>") == "Un **mot** ici,  ***x***"


RICH = (
    '<p data-block-key="a1">un</p><ul><li>a<br/>b<ul><li>c</li></ul></li></ul><hr/>'
    '<blockquote><p>cité</p><p>encore</p></blockquote><p>la <code>clé</code> <abbr title="x">RSO</abbr></p><p>un</p>'
)


def test_what_nobody_touched_of_a_text_keeps_its_very_html() -> None:
    marks = to_marks(RICH)
    assert retyped(marks, RICH) == clean_html(RICH)
    assert retyped(f"deux\n\n{marks}\n\nun", RICH) == f"<p>deux</p>{clean_html(RICH)}<p>un</p>"
    assert retyped(marks.replace("encore", "enfin"), RICH) == clean_html(RICH).replace(
        "<blockquote><p>cité</p><p>encore</p></blockquote>", "<p>cité</p><p>enfin</p>"
    )


@pytest.mark.parametrize(
    ("item", "marks", "again"),
    [
        ("<p>a</p><p>b</p>", "- a\n  b", "a<br/>b"),
        ("a<blockquote>b</blockquote>", "- a\n  b", "a<br/>b"),
        ("a<h3>b</h3>c", "- a\n  b\n  c", "a<br/>b<br/>c"),
        ("a<ul><li>b</li></ul><p>c</p>", "- a\n  - b\n  c", "a<ul><li>b</li></ul>c"),
        ("<p>a <code>b</code></p>", "- a b", "a b"),
    ],
)
def test_an_item_stays_one_and_is_kept_as_it_was_while_its_neighbour_is_typed_again(
    item: str, marks: str, again: str
) -> None:
    html = f"<ol><li>{item}</li><li>fote</li></ol><p>x</p>"
    typed = to_marks(html)
    assert typed == f"1. {marks[2:]}\n2. fote\n\nx"
    assert retyped(typed.replace("fote", "faute"), html) == html.replace("fote", "faute")
    assert retyped(typed.replace("\n\nx", "\n\ny"), html) == html.replace("x", "y")
    assert retyped(typed.replace("1. a", "1. aa"), html) == f"<ol><li>a{again}</li><li>fote</li></ol><p>x</p>"


def test_an_empty_item_is_no_dash() -> None:
    assert to_marks("<ul><li></li><li>a</li><li><p></p></li></ul>") == "- a"


@given(st.lists(st.sampled_from(["un", "- a\n  - b", "- b", "1. c\n\n- d", "**e**", "---"]), max_size=6), st.booleans())
def test_a_text_that_is_typed_again_says_what_was_typed(chunks: list[str], is_told: bool) -> None:
    text = "\n\n".join(chunks)
    assert to_marks(retyped(text, from_marks(text) if is_told else RICH)) == to_marks(from_marks(text))


def test_what_nobody_sees_in_a_paragraph_is_nobody_s_change_of_it() -> None:
    before = '<p data-block-key="a1">un\u200b mot\x0b</p><p data-block-key="a2">deux</p>'
    shown = to_marks(before)
    assert shown == "un mot\n\ndeux"
    assert retyped(shown.replace("deux", "trois"), before).startswith('<p data-block-key="a1">un\u200b mot')


def test_items_are_lines_of_plain_words() -> None:
    assert plain_words("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul><ol><li>d</li></ol>") == "a\nb\nc\nd"


#: Any text, and those in which little but blanks and signs changes.
TEXTS = st.text(max_size=80) | st.text(alphabet="ab,-\xa0 \n", max_size=30)


@given(TEXTS, TEXTS)
def test_pieces_say_both_texts(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED).split() == before.split()
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED).split() == after.split()


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("2018 : Le début", "2018\xa0: Le début", "2018\xa0: Le début"),
        ("2018 : Le début", "2018 :\nLe début", "2018 :\nLe début"),
        ("2018,Le début", "2018 Le début", "2018-,-+ +Le début"),
    ],
)
def test_a_blank_that_changes_parts_its_words_all_the_same(before: str, after: str, shown: str) -> None:
    signs = {Mark.SAME: "", Mark.REMOVED: "-", Mark.ADDED: "+"}
    found = "".join(f"{signs[one.mark]}{one.text}{signs[one.mark]}" for one in compare(before, after))
    assert found == shown


def test_a_text_that_says_the_words_of_a_page_a_thousand_times_is_compared_at_once() -> None:
    """Anybody may propose it: the matcher took minutes, again for whoever opened it."""
    page = "Le lac, la rive, le port de la ville. " * 12
    for typed in ("le de la, " * 6_000, "le, la\n" * 8_000, "," * 60_000):
        pieces = done_within(1.5, lambda typed=typed: compare(page, typed))  # type: ignore[misc]
        assert "".join(piece.text for piece in pieces if piece.mark is not Mark.REMOVED).split() == typed.split()
    long = " ".join(f"mot{number % 900}" for number in range(6_000))
    one, other = f"{long} avril {long}", f"{long} mai {long}"
    pieces = done_within(1.5, lambda: compare(one, other))
    assert [(piece.mark, piece.text) for piece in pieces if piece.mark is not Mark.SAME] == [
        (Mark.REMOVED, "avril"),
        (Mark.ADDED, "mai"),
    ]


def test_a_word_beside_a_changed_row_is_no_overlap() -> None:
    first, second = BASE["sources"]
    page = {**BASE, "title": "page", "sources": [{**first, "url": "page"}, second]}
    merged = merge(BASE, {**BASE, "sources": [{**first, "title": "X"}, second]}, page)
    assert merged.overlaps == ()
