"""Merging and comparing, case by case: what joins, what is asked, what a choice gives, what is never taken."""

import json
import random
from typing import Any

import pytest

from resource_centre.contribution.merging.differences import apply, difference
from resource_centre.contribution.merging.errors import BadChoice, UnknownKey, Unresolved
from resource_centre.contribution.merging.three_way import Merge, merge, resolve
from resource_centre.contribution.merging.values import (
    ABSENT,
    After,
    Conflict,
    Did,
    Edited,
    InOrder,
    Pick,
    Place,
    Side,
)
from tests.support.contents import PRACTICE, Content, place, subject
from tests.support.pace import done_within

A, B, C = "<p>a</p>", "<p>b</p>", "<p>c</p>"


def text(html: str, name: str = "x") -> Content:
    return {"type": "text", "value": html, "id": name}


def content(*blocks: Content, **fields: Any) -> Content:
    return {"pk": 14, "title": "T", "body": json.dumps(list(blocks)), **fields}


def merged(base: Content, theirs: Content, ours: Content) -> Merge:
    return merge(base, theirs, ours, PRACTICE)


def body(found: Content) -> list[Any]:
    return json.loads(found["body"])


def merged_text(base: str, theirs: str, ours: str) -> str:
    return merged(content(results=base), content(results=theirs), content(results=ours)).content["results"]


def only(found: Merge) -> Conflict:
    [conflict] = found.conflicts
    return conflict


@pytest.mark.parametrize(
    ("base", "theirs", "ours", "result"),
    [
        (A + B, "<p>a2</p>" + B, A + "<p>b2</p>", "<p>a2</p><p>b2</p>"),
        (A + B, C + A + B, A, C + A),
        (A, A + B, "<p>a2</p>", "<p>a2</p>" + B),
        (A, A + B, A + B, A + B),
        ("", A, "", A),
        (A, '<p data-block-key="k1">a</p>', A + B, A + B),
        (A, '<p data-block-key="k1">b</p>', '<p data-block-key="k2">b</p>', '<p data-block-key="k1">b</p>'),
        (A, '<p data-block-key="k1">a</p>', A, '<p data-block-key="k1">a</p>'),
    ],
)
def test_paragraphs_join(base: str, theirs: str, ours: str, result: str) -> None:
    assert merged_text(base, theirs, ours) == result


@pytest.mark.parametrize(
    ("base", "theirs", "ours"),
    [
        (A, "<p>a2</p>", "<p>a3</p>"),
        (A, "", "<p>a3</p>"),
        (A, A + B, A + C),
        (A + B, C, A + "<p>b2</p>"),
        (A + B, C, C + "<p>b2</p>"),
        ("plain", "plain one", "plain two"),
    ],
)
def test_who_changes_the_same_paragraph_or_adds_at_the_same_place_is_asked(base: str, theirs: str, ours: str) -> None:
    found = merged(content(results=base), content(results=theirs), content(results=ours))
    conflict = only(found)
    assert conflict.label == "results"
    assert conflict.theirs in theirs
    assert conflict.ours in ours
    with pytest.raises(Unresolved, match="results"):
        found.content  # noqa: B018 - it raises
    for side, result in ((Side.THEIRS, theirs), (Side.OURS, ours), (Side.BASE, base)):
        assert resolve(found, [Pick(conflict.key, side)]).content["results"] == result


def test_an_edited_text_stands_where_the_conflict_was() -> None:
    found = merged(content(results=A + B), content(results="<p>a2</p>" + B), content(results="<p>a3</p>" + B))
    assert resolve(found, [Pick("results/@0-1", Edited("<p>a23</p>"))]).content["results"] == "<p>a23</p>" + B


def test_parts_of_one_block_join_and_a_part_changed_twice_is_asked_alone() -> None:
    quote = {"type": "quote", "value": {"text": "t", "author": "a", "url": ""}, "id": "q"}
    theirs, ours = (
        {**quote, "value": {**quote["value"], **new}} for new in ({"text": "t2"}, {"text": "t3", "url": "u"})
    )
    found = merged(content(quote), content(theirs), content(ours))
    conflict = only(found)
    assert (conflict.key, conflict.label, conflict.place) == ("body/q/text", "body.quote.text", Place.BLOCK)
    assert (conflict.base, conflict.theirs, conflict.ours) == ("t", "t2", "t3")
    assert body(found.provisional)[0]["value"] == {"text": "t2", "author": "a", "url": "u"}


def test_items_of_a_list_block_join_by_their_id() -> None:
    items = [{"type": "item", "value": value, "id": value} for value in "abc"]
    base, theirs, ours = (
        content({"type": "list", "value": kept, "id": "l"})
        for kept in (items, items[1:], [*items[:2], {**items[2], "value": "c2"}])
    )
    assert [item["value"] for item in body(merged(base, theirs, ours).content)[0]["value"]] == ["b", "c2"]


