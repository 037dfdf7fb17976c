"""The search without a mouse: everything is reached, seen, and used (WCAG 2.1.1, 2.4.7, 2.4.11)."""

from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors
from tests.support.keyboard import press_tab, tab_to, usable, walk

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
PLACES = {
    "list": "?q=num%C3%A9rique&theme=capitalisation",
    "table": "?type=study&view=table",
    "map": "?view=map",
    "nothing": "?type=lesson&theme=engagement",
    "ambiguous place": "?place=sainte-colombe",
}


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("width", [360, 1280])
def test_tab_reaches_all_that_can_be_clicked_and_each_stop_is_seen(
    demo: str, visitors: Visitors, name: str, width: int
) -> None:
    """On a phone with the filters unfolded, so that they are as many as on a desk."""
    page = visitors.arrive(width=width, height=740)
    search.visit(page, demo, PLACES[name])
    if width < 1000:
        page.locator("details", has=page.get_by_text("Filtrer")).evaluate("filters => { filters.open = true; }")
    names = usable(page)
    stops = walk(page)
    missed = [name for rank, name in enumerate(names) if rank not in {stop.rank for stop in stops}]
    assert missed == []
    assert len(names) > 40, "as many as there are, and not a page of error"
    ranks = [stop.rank for stop in stops if stop.rank >= 0]
    assert ranks == sorted(ranks), "in the order of the page"
    assert [stop.name for stop in stops if not stop.is_seen] == []
    assert [stop.name for stop in stops if stop.is_covered] == [], "WCAG 2.4.11"
    assert [stop.name for stop in stops if not stop.has_ring] == []


def test_on_a_phone_the_filters_are_unfolded_by_keyboard(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740)
    search.visit(page, demo)
    tab_to(page, "summary Filtrer")
    page.keyboard.press("Enter")
    assert press_tab(page).name == "summary Type"
    assert press_tab(page).name == "input Pratiques 9"
    page.keyboard.press("Space")
    assert search.ticked(page) == {("type", "practice")}


@BOTH
def test_a_search_is_made_with_tab_space_arrows_and_enter(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo)
    tab_to(page, "input Besoin, sujet ou nom")
    page.keyboard.type("numérique")
    tab_to(page, "input Études")
    page.keyboard.press("Space")
    tab_to(page, "select Périmètre")
    page.keyboard.press("ArrowDown")
    tab_to(page, "select Trier par")
    page.keyboard.press("End")
    tab_to(page, "button Appliquer")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert dict(pair for pair in search.query_of(page) if pair[1]) == {
        "q": "numérique",
        "type": "study",
        "ring": "here",
        "sort": "title",
    }
    if scripts:
        assert search.focused(page) == search.heading(page)
    tab_to(page, "a Retirer le filtre Type : Études")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.chips(page) == ()
    assert search.titles(page)


def test_all_the_values_of_a_facet_are_unfolded_looked_through_and_ticked_by_keyboard(page: Any, demo: str) -> None:
    search.visit(page, demo)
    tab_to(page, "a Encore 51 : acteur")
    page.keyboard.press("Enter")
    search.box(page, "actor", "simplon").wait_for()
    assert search.focused(page).startswith("Comisis"), "the first of the new ones"
    page.keyboard.press("Shift+Tab")
    for _press in range(6):
        page.keyboard.press("Shift+Tab")
    assert search.focused(page).startswith("Chercher parmi")
    page.keyboard.type("simplon")
    page.keyboard.press("Enter")
    assert search.query_of(page) == [], "to look through is not to apply"
    tab_to(page, "input Simplon")
    page.keyboard.press("Space")
    tab_to(page, "button Appliquer")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.chips(page) == ("Retirer le filtre Acteur : Simplon",)


def test_after_a_swap_tab_goes_on_from_the_count(page: Any, demo: str) -> None:
    search.visit(page, demo)
    search.box(page, "type", "study").check()
    search.apply(page)
    assert press_tab(page).name == "a Liste"
