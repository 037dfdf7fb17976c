"""The same results as a list, a table, a map, a file and a sheet of paper; on a phone and on a desk."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
PHONE, DESK = 360, 1280


def test_s11_on_a_phone_the_filters_are_one_closed_line_with_the_count_below(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=PHONE, height=740)
    search.visit(page, demo, "?type=study&theme=capitalisation")
    line = page.locator("summary").filter(has_text="Filtrer")
    assert line.inner_text() == "Filtrer (2)"
    assert not search.box(page, "type", "tool").is_visible()
    heading = page.get_by_role("heading", level=2, name=search.heading(page)).bounding_box()
    under = line.bounding_box()
    assert 0 <= heading["y"] - (under["y"] + under["height"]) < 60, "the count stands beside the line"
    assert heading["y"] + heading["height"] < 740, "both are seen without scrolling"
    assert search.field(page, "Besoin, sujet ou nom").bounding_box()["y"] < under["y"]
    line.click()
    assert search.box(page, "type", "tool").is_visible()
    search.box(page, "type", "tool").check()
    search.apply(page)
    assert page.locator("summary").filter(has_text="Filtrer").inner_text() == "Filtrer (3)"


@BOTH
def test_s11_on_a_desk_the_same_filters_are_always_open(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(width=DESK, scripts=scripts)
    search.visit(page, demo)
    assert not page.locator("summary").filter(has_text="Filtrer").is_visible()
    assert all(search.box(page, value.facet, value.key).is_visible() for value in search.values(page))
    first, heading = search.box(page, "type", "practice").bounding_box(), page.locator("#rc-count").bounding_box()
    assert first["x"] + first["width"] < heading["x"], "beside the results, not above"


@pytest.mark.parametrize("width", [PHONE, DESK])
@BOTH
def test_s12_skip_links_lead_to_the_results_and_to_the_filters(
    demo: str, visitors: Visitors, width: int, scripts: bool
) -> None:
    page = visitors.arrive(width=width, scripts=scripts)
    search.visit(page, demo, "?theme=engagement")
    results = page.get_by_role("link", name=f"Aller aux résultats ({search.heading(page)})")
    filters = page.get_by_role("link", name="Aller aux filtres")
    for link, target in ((results, "rc-count"), (filters, "rc-filters")):
        link.focus()
        assert link.bounding_box()["height"] > 10, "seen when it has the focus"
        page.keyboard.press("Enter")
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.activeElement.id") == target
        assert page.evaluate("document.activeElement.getBoundingClientRect().top < innerHeight")
    page.keyboard.press("Tab")
    within = "document.getElementById('rc-filters').contains(document.activeElement)"
    assert page.evaluate(within), "the next stop is the first filter"


@BOTH
def test_s18_views_are_links_to_the_same_search_with_the_same_total(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?q=num%C3%A9rique&type=study&sort=title")
    heading, titles = search.heading(page), search.titles(page)
    for view in ("Tableau", "Carte", "Liste"):
        search.follow(page, view)
        current = page.locator("ul", has=page.get_by_role("link", name="Tableau")).locator("[aria-current]")
        assert current.all_inner_texts() == [view]
        assert search.heading(page) == heading
        assert [pair for pair in search.query_of(page) if pair[0] != "view"] == [
            ("q", "numérique"),
            ("type", "study"),
            ("sort", "title"),
        ]
        if view != "Carte":
            assert search.titles(page) == titles


def test_s18_the_form_stays_in_the_view_in_which_it_is(page: Any, demo: str) -> None:
    search.visit(page, demo, "?view=table")
    search.box(page, "type", "study").check()
    search.apply(page)
    assert set(search.query_of(page)) == {("type", "study"), ("view", "table")}
    assert page.get_by_role("table").is_visible()


def test_a_table_is_sorted_by_its_columns(page: Any, demo: str) -> None:
    search.visit(page, demo, "?type=tool&view=table")
    table = page.get_by_role("table")
    assert table.locator("th[aria-sort]").all_inner_texts() == ["Mise à jour"]
    found = search.titles(page)
    search.follow(page, "Titre")
    assert page.get_by_role("table").locator("th[aria-sort]").all_inner_texts() == ["Titre"]
    assert search.titles(page) != found
    assert set(search.titles(page)) == set(found)


@BOTH
def test_s19_fifteen_on_a_numbered_page_named_in_the_title(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?type=study")
    first = search.titles(page)
    assert len(first) == 15
    assert "page 1 sur 2" in page.title()
    page.locator("footer").scroll_into_view_if_needed()
    assert search.titles(page) == first, "nothing comes by itself"
    pages = page.get_by_role("navigation", name="Pages")
    with search.renewed(page):
        pages.get_by_role("link", name="Suivante").click()
    second = search.titles(page)
    assert len(first) + len(second) == search.total(page) == 24
    assert not set(first) & set(second)
    assert "page 2 sur 2" in page.title()
    assert search.query_of(page) == [("type", "study"), ("page", "2")]
    assert search.plain(pages.locator("[aria-current=page]").inner_text()) == "Page 2"
    assert not pages.get_by_role("link", name="Suivante").count()
    with search.renewed(page):
        pages.get_by_role("link", name="Page 1").click()
    assert search.titles(page) == first


def test_s19_a_new_filter_starts_again_from_the_first_page(page: Any, demo: str) -> None:
    search.visit(page, demo, "?page=5")
    search.box(page, "type", "actor").check()
    search.apply(page)
    assert search.query_of(page) == [("type", "actor")]
    assert "page 1 sur" in page.title()


def test_s22_the_csv_holds_every_result_numbered_dated_and_licensed(page: Any, demo: str) -> None:
    search.visit(page, demo, "?type=study&sort=title&page=2")
    with page.expect_download() as started:
        page.get_by_role("link", name="CSV").click()
    text = Path(started.value.path()).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == search.total(page) == 24
    assert [row["Numéro"] for row in rows] == [str(number) for number in range(1, 25)]
    assert {"Licence", "Date", "Adresse", "Exporté le"} <= rows[0].keys()
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", row["Mise à jour"]) for row in rows)
    assert tuple(search.plain(row["Titre"]) for row in rows[15:]) == search.titles(page)
    assert page.goto(rows[0]["Adresse"]).ok
    assert search.plain(page.get_by_role("heading", level=1).inner_text()) == search.plain(rows[0]["Titre"])


def test_s22_a_cell_of_the_csv_is_never_a_formula(page: Any, demo: str) -> None:
    search.visit(page, demo)
    href = page.get_by_role("link", name="CSV").get_attribute("href")
    rows = list(csv.reader(io.StringIO(page.request.get(f"{demo}{href}").text().removeprefix("\ufeff"))))
    assert len(rows) == search.total(page) + 1
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_s27_on_paper_the_search_is_a_sentence_and_the_list_keeps_its_addresses(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=num%C3%A9rique&type=practice&territory=country:FR")
    sentence = page.get_by_text("Recherche : numérique, Pratiques, France")
    assert not sentence.is_visible()
    page.emulate_media(media="print")
    assert sentence.is_visible()
    assert page.url in sentence.inner_text(), "whoever holds the sheet finds the search again"
    for label in ("Besoin, sujet ou nom", "Trier par", "Périmètre"):
        assert not page.get_by_label(label, exact=True).is_visible()
    assert not page.get_by_role("button", name="Appliquer").is_visible()
    assert not page.get_by_role("link", name="Carte").is_visible()
    chips = page.locator(".rc-chips a")
    assert [chip for chip in chips.all_inner_texts() if "Pratiques" in chip]
    assert "Tout effacer" not in page.locator(".rc-chips").inner_text(), "an order to nobody, on paper"
    assert search.titles(page)
    printed = page.locator(".rc-hits h3 a").evaluate_all(
        "links => links.map(link => [link.href, getComputedStyle(link, '::after').content])"
    )
    assert printed
    for href, shown in printed:
        assert f"({href})" in shown.replace('" "', "").replace('"', ""), "whole: nobody follows half an address"


def test_map_every_number_of_its_table_is_what_its_row_leads_to(page: Any, demo: str) -> None:
    """6.3: the table is the reference; the whole country and what has no territory are lines of it."""
    search.visit(page, demo, "?view=map&theme=engagement&theme=capitalisation")
    rows = page.locator("main table tr", has=page.locator("th[scope=row] a"))
    lines = [(row.locator("th").inner_text(), search.number_in(row.locator("td").inner_text())) for row in rows.all()]
    assert {"France entière", "Sans territoire"} <= {name for name, _count in lines}
    assert len(lines) >= 3
    for name, count in lines:
        search.visit(page, demo, "?view=map&theme=engagement&theme=capitalisation")
        search.follow(page, name)
        assert "view" not in dict(search.query_of(page)), "a row leads to the list"
        assert search.total(page) == count > 0, name


def test_map_the_table_says_all_and_comes_before_the_figure(page: Any, demo: str) -> None:
    search.visit(page, demo, "?view=map")
    table, figure = page.locator("main table"), page.locator("main svg[aria-hidden=true]")
    assert table.evaluate("(table, figure) => !!(table.compareDocumentPosition(figure) & 4)", figure.element_handle())
    assert figure.locator("a:not([tabindex='-1'])").count() == 0, "no stop of the keyboard that the table has too"
    assert "0" in table.locator("td").all_inner_texts(), "where there is nothing, it is written"
    drawn = set(figure.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    listed = set(table.locator("tbody a").evaluate_all("links => links.map(link => link.getAttribute('href'))"))
    assert listed <= drawn
    assert page.locator("main figcaption li").count() >= 3


def test_map_goes_down_to_departements_and_stays_there_when_it_is_sorted(page: Any, demo: str) -> None:
    search.visit(page, demo, "?view=map")
    search.follow(page, "Par département")
    assert page.locator("caption").inner_text() == "Résultats par département"
    names = page.locator("tbody th").all_inner_texts()
    assert "Paris (département)" in names
    search.follow(page, "Territoire")
    assert page.locator("caption").inner_text() == "Résultats par département"
    assert page.locator("tbody th").all_inner_texts() != names


def test_map_with_nothing_found_shows_hatches_and_ways_out(page: Any, demo: str) -> None:
    search.visit(page, demo, "?type=lesson&theme=engagement&view=map")
    assert search.total(page) == 0
    assert page.get_by_role("link", name="Sans Engagement").is_visible()
    assert set(page.locator("main td").all_inner_texts()) == {"0"}
    assert page.locator("main svg path[fill='url(#rc-hatch)']").count() > 10
