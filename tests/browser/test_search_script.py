"""What the small script does: says the count aloud, keeps the focus, and gives way to an ordinary visit."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.support import search_page as search

pytestmark = pytest.mark.browser

ANSWERS = f"**{search.SEARCH}?*"
WATCH = """
() => {
    window.said = [];
    const live = document.querySelector('[role=status]');
    const watched = {childList: true, characterData: true, subtree: true};
    new MutationObserver(() => window.said.push(live.textContent)).observe(live, watched);
}
"""


def press_apply(page: Any) -> None:
    """Press the button, and do not wait."""
    page.get_by_role("button", name="Appliquer").click(no_wait_after=True)


def in_same_document(page: Any) -> bool:
    """Whether the page has been swapped since `mark_document`, and not left."""
    return bool(page.evaluate("window.isMarked === true"))


def mark_document(page: Any) -> None:
    """Remember this document."""
    page.evaluate("window.isMarked = true")


def until_busy(page: Any) -> None:
    """Until the old results say that they wait."""
    page.locator("[aria-busy=true]").wait_for(state="attached")


def test_s13_the_count_is_said_once_after_the_swap_and_nothing_else(page: Any, demo: str) -> None:
    search.visit(page, demo)
    live = page.get_by_role("status")
    assert live.count() == 1
    assert live.text_content() == "", "nothing is said by coming"
    assert not live.evaluate("live => document.getElementById('rc-results').contains(live)")
    page.evaluate(WATCH)
    search.box(page, "type", "study").check()
    search.apply(page)
    page.wait_for_function("document.querySelector('[role=status]').textContent.includes('ressources')")
    said = [text for text in page.evaluate("window.said") if text]
    # An answer that is slow to come is announced too.
    assert [text for text in said if text != "Recherche en cours…"] == ["24 ressources"]


def test_s13_what_was_not_understood_is_said_before_the_count(page: Any, demo: str) -> None:
    search.visit(page, demo)
    search.write(page, "Territoire", "atlantide")
    search.apply(page)
    live = page.get_by_role("status")
    live.get_by_text("ressources").wait_for(state="attached")
    said = search.plain(live.text_content())
    assert re.search(r"Aucun territoire ne répond à « atlantide » : vérifiez l’orthographe\. \d+ ressources$", said)


def test_s13_nothing_is_said_while_somebody_types(page: Any, demo: str) -> None:
    search.visit(page, demo)
    page.evaluate(WATCH)
    search.field(page, "Besoin, sujet ou nom").press_sequentially("engagement")
    page.get_by_role("listbox").get_by_role("option").first.wait_for()
    assert page.evaluate("window.said") == []


@pytest.mark.parametrize("act", ["apply", "enter", "chip", "clear", "page", "view", "back", "way out", "spelling"])
def test_s14_the_focus_goes_to_the_count_after_each_swap(page: Any, demo: str, act: str) -> None:
    search.visit(page, demo, "?type=actor&theme=capitalisation&page=1" if act != "way out" else "?type=lesson")
    mark_document(page)
    _ACTS[act](page)
    assert in_same_document(page), "swapped, not visited"
    assert page.evaluate("document.activeElement.id") == "rc-count"
    assert search.focused(page) == search.heading(page)
    box = page.locator("#rc-count").bounding_box()
    assert 0 <= box["y"] < 700, "and what has the focus is in sight"


def _apply(page: Any) -> None:
    search.box(page, "type", "study").check()
    search.apply(page)


def _enter(page: Any) -> None:
    search.field(page, "Besoin, sujet ou nom").fill("savoirs")
    with search.renewed(page):
        page.keyboard.press("Enter")


def _next_page(page: Any) -> None:
    search.follow(page, "Tout effacer")
    with search.renewed(page):
        page.get_by_role("link", name="Suivante").click()


def _back(page: Any) -> None:
    _apply(page)
    search.field(page, "Besoin, sujet ou nom").focus()
    search.back(page)


def _way_out(page: Any) -> None:
    search.box(page, "theme", "capitalisation").check()
    search.apply(page)
    search.write(page, "Besoin, sujet ou nom", "geek")
    search.apply(page)
    with search.renewed(page):
        page.locator(".rc-empty .rc-index a").first.click()


def _spelling(page: Any) -> None:
    search.write(page, "Besoin, sujet ou nom", "numérque")
    search.apply(page)
    search.follow(page, "numérique")


_ACTS: dict[str, Callable[[Any], None]] = {
    "apply": _apply,
    "enter": _enter,
    "chip": lambda page: search.follow(page, "Retirer le filtre Type : Acteurs"),
    "clear": lambda page: search.follow(page, "Tout effacer"),
    "page": _next_page,
    "view": lambda page: search.follow(page, "Tableau"),
    "back": _back,
    "way out": _way_out,
    "spelling": _spelling,
}


def test_s14_the_focus_stays_where_it_is_when_a_facet_is_folded(page: Any, demo: str) -> None:
    search.visit(page, demo)
    fold = page.locator("summary").filter(has_text="Besoins")
    fold.focus()
    page.keyboard.press("Enter")
    assert not search.box(page, "need", "cooperer").is_visible()
    assert search.focused(page) == "Besoins"
    page.keyboard.press("Space")
    assert search.box(page, "need", "cooperer").is_visible()
    assert search.focused(page) == "Besoins"


def test_s14_a_facet_that_was_folded_stays_so_after_a_swap(page: Any, demo: str) -> None:
    search.visit(page, demo)
    page.locator("summary").filter(has_text="Besoins").click()
    search.box(page, "type", "study").check()
    search.apply(page)
    assert not search.box(page, "need", "cooperer").is_visible()


def test_s15_while_an_answer_is_awaited_the_page_says_so(page: Any, demo: str) -> None:
    """Old results are dimmed and marked busy; words after 300 ms; the address and the focus do not move before."""
    search.visit(page, demo)
    held: list[Any] = []
    page.route(ANSWERS, lambda route: held.append(route))
    search.box(page, "type", "study").check()
    before = page.url, search.titles(page)
    press_apply(page)
    until_busy(page)
    page.wait_for_function("document.querySelector('[role=status]').textContent")
    assert page.get_by_role("status").text_content() == "Recherche en cours…"
    assert (page.url, search.titles(page)) == before
    assert search.focused(page) == "Appliquer"
    assert page.locator("#rc-results").evaluate("zone => Number(getComputedStyle(zone).opacity)") < 1
    assert len(held) == 1
    with search.renewed(page):
        held[0].continue_()
    page.wait_for_function("document.querySelector('[role=status]').textContent === '24 ressources'")
    assert not page.locator("[aria-busy=true]").count()
    assert page.locator("#rc-results").evaluate("zone => Number(getComputedStyle(zone).opacity)") == 1


def test_s15_of_two_quick_submits_the_last_one_wins(page: Any, demo: str) -> None:
    search.visit(page, demo)
    held: list[Any] = []
    page.route(ANSWERS, lambda route: held.append(route) if not held else route.continue_())
    search.box(page, "type", "study").check()
    press_apply(page)
    until_busy(page)
    search.box(page, "type", "study").uncheck()
    search.box(page, "type", "tool").check()
    search.apply(page)
    held[0].continue_()  # the first answer may come now: nobody waits for it
    page.wait_for_load_state("networkidle")
    assert search.heading(page) == "13 ressources"
    assert search.query_of(page) == [("type", "tool")]
    search.back(page)
    assert search.heading(page) == "151 ressources", "the first one left nothing behind"


@pytest.mark.parametrize("fault", ["error 500", "no network", "not a search page"])
def test_s15_whatever_fails_becomes_an_ordinary_visit(page: Any, demo: str, fault: str) -> None:
    search.visit(page, demo)
    mark_document(page)

    def answer(route: Any) -> None:
        if route.request.resource_type != "fetch":
            route.continue_()
        elif fault == "error 500":
            route.fulfill(status=500, body="")
        elif fault == "no network":
            route.abort()
        else:
            route.fulfill(status=200, content_type="text/html", body="<p>Connectez-vous au réseau de la gare</p>")

    page.route(ANSWERS, answer)
    search.box(page, "type", "study").check()
    search.apply(page)
    assert not in_same_document(page)
    assert search.query_of(page) == [("type", "study")]
    assert search.heading(page) == "24 ressources"
    search.back(page)
    assert search.heading(page) == "151 ressources"


def test_a_link_opened_in_a_new_tab_is_left_to_the_browser(page: Any, demo: str) -> None:
    search.visit(page, demo)
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Tableau").click(modifiers=["Control"])
    opened.value.wait_for_load_state()
    assert search.query_of(opened.value) == [("view", "table")]
    assert search.query_of(page) == []
