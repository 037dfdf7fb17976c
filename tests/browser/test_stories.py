"""Stories of visitors, in a real browser, on the real demo."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_a04_an_actors_roles_come_from_the_resources_each_with_its_source(page: Any, demo: str) -> None:
    page.goto(f"{demo}/centre/acteurs/generali-france/")
    roles = page.locator("#roles")
    for title in (
        "Associations et communication",
        "Génération Responsable",
        "Think Tank",
        "RSE",
    ):
        row = roles.locator("tr, li").filter(has_text=title).first
        assert row.is_visible(), title
        assert row.get_by_role("link").count() >= 2, f"{title}: the resource and its source"


def test_a04_another_name_of_an_actor_leads_to_it(page: Any, demo: str) -> None:
    page.goto(f"{demo}/centre/acteurs/generali/")
    assert page.url == f"{demo}/centre/acteurs/generali-france/"
    assert page.get_by_role("heading", level=1).inner_text() == "Generali France"


def test_a07_figures_that_disagree_are_both_there_with_source_and_date(page: Any, demo: str) -> None:
    page.goto(f"{demo}/centre/outils/carrefour-des-innovations-sociales/")
    shown = page.locator("#figures").inner_text().replace("\u202f", " ").replace("\u00a0", " ")
    for value in ("5 000", "4 858", "12", "15"):
        assert value in shown
    assert shown.count("avril 2018") == 4
    assert page.locator("#figures a[href^='#source']").count() == 4


def test_a_visitor_goes_from_the_front_page_to_a_resource_without_script(browser: Any, demo: str) -> None:
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{demo}/")
    page.get_by_role("link", name="Pratiques").first.click()
    page.locator(".rc-card a").filter(has_text="Silver Geek").first.click()
    assert "Silver Geek" in page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Nouvelle-Aquitaine").first.click()
    assert "Nouvelle-Aquitaine" in page.get_by_role("heading", level=1).inner_text()
    assert "Silver Geek" in page.locator("main").inner_text()
    assert context.cookies() == []
    context.close()


def test_a_place_is_found_by_an_old_name_without_accents(page: Any, demo: str) -> None:
    page.goto(f"{demo}/centre/territoires/")
    page.get_by_role("searchbox").or_(page.locator("input[name=q]")).first.fill("poitou charentes")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert "Nouvelle-Aquitaine" in page.locator("main").inner_text()


def test_the_interface_changes_language_and_the_resource_does_not(page: Any, demo: str) -> None:
    page.goto(f"{demo}/centre/pratiques/experimentation-silver-geek/")
    title = page.get_by_role("heading", level=1).inner_text()
    page.goto(f"{demo}/en/centre/pratiques/experimentation-silver-geek/")
    assert page.locator("html").get_attribute("lang") == "en"
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == title
    assert heading.evaluate("e => e.closest('[lang]').lang") == "fr"