def test_taking_out_a_block_that_the_other_changed_is_asked() -> None:
    found = merged(content(text(A)), content(), content(text(B)))
    conflict = only(found)
    assert (conflict.key, conflict.label, conflict.theirs) == ("body/x", "body.text", ABSENT)
    assert body(resolve(found, [Pick("body/x", Side.THEIRS)]).content) == []
    assert body(resolve(found, [Pick("body/x")]).content) == [text(B)]
    edited = resolve(found, [Pick("body/x", Edited({"value": C, "id": "another"}))])
    assert body(edited.content) == [text(C)]


def test_a_typed_value_of_another_sort_is_refused_and_so_is_an_unknown_key() -> None:
    found = merged(content(text(A)), content(), content(text(B)))
    with pytest.raises(BadChoice):
        resolve(found, [Pick("body/x", Edited("words"))])
    with pytest.raises(UnknownKey, match="body/y"):
        resolve(found, [Pick("body/y")])
    with pytest.raises(UnknownKey):
        apply(difference(content(), content(title="U"), PRACTICE), [Pick("summary")])


def test_blocks_without_ids_are_merged_by_what_they_say() -> None:
    nameless = [{"type": "text", "value": html} for html in (A, B)]
    found = merged(content(*nameless), content(nameless[0]), content({"type": "text", "value": C}, *nameless))
    assert [block["value"] for block in body(found.content)] == [C, A]


def test_blocks_that_share_an_id_lose_nothing() -> None:
    twins = [text(A), text(B)]
    found = merged(content(*twins), content(*twins, text(C, "z")), content(text("<p>a2</p>"), text(B)))
    assert body(found.content) == [text("<p>a2</p>"), text(B), text(C, "z")]


def test_a_text_that_is_no_stream_is_a_field_like_another() -> None:
    base, theirs, ours = ({**content(), "body": value} for value in ("old text", "[]", "new text"))
    assert only(merged(base, theirs, ours)).key == "body"


def rows(found: Content, name: str, *fields: str) -> list[tuple[Any, ...]]:
    return [tuple(row[field] for field in fields) for row in found[name]]


def source_row(title: str, pk: int | None = None, **fields: Any) -> Content:
    return {"pk": pk, "sort_order": None, "resource": 14, "title": title, "url": "", "author": "", **fields}


def test_rows_that_both_added_alike_are_one_and_different_ones_are_two() -> None:
    found = merged(
        content(sources=[]),
        content(sources=[source_row("S", pk=5), source_row("T", pk=6)]),
        content(sources=[source_row("S"), source_row("U")]),
    )
    assert sorted(rows(found.content, "sources", "title")) == [("S",), ("T",), ("U",)]
    assert dict(rows(found.content, "sources", "title", "pk")) == {"S": 5, "T": 6, "U": None}


def test_a_row_without_key_meets_the_saved_one_by_its_address_then_its_title() -> None:
    base = content(sources=[source_row("S", pk=5, url="https://a.fr/"), source_row("T", pk=6)])
    ours = content(sources=[source_row("S2", url="https://a.fr/"), source_row("T", author="x")])
    theirs = content(sources=[source_row("S", pk=5, url="https://a.fr/", page="3"), source_row("T", pk=6)])
    found = merged(base, theirs, ours).content
    assert rows(found, "sources", "pk", "title", "author") == [(5, "S2", ""), (6, "T", "x")]
    assert found["sources"][0]["page"] == "3"


def test_a_subject_that_is_put_on_twice_in_two_ways_is_there_once() -> None:
    """Ours turns the row of subject 1 into subject 4, theirs adds subject 4: the database holds it once."""
    base = content(concept_links=[subject(1, pk=1)])
    theirs = content(concept_links=[subject(1, pk=1), subject(4, pk=2)])
    ours = content(concept_links=[subject(4, pk=1)])
    assert rows(merged(base, theirs, ours).content, "concept_links", "pk", "concept") == [(2, 4)]


def test_two_who_put_another_place_in_the_same_row_are_asked_about_the_row() -> None:
    base, theirs, ours = (content(territory_links=[place(number, pk=1)]) for number in (1, 2, 3))
    conflict = only(merged(base, theirs, ours))
    assert (conflict.key, conflict.label) == ("territory_links/1", "territory_links")


def test_role_and_state_of_one_place_join() -> None:
    base = content(territory_links=[place(1, pk=1)])
    theirs = content(territory_links=[{**place(1, pk=1), "state": "to_confirm"}])
    ours = content(territory_links=[{**place(1, pk=1), "role": "spread_to"}])
    assert rows(merged(base, theirs, ours).content, "territory_links", "role", "state") == [("spread_to", "to_confirm")]


def test_rows_that_moved_are_numbered_in_their_order() -> None:
    base = content(sources=[source_row("S", pk=5), source_row("T", pk=6)])
    ours = content(sources=list(reversed(base["sources"])))
    assert rows(merged(base, base, ours).content, "sources", "title", "sort_order") == [("T", 0), ("S", 1)]


@pytest.mark.parametrize(
    "name", ["pk", "owner", "live", "locked", "path", "go_live_at", "uuid", "page_ptr", "whatever"]
)
def test_what_the_site_keeps_for_itself_is_never_taken(name: str) -> None:
    base, ours = content(), content(**{name: 99})
    assert merged(base, base, ours).content == base
    assert difference(base, ours, PRACTICE).changes == ()


