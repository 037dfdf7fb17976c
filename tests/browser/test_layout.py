"""What only an eye would catch: places and widths of things, measured on the pages of the demo."""

from typing import Any

import pytest

from tests.support.chromium import Visitors

pytestmark = pytest.mark.browser

#: A page that was published once: nothing to compare.
ONE_VERSION = "/centre/pratiques/experimentation-silver-geek/"


def box(page: Any, selector: str) -> dict[str, float]:
    """Place of the first element: {"x": 16.0, "y": 120.0, "width": 328.0, "height": 44.0}."""
    found = page.locator(selector).first.bounding_box()
    assert found is not None, selector
    return dict(found)


def end(place: dict[str, float]) -> float:
    return place["y"] + place["height"]


def test_the_only_version_of_a_page_has_the_width_of_the_page(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=1280)
    page.goto(demo + ONE_VERSION)
    page.goto(demo + str(page.get_by_role("link", name="Historique").get_attribute("href")))
    assert box(page, ".rc-versions__list h3")["width"] > 600


def test_lines_of_the_breadcrumb_are_made_of_whole_pixels(demo: str, visitors: Visitors) -> None:
    """A browser rounds each piece of a line by itself: with fractions, links stand below what is no link."""
    page = visitors.arrive(width=1280)
    page.goto(f"{demo}/centre/themes/engagement/")
    measures = "e => [getComputedStyle(e).lineHeight, getComputedStyle(e).paddingTop].map(parseFloat)"
    found = page.locator(".rc-breadcrumb a").first.evaluate(measures)
    assert found == [round(measure) for measure in found]


def test_on_a_phone_one_rule_is_between_the_two_fields_and_the_filters(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740)
    page.goto(f"{demo}/centre/recherche/")
    assert box(page, ".rc-filters")["y"] == pytest.approx(end(box(page, ".rc-finder__bar")), abs=1)
    assert page.locator(".rc-filters > summary").evaluate("e => getComputedStyle(e).borderTopWidth") == "0px"


def test_on_a_phone_titles_of_a_table_are_no_column_of_single_words(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740)
    page.goto(f"{demo}/centre/recherche/?view=table")
    assert box(page, ".rc-table tbody th")["width"] >= 176
    page.goto(f"{demo}/centre/acteurs/le-rameau/")
    assert box(page, ".rc-scroll .rc-note--below")["width"] >= 176


def test_on_a_phone_no_comma_opens_a_line_of_frequent_themes(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740)
    page.goto(f"{demo}/centre/recherche/?q=numerique+engagement+associations")
    assert page.locator(".rc-quick a").first.evaluate("e => getComputedStyle(e).display") == "inline"


def test_the_way_to_all_the_filters_stands_under_the_few_of_a_list(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=1280)
    page.goto(f"{demo}/centre/pratiques/")
    link, head = box(page, ".rc-list-head .rc-note a"), box(page, ".rc-list-head")
    assert link["x"] == box(page, ".rc-list-head h2")["x"]
    assert head["y"] < link["y"] < end(link) < end(head)


def test_the_number_of_an_index_stands_beside_the_last_line_of_its_name(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=1280)
    page.goto(f"{demo}/centre/themes/engagement/")
    long = page.locator(".rc-index a").filter(has_text="Mécénat de compétences")
    place, number = long.bounding_box(), long.locator(".rc-count").bounding_box()
    assert place["height"] > 48
    assert number["y"] > place["y"] + place["height"] / 2
