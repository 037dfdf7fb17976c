"""Cleaning rich text: what stays, what goes, on write and at render."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.content.html import (
    clean_html,
    linked_page_ids,
    plain_text_to_html,
    with_other_links,
    without_links,
)
from tests.support.pace import done_within


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ('<p onclick="x()">a<script>b</script></p>', "<p>a</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="jAvAsCrIpT&#58;alert(1)">x</a>', "<a>x</a>"),
        ('<a linktype="page" id="3">x</a>', '<a linktype="page" id="3">x</a>'),
        ('<a href="https://example.org/">x</a>', '<a href="https://example.org/">x</a>'),
        ("<svg><animate onbegin=alert(1)></svg>y", "y"),
        ('<p data-block-key="ab1">x</p>', '<p data-block-key="ab1">x</p>'),
        ('<iframe src="https://example.org"></iframe>z', "z"),
        ('<img src=x onerror="alert(1)">', ""),
        ('<p lang="en">open <b>source</b></p>', '<p lang="en">open <b>source</b></p>'),
    ],
)
def test_only_what_rich_text_may_hold_is_kept(dirty: str, clean: str) -> None:
    assert clean_html(dirty) == clean


@given(st.text(alphabet=st.sampled_from(list("<>/=\"' abpscriptonclickjavascript:&#;x")), max_size=120))
def test_cleaning_twice_changes_nothing_more(html: str) -> None:
    once = clean_html(html)
    assert clean_html(once) == once


def test_links_to_pages_are_found_in_any_order_of_attributes() -> None:
    assert linked_page_ids('<a linktype="page" id="3">a</a> <a id="7" linktype="page">b</a> <a href="x">c</a>') == {
        3,
        7,
    }


def test_plain_paragraphs_become_paragraphs_and_lists_with_text_escaped() -> None:
    assert plain_text_to_html("Un <b>.\n\n- a\n- b\n\nDeux\nlignes") == (
        "<p>Un &lt;b&gt;.</p><ul><li>a</li><li>b</li></ul><p>Deux<br/>lignes</p>"
    )


@pytest.mark.parametrize(
    "typed",
    [
        "<a " * 20_000,
        '<a linktype="page" id="1" ' * 3_000,
        '<a linktype="page" id="1">' * 3_000,
        '<a linktype="page"' + ' id="1"' * 10_000,
        '<a linktype="page" id="' + "9" * 60_000,
    ],
)
def test_what_looks_like_a_link_in_plain_text_is_read_once(typed: str) -> None:
    """Each of these took from seconds to minutes while a part was tried again from every place."""
    assert done_within(0.5, lambda: (linked_page_ids(typed), without_links(typed, {1}))) == (set(), typed)


def test_links_are_kept_cut_or_led_elsewhere() -> None:
    html = '<p><a id="12" linktype="page">un</a> <a linktype="page" id="7"><b>deux</b></a> <a href="/">trois</a></p>'
    assert linked_page_ids(html) == {7, 12}
    assert without_links(html, {7}) == html.replace('<a linktype="page" id="7"><b>deux</b></a>', "<b>deux</b>")
    assert with_other_links(html, 12, 99) == html.replace('id="12"', 'id="99"')
    assert linked_page_ids(f'<a linktype="page" id="{"9" * 30}">loin</a>') == set()