def test_a_proposal_cannot_take_the_row_of_another_page() -> None:
    base = content(sources=[source_row("S", pk=5)])
    foreign = source_row("U", pk=77, id=77, resource=3)
    row = merged(base, base, content(sources=[*base["sources"], foreign])).content["sources"][1]
    assert (row["pk"], row["resource"], row["title"]) == (None, 14, "U")
    assert "id" not in row


def test_a_field_that_somebody_may_not_touch_stays() -> None:
    base, ours = content(slug="a", sources=[]), content(slug="b", title="U", sources=[source_row("S")])
    found = merge(base, base, ours, PRACTICE.without("slug", "sources")).content
    assert (found["slug"], found["title"], found["sources"]) == ("a", "U", [])


def test_a_field_that_a_version_does_not_know_is_not_taken_out() -> None:
    base = content(summary="s")
    ours = {name: value for name, value in base.items() if name != "summary"}
    assert merged(base, base, ours).content == base


def test_orders_that_no_order_can_follow_are_asked_about() -> None:
    base, theirs, ours = (content(*(text(A, name) for name in order)) for order in ("abcz", "bacz", "acbz"))
    found = merged(base, theirs, content(*(text(A, name) for name in "cabz")))
    assert found.conflicts == ()
    found = merged(base, content(*(text(A, name) for name in "bcaz")), content(*(text(A, name) for name in "cabz")))
    assert [block["id"] for block in body(found.content)] == list("cbaz")
    found = merged(base, theirs, ours)
    conflict = only(found)
    assert (conflict.key, conflict.theirs, conflict.ours) == (
        "body/a/@position",
        InOrder(("b", "a", "c")),
        InOrder(("a", "c", "b")),
    )
    assert [block["id"] for block in body(resolve(found, [Pick(conflict.key)]).content)] == list("acbz")
    with pytest.raises(BadChoice):
        resolve(found, [Pick(conflict.key, Edited("abc"))])


def test_a_difference_tells_each_change_by_its_sort() -> None:
    quote = {"type": "quote", "value": {"text": "t", "author": "a"}, "id": "q"}
    base = content(text(A + B), quote, text(C, "gone"), sources=[source_row("S", pk=5)])
    other = content(
        {**quote, "value": {"text": "t", "author": "a2"}},
        text("<p>a2</p>" + B + C),
        text(C, "new"),
        title="U",
        sources=[source_row("S2", pk=5), source_row("N")],
    )
    changes = difference(base, other, PRACTICE).changes
    assert [(change.label, change.place, change.did) for change in changes] == [
        ("title", Place.FIELD, Did.CHANGED),
        ("body.text", Place.PARAGRAPH, Did.CHANGED),
        ("body.text", Place.PARAGRAPH, Did.ADDED),
        ("body.text", Place.BLOCK, Did.ADDED),
        ("body.quote.author", Place.BLOCK, Did.CHANGED),
        ("body.text", Place.BLOCK, Did.REMOVED),
        ("body", Place.POSITION, Did.MOVED),
        ("sources.title", Place.ROW, Did.CHANGED),
        ("sources", Place.ROW, Did.ADDED),
    ]
    [position] = [change for change in changes if change.place is Place.POSITION]
    assert (position.key, position.after) == ("body/q/@position", After(None))
    some = apply(difference(base, other, PRACTICE), [Pick("title", Edited("V")), Pick("sources/5/title")])
    assert (some["title"], rows(some, "sources", "title"), some["body"]) == ("V", [("S2",)], base["body"])


def test_three_hundred_blocks_are_compared_and_merged_in_time() -> None:
    """The bar is two seconds for a difference of two versions of 300 blocks."""
    chance = random.Random(1)  # noqa: S311 - a test's content
    words = ["numérique", "territoire", "association", "de", "la", "médiation", "lien", "aînés"]

    def paragraph() -> str:
        return f"<p>{' '.join(chance.choices(words, k=80))}</p>"

    blocks = [text("".join(paragraph() for _number in range(4)), f"b{number}") for number in range(300)]
    moved_blocks = chance.sample(blocks, len(blocks))
    changed = [text(block["value"] + paragraph(), block["id"]) for block in moved_blocks]
    base, theirs, ours = content(*blocks), content(*reversed(blocks)), content(*changed)
    changes = done_within(2, lambda: difference(base, ours, PRACTICE)).changes
    assert len(changes) > 300
    done_within(3, lambda: merged(base, theirs, ours))


def test_a_deep_or_odd_content_is_one_value() -> None:
    deep: Any = "end"
    for _level in range(200):
        deep = {"a": deep}
    found = merged(content(extra={}), content(extra={"a": 1}), content(extra=deep))
    assert only(found).label == "extra.a"
    other = json.loads(json.dumps(deep).replace("end", "other"))
    assert only(merged(content(extra=deep), content(extra={"b": 1}), content(extra=other))).path[0] == "extra"
    odd = content(sources=["no row", None, source_row("S")], body=json.dumps([1, None, "x"]), title={"a": []})
    assert merged(content(), content(), odd).content["sources"][0]["title"] == "S"
