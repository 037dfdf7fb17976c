"""What the search costs a visitor who comes for the first time (docs/reference/benchmarks.md)."""

from typing import Any

import pytest

from tests.support.page_weight import (
    LONG_MAP,
    MOST_ELEMENTS,
    MOST_ELEMENTS_OF_A_MAP,
    MOST_KILOBYTES_OF_A_MAP,
    MOST_KILOBYTES_OF_A_SEARCH,
    MOST_REQUESTS,
    SEARCH_PAGES,
    weigh,
)

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("name", SEARCH_PAGES)
def test_a_page_of_the_search_is_light_and_leaves_nothing_behind(browser: Any, demo: str, name: str) -> None:
    """Bytes of all requests, compressed; elements as first served, a drawing being one, as EcoIndex counts."""
    weight = weigh(browser, demo + SEARCH_PAGES[name])
    assert weight.foreign == ()
    assert weight.cookies == 0
    assert 1 < weight.requests <= MOST_REQUESTS
    assert 100 < weight.elements <= MOST_ELEMENTS
    assert 1 < weight.kilobytes <= MOST_KILOBYTES_OF_A_SEARCH


def test_the_map_of_a_hundred_departements_keeps_to_the_limit_of_a_map(browser: Any, demo: str) -> None:
    weight = weigh(browser, demo + LONG_MAP)
    assert weight.foreign == ()
    assert weight.cookies == 0
    assert weight.requests <= MOST_REQUESTS
    assert weight.kilobytes <= MOST_KILOBYTES_OF_A_MAP
    assert weight.elements <= MOST_ELEMENTS_OF_A_MAP


def test_using_the_search_sets_no_cookie_and_asks_nobody_else(page: Any, demo: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{demo}/centre/recherche/")
    page.get_by_label("Besoin, sujet ou nom").press_sequentially("numerique")
    page.get_by_role("listbox").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**q=numerique**")
    page.get_by_role("link", name="Carte").click()
    page.wait_for_url("**view=map**")
    assert len(asked) > 6
    assert [url for url in asked if not url.startswith(demo)] == []
    assert page.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
