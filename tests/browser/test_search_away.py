"""The search is away: a clear page with a way on, never a 500, and the rest of the site as usual."""

from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors

pytestmark = pytest.mark.browser

SEARCHES = {
    "search": "/centre/recherche/?q=numerique&theme=engagement",
    "map": "/centre/recherche/?view=map",
    "all values": "/centre/recherche/filtres/theme/",
    "a list": "/centre/etudes/",
    "in English": "/en/centre/recherche/?q=numerique",
}
STILL_THERE = {
    "home": "/",
    "centre": "/centre/",
    "a practice": "/centre/pratiques/experimentation-silver-geek/",
    "an actor": "/centre/acteurs/silver-geek/",
    "site map": "/plan-du-site/",
}


@pytest.mark.parametrize("name", SEARCHES)
def test_s16_a_search_that_is_away_says_so_and_when_to_come_back(
    page: Any, demo_without_engine: str, name: str
) -> None:
    answer = page.goto(demo_without_engine + SEARCHES[name])
    assert answer.status == 503
    assert 0 < int(answer.headers["retry-after"]) <= 120
    french = "La recherche est momentanément indisponible"
    expected = "The search is away for a moment" if name == "in English" else french
    assert page.get_by_role("heading", level=1).inner_text() == expected
    again, front = page.locator("main").get_by_role("link").all()
    assert again.evaluate("link => link.href") == page.url, "the same question again"
    front.click()
    page.wait_for_load_state()
    assert page.url != demo_without_engine + SEARCHES[name]
    assert page.locator("main").get_by_role("link").count() > 5, "somewhere to go on from"


@pytest.mark.parametrize("name", STILL_THERE)
def test_s16_the_rest_of_the_site_does_not_depend_on_the_search(page: Any, demo_without_engine: str, name: str) -> None:
    answer = page.goto(demo_without_engine + STILL_THERE[name])
    assert answer.status == 200
    assert page.locator("main").get_by_role("link").count() > 5


def test_s16_a_search_that_goes_away_while_somebody_uses_it_becomes_an_ordinary_visit(
    demo: str, demo_without_engine: str, visitors: Visitors
) -> None:
    """What a person asked for is still in the address, to be asked again."""
    page = visitors.arrive()
    search.visit(page, demo)
    away = page.request.get(f"{demo_without_engine}{search.SEARCH}?type=study")
    page.route(f"**{search.SEARCH}?*", lambda route: route.fulfill(response=away))
    search.box(page, "type", "study").check()
    with page.expect_navigation(url="**type=study**"):
        page.get_by_role("button", name="Appliquer").click()
    assert page.get_by_role("heading", level=1).inner_text() == "La recherche est momentanément indisponible"
    page.unroute_all()
    page.get_by_role("link", name="Réessayer").click()
    page.locator("#rc-count").wait_for()
    assert search.total(page) == 24
    search.back(page)
    assert search.total(page) == 151


@pytest.mark.parametrize(
    "path", ["/centre/recherche.json", "/centre/recherche.csv", "/recherche/?q=geek"], ids=["JSON", "CSV", "whole site"]
)
def test_s16_machines_and_the_search_of_the_site_are_told_too(page: Any, demo_without_engine: str, path: str) -> None:
    answer = page.request.get(demo_without_engine + path)
    assert answer.status == 503
    assert 0 < int(answer.headers["retry-after"]) <= 120


def test_s16_suggestions_of_places_need_no_engine(page: Any, demo_without_engine: str) -> None:
    page.goto(f"{demo_without_engine}/")
    search.field(page, "Territoire").press_sequentially("poitou")
    page.get_by_role("listbox").get_by_role("option").filter(has_text="Nouvelle-Aquitaine").wait_for()
