"""Small rules of what a search shows: classes of the map, pages, addresses, marks."""

import pytest
from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from resource_centre.discovery.facets import ResourceFacet, Source
from resource_centre.discovery.parameters import View, address_of
from resource_centre.search.criteria import Criteria, Ring, Sort, Words
from resource_centre.search.results import Extract
from resource_centre.web.presenters.pagination import paginate
from resource_centre.web.presenters.search.addresses import Addresses
from resource_centre.web.presenters.search.extracts import marked
from resource_centre.web.presenters.search.map import CLASSES, class_limits, step_of

FACETS = (ResourceFacet("type", "Type", Source.KINDS), ResourceFacet("theme", "Thème", Source.TERMS))


@given(st.lists(st.integers(0, 500), max_size=40))
def test_classes_of_a_map_are_five_at_the_most_and_hold_every_count(counts: list[int]) -> None:
    limits = class_limits(counts)
    assert len(limits) <= CLASSES
    assert list(limits) == sorted(set(limits))
    positive = [count for count in counts if count]
    if positive:
        assert limits[0] == min(positive)
        assert step_of(max(positive), limits) == CLASSES
    assert all(0 <= step_of(count, limits) <= CLASSES for count in counts)
    assert all((step_of(count, limits) == 0) == (count == 0) for count in counts)


@given(st.lists(st.integers(1, 50), min_size=2, max_size=30))
def test_a_greater_count_is_never_in_a_lighter_class(counts: list[int]) -> None:
    limits = class_limits(counts)
    steps = [step_of(count, limits) for count in sorted(counts)]
    assert steps == sorted(steps)


def test_few_distinct_counts_have_a_class_each_and_the_last_is_the_darkest() -> None:
    assert class_limits([1, 1, 6, 7]) == (1, 6, 7)
    assert [step_of(count, (1, 6, 7)) for count in (0, 1, 6, 7)] == [0, 3, 4, 5]
    assert class_limits([0, 0]) == ()


@pytest.mark.parametrize("last", [1, 2, 7, 40, 667])
def test_pages_lead_to_their_neighbours_and_to_both_ends(last: int) -> None:
    for current in {1, 2, max(1, last // 2), last}:
        found = paginate(current, last, lambda number: f"?page={number}")
        if last == 1:
            assert found is None
            continue
        assert found is not None
        numbers = [link.number for link in found.links if not link.is_gap]
        assert {1, last, current} <= set(numbers)
        assert numbers == sorted(set(numbers))
        assert [link.number for link in found.links if not link.is_gap and not link.url] == [current]
        assert (found.previous != "", found.next != "") == (current > 1, current < last)
        assert len(found.links) <= 9


def test_an_address_leaves_out_what_is_usual_and_keeps_one_order() -> None:
    criteria = Criteria("l’eau & toi", {"theme": ("b", "a"), "type": ("tool",)}, sort=Sort.RELEVANCE)
    address = address_of("/r/", criteria, FACETS)
    assert address == "/r/?q=l%E2%80%99eau+%26+toi&type=tool&theme=a&theme=b"
    assert address_of("/r/", Criteria(sort=Sort.UPDATED), FACETS) == "/r/"
    full = Criteria("a", ring=Ring.APPLIES, words=Words.ALL, sort=Sort.TITLE, page=3)
    assert address_of("/r/", full, FACETS, View.TABLE) == "/r/?q=a&ring=applies&view=table&words=all&sort=title&page=3"


def test_toggling_twice_comes_back() -> None:
    addresses = Addresses("/r/", Criteria("a", {"theme": ("b",)}, page=2), FACETS)
    assert addresses.toggled("theme", "c") == "/r/?q=a&theme=b&theme=c"
    assert addresses.toggled("theme", "b") == addresses.without("theme", "b") == "/r/?q=a"
    assert addresses.only("theme", "c") == "/r/?q=a&theme=c"
    assert addresses.cleared() == "/r/?q=a"


def test_marks_are_ours_and_the_rest_is_escaped() -> None:
    extract = Extract((("<b>", False), ("x & y", True), ("</b>", False)))
    shown = marked(extract)
    assert shown == "&lt;b&gt;<mark>x &amp; y</mark>&lt;/b&gt;"
    assert isinstance(shown, SafeString)
    assert marked(Extract(), "<i>résumé</i>") == "&lt;i&gt;résumé&lt;/i&gt;"
