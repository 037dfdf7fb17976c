"""Suggestions under a field: the ARIA combobox pattern, by keyboard and by mouse."""

from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support import search_page as search

pytestmark = pytest.mark.browser

NEED, PLACE = "Besoin, sujet ou nom", "Territoire"


def suggestions(page: Any, **asked: Any) -> Any:
    """What is offered now."""
    return page.get_by_role("listbox").get_by_role("option", **asked)


def opened(page: Any, label: str, typed: str) -> Any:
    """The field, once what was typed has suggestions."""
    field = search.field(page, label)
    field.focus()
    # The answer to the last letter: those before may come first, and be replaced.
    with page.expect_response(lambda answer: f"q={quote(typed)}" in answer.url.replace("+", "%20")):
        field.press_sequentially(typed)
    suggestions(page).first.wait_for()
    return field


def active(page: Any, field: Any) -> str:
    """Words of the suggestion that the field points to; "" for none."""
    identifier = field.get_attribute("aria-activedescendant")
    return search.plain(page.locator(f"#{identifier}").inner_text()) if identifier else ""


@pytest.mark.parametrize("path", ["/", search.SEARCH], ids=["home", "search"])
def test_a_field_with_suggestions_says_what_it_is_from_the_first_focus(page: Any, demo: str, path: str) -> None:
    page.goto(demo + path)
    field = opened(page, NEED, "silver")
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-autocomplete") == "list"
    assert field.get_attribute("aria-expanded") == "true"
    listbox = page.get_by_role("listbox")
    assert field.get_attribute("aria-controls") == listbox.get_attribute("id")
    assert listbox.get_attribute("aria-label") == NEED
    assert active(page, field) == "", "nothing is chosen for anybody"
    found = Axe().run(page, context="main")
    assert not found.response["violations"], found.generate_report()


def test_arrows_go_round_the_suggestions_while_the_focus_stays_in_the_field(page: Any, demo: str) -> None:
    search.visit(page, demo)
    field = opened(page, PLACE, "saint-denis")
    options = [search.plain(words) for words in suggestions(page).all_inner_texts()]
    assert len(options) >= 4
    seen = []
    for _press in options:
        page.keyboard.press("ArrowDown")
        seen.append(active(page, field))
        assert suggestions(page, selected=True).count() == 1
        assert search.focused(page) == PLACE
    assert seen == options
    page.keyboard.press("ArrowDown")
    assert active(page, field) == options[0]
    page.keyboard.press("ArrowUp")
    assert active(page, field) == options[-1]
    assert field.input_value() == "saint-denis", "what was typed stays until something is chosen"


def test_enter_takes_the_suggestion_and_does_not_submit(page: Any, demo: str) -> None:
    search.visit(page, demo)
    field = opened(page, PLACE, "saint-denis")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    wanted = active(page, field).partition(" · ")[0]
    page.keyboard.press("Enter")
    assert field.input_value() == wanted
    assert not page.get_by_role("listbox").count()
    assert field.get_attribute("aria-expanded") == "false"
    assert search.focused(page) == PLACE
    assert search.query_of(page) == []
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.chips(page) == (f"Retirer le filtre Territoire : {wanted}",)


def test_enter_on_a_suggestion_of_a_subject_goes_there(page: Any, demo: str) -> None:
    search.visit(page, demo)
    field = opened(page, NEED, "silver geek")
    page.keyboard.press("ArrowDown")
    name = active(page, field).partition(" · ")[0]
    page.keyboard.press("Enter")
    page.wait_for_url("**/centre/*/*/")
    assert page.get_by_role("heading", level=1).inner_text() == name


def test_enter_without_a_choice_searches_what_was_typed(page: Any, demo: str) -> None:
    search.visit(page, demo)
    opened(page, NEED, "silver geek")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.query_of(page) == [("q", "silver geek")]
    assert not page.get_by_role("listbox").count()


@pytest.mark.parametrize("label", [NEED, PLACE])
def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Any, demo: str, label: str) -> None:
    search.visit(page, demo)
    field = opened(page, label, "silver" if label == NEED else "rennes")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert not page.get_by_role("listbox").count()
    assert field.get_attribute("aria-expanded") == "false"
    assert field.get_attribute("aria-activedescendant") is None
    assert field.input_value() == ("silver" if label == NEED else "rennes")
    assert search.focused(page) == label


def test_tab_leaves_the_suggestions_behind(page: Any, demo: str) -> None:
    search.visit(page, demo)
    opened(page, NEED, "silver")
    page.keyboard.press("Tab")
    assert not page.get_by_role("listbox").count()
    assert search.focused(page) == PLACE


def test_only_the_last_answer_is_shown(page: Any, demo: str) -> None:
    """The answer to the first letters comes after the one to the whole word."""
    search.visit(page, demo)
    field = opened(page, PLACE, "par")
    held: list[Any] = []
    page.route("**/suggestions.json*q=renn", lambda route: held.append(route))
    with page.expect_request("**/suggestions.json*q=renn"):
        field.fill("renn")
    with page.expect_response("**/suggestions.json*q=brest"):
        field.fill("brest")
    suggestions(page).filter(has_text="Brest").first.wait_for()
    with page.expect_response("**/suggestions.json*q=renn"):
        held[0].continue_()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert not suggestions(page).filter(has_text="Rennes").count()
    assert suggestions(page).filter(has_text="Brest").count()


def test_without_an_answer_the_field_still_takes_what_is_typed(page: Any, demo: str) -> None:
    page.route("**/suggestions.json*", lambda route: route.abort())
    search.visit(page, demo)
    with page.expect_event("requestfailed"):
        search.field(page, NEED).press_sequentially("silver geek")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.total(page) > 0
