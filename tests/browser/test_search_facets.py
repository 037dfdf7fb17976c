"""What narrows a search: boxes with true numbers, applied when asked, taken off one by one."""

from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors, follow

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
NOTHING = "?type=lesson&theme=engagement"
FEW, MANY = 6, 20


@pytest.mark.parametrize("width", [360, 1280])
def test_s03_nothing_changes_until_it_is_applied(demo: str, visitors: Visitors, width: int) -> None:
    page = visitors.arrive(width=width)
    search.visit(page, demo)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = page.url, search.heading(page), search.titles(page)
    if width < 1000:
        page.locator("summary").filter(has_text="Filtrer").click()
    search.box(page, "type", "study").check()
    page.get_by_label("Périmètre").select_option("here")
    page.get_by_label("Trier par").select_option("titre")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert (page.url, search.heading(page), search.titles(page)) == before
    assert asked == []
    assert page.get_by_role("button", name="Appliquer").is_visible()
    search.apply(page)
    assert search.heading(page) == "24 ressources"
    assert search.query_of(page) == [("type", "study"), ("ring", "here"), ("sort", "title")]


@BOTH
@pytest.mark.parametrize("query", ["?type=study&type=tool&theme=capitalisation", NOTHING], ids=["some", "nothing"])
def test_s04_each_chip_removes_its_value_even_when_nothing_is_found(
    demo: str, visitors: Visitors, scripts: bool, query: str
) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, query)
    chips = search.chips(page)
    assert len(chips) == query.count("=")
    assert (search.total(page) == 0) == (query == NOTHING)
    for chip in chips:
        search.visit(page, demo, query)
        search.follow(page, chip)
        assert search.chips(page) == tuple(other for other in chips if other != chip)
        assert len(search.ticked(page)) == len(chips) - 1
        assert search.total(page) > 0


def test_s04_chips_say_which_filter_they_remove_and_the_last_one_clears_all_but_the_words(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=num%C3%A9rique&type=actor&theme=engagement&ring=here")
    links = search.texts(page, ".rc-chips a")
    assert len(links) == 3
    assert links[-1] == "Tout effacer"
    assert search.chips(page) == ("Retirer le filtre Type : Acteurs", "Retirer le filtre Thèmes : Engagement")
    search.follow(page, "Tout effacer")
    assert search.chips(page) == ()
    assert search.ticked(page) == set()
    assert search.query_of(page) == [("q", "numérique")]


@pytest.mark.parametrize(
    "query",
    ["", "?q=num%C3%A9rique", "?type=study&territory=country:FR", "?theme=engagement&theme=evaluation&ring=applies"],
)
def test_s05_the_number_beside_a_value_is_what_is_found_with_it(page: Any, demo: str, query: str) -> None:
    """By hand, for the last value of each facet in which nothing is chosen; story A3 does it for every value."""
    search.visit(page, demo, query)
    shown = search.values(page)
    chosen = {value.facet for value in shown if value.is_ticked}
    facets = dict.fromkeys(value.facet for value in shown if value.facet not in chosen)
    assert len(facets) >= 3
    for facet in facets:
        value = [value for value in shown if value.facet == facet and not value.is_dead][-1]
        search.visit(page, demo, query)
        search.box(page, value.facet, value.key).check()
        search.apply(page)
        assert search.total(page) == value.count, value


def test_s05_values_of_one_facet_add_up_and_facets_narrow_one_another(page: Any, demo: str) -> None:
    search.visit(page, demo)
    free = {value.key: value.count for value in search.values(page, "type")}
    search.box(page, "type", "study").check()
    search.box(page, "type", "tool").check()
    search.apply(page)
    assert search.total(page) == free["study"] + free["tool"]
    assert {value.key: value.count for value in search.values(page, "type")} == free, "a facet ignores its own choice"
    theme = search.value(page, "theme", "capitalisation")
    search.box(page, "theme", "capitalisation").check()
    search.apply(page)
    assert search.total(page) == theme.count
    narrowed = {value.key: value.count for value in search.values(page, "type")}
    assert narrowed["study"] + narrowed["tool"] == theme.count
    assert narrowed != free


def test_s06_a_value_that_finds_nothing_stays_in_its_place_and_takes_no_focus(page: Any, demo: str) -> None:
    search.visit(page, demo)
    order = [value.key for value in search.values(page, "type")]
    search.visit(page, demo, "?theme=engagement")
    assert [value.key for value in search.values(page, "type")] == order
    dead = search.value(page, "type", "lesson")
    assert (dead.count, dead.is_dead) == (0, True)
    box = search.box(page, "type", "lesson")
    assert box.is_visible()
    box.evaluate("box => box.focus()")
    assert search.focused(page) == "BODY"
    assert not any(value.is_dead for value in search.values(page) if value.count)


@pytest.mark.parametrize("query", [NOTHING, "?q=zzzzzz&type=study&theme=engagement&territory=region:53&need=se-former"])
def test_s06_a_chosen_value_is_never_disabled_nor_hidden(page: Any, demo: str, query: str) -> None:
    search.visit(page, demo, query)
    assert search.total(page) == 0
    chosen = [value for value in search.values(page) if value.is_ticked]
    assert len(chosen) == query.count("=") - query.count("q=")
    for value in chosen:
        assert not value.is_dead, value
        assert search.box(page, value.facet, value.key).is_visible(), value


@BOTH
def test_s07_six_values_then_a_link_that_says_how_many_more_of_what(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo)
    shown = search.values(page, "actor")
    assert len(shown) == FEW
    link = page.get_by_role("link", name="acteur", exact=False).filter(has_text="Encore")
    more = search.number_in(link.inner_text())
    link.click()
    page.locator("input[name=actor]").nth(FEW).wait_for()
    whole = search.values(page, "actor")
    assert len(whole) == FEW + more
    assert whole[:FEW] == shown
    assert not page.get_by_role("link", name="Encore 51").count()


def test_s07_a_value_chosen_beyond_the_sixth_is_shown_with_the_first(page: Any, demo: str) -> None:
    search.visit(page, demo, "?actor=simplon&theme=gouvernance&theme=logiciel-libre")
    for facet, key in (("actor", "simplon"), ("theme", "gouvernance"), ("theme", "logiciel-libre")):
        assert search.value(page, facet, key).is_ticked
        assert search.box(page, facet, key).is_visible()


def test_s07_what_was_ticked_before_all_values_are_shown_stays_ticked(page: Any, demo: str) -> None:
    """And the focus goes to the first value that is new."""
    search.visit(page, demo, "?theme=engagement")
    search.box(page, "theme", "engagement").uncheck()
    search.box(page, "theme", "financement").check()
    page.get_by_role("link", name="thèmes").filter(has_text="Encore").click()
    page.locator("input[name=theme]").nth(20).wait_for()
    assert search.ticked(page) == {("theme", "financement")}
    assert search.focused(page) != "BODY"
    search.box(page, "theme", "odd-17").check()
    search.apply(page)
    assert search.ticked(page) == {("theme", "financement"), ("theme", "odd-17")}


def test_s07_every_territory_can_be_shown_in_place(page: Any, demo: str) -> None:
    search.visit(page, demo)
    assert not search.box(page, "territory", "commune:37261").count()
    page.get_by_role("link", name="Toutes les valeurs : territoire").click()
    search.box(page, "territory", "commune:37261").check()
    assert search.focused(page) != "BODY"
    search.apply(page)
    assert search.chips(page) == ("Retirer le filtre Territoire : Tours",)


@pytest.mark.parametrize("facet", ["theme", "actor"], ids=["a tree", "a flat list"])
@pytest.mark.parametrize("place", ["in place", "on its page"])
def test_s08_a_long_list_is_looked_through_without_accents(page: Any, demo: str, facet: str, place: str) -> None:
    ticked, typed, wanted = {
        "theme": ("engagement", "education", "Éducation"),
        "actor": ("generali-france", "telethon", "AFM-Téléthon"),
    }[facet]
    if place == "on its page":
        page.goto(f"{demo}{search.SEARCH}filtres/{facet}/")
    else:
        search.visit(page, demo)
        page.get_by_role("link", name={"theme": "thèmes", "actor": "acteur"}[facet]).filter(has_text="Encore").click()
    field = page.get_by_label("Chercher parmi")
    field.wait_for()
    assert len(search.values(page, facet)) > MANY
    search.box(page, facet, ticked).check()
    field.press_sequentially(typed)
    seen = {value.label for value in search.values(page, facet) if search.box(page, facet, value.key).is_visible()}
    label = search.value(page, facet, ticked).label
    assert {wanted, label} <= seen, "what is ticked stays in sight"
    assert len(seen) < 6
    said = field.locator("xpath=following-sibling::*[@role='status']").inner_text()
    assert said.startswith(f"{len(seen)} / ")
    field.fill("")
    assert all(search.box(page, facet, value.key).is_visible() for value in search.values(page, facet))


def test_s08_without_scripts_a_page_of_all_values_completes_the_same_search(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(scripts=False)
    search.visit(page, demo, "?q=num%C3%A9rique&type=actor&view=table&sort=title&page=1")
    follow(page.get_by_role("link", name="thèmes").filter(has_text="Encore"))
    assert page.url.startswith(f"{demo}{search.SEARCH}filtres/theme/")
    assert search.plain(page.get_by_role("heading", level=1).inner_text()) == "Thèmes : toutes les valeurs"
    assert not page.get_by_label("Chercher parmi").is_visible(), "it would do nothing"
    wanted = search.value(page, "theme", "equipement")
    assert wanted.count > 0
    search.box(page, "theme", "equipement").check()
    search.apply(page)
    assert search.total(page) == wanted.count
    assert [pair for pair in search.query_of(page) if pair[1]] == [
        ("q", "numérique"),
        ("type", "actor"),
        ("view", "table"),
        ("sort", "title"),
        ("theme", "equipement"),
    ]
    assert search.chips(page) == ("Retirer le filtre Type : Acteurs", "Retirer le filtre Thèmes : Équipement")


def test_s08_facets_that_are_not_open_have_their_page_too(page: Any, demo: str) -> None:
    search.visit(page, demo, "?type=study")
    page.locator("summary").filter(has_text="Autres filtres").click()
    page.get_by_role("link", name="Année").click()
    page.wait_for_url("**/filtres/year/**")
    year = search.value(page, "year", "2015")
    search.box(page, "year", "2015").check()
    search.apply(page)
    assert search.total(page) == year.count > 0
    assert search.value(page, "year", "2015").is_ticked, "a facet in which something is chosen is open"


def test_s09_a_tree_is_nested_lists_of_boxes_that_open_where_something_is_chosen(page: Any, demo: str) -> None:
    search.visit(page, demo)
    assert not search.box(page, "theme", "etudes").count()
    search.box(page, "theme", "capitalisation").check()
    search.apply(page)
    parent, child = (search.value(page, "theme", key) for key in ("capitalisation", "etudes"))
    assert search.total(page) == parent.count > child.count > 0, "a whole is itself and all that is inside"
    inside = page.locator("ul li", has=search.box(page, "theme", "capitalisation")).locator("ul")
    assert inside.locator("input[value=etudes]").is_visible()
    assert page.locator("[role=tree], [role=treeitem]").count() == 0


def test_s09_ticking_a_part_replaces_the_whole(page: Any, demo: str) -> None:
    search.visit(page, demo, "?theme=capitalisation")
    child = search.value(page, "theme", "etudes")
    search.box(page, "theme", "etudes").check()
    assert search.ticked(page) == {("theme", "etudes")}
    search.apply(page)
    assert search.chips(page) == ("Retirer le filtre Thèmes : Études",)
    assert search.total(page) == child.count
    search.box(page, "theme", "etudes").uncheck()
    search.box(page, "theme", "capitalisation").check()
    search.apply(page)
    assert search.chips(page) == ("Retirer le filtre Thèmes : Capitalisation des savoirs",)


def test_s24_facets_come_by_use_and_three_themes_stand_above_the_list(page: Any, demo: str) -> None:
    search.visit(page, demo)
    panels = search.texts(page, "#rc-panel > details > summary")
    assert panels == ("Type", "Thèmes", "Territoire", "Besoins", "Acteur", "Autres filtres")
    opened = page.locator("#rc-panel > details[open] > summary").all_inner_texts()
    assert tuple(opened) == panels[:-1]
    page.locator("summary").filter(has_text="Autres filtres").click()
    others = search.texts(page, "#rc-more a")
    assert others[-2:] == ("Année", "Langue"), "when and in which language come last"
    assert len(others) >= 10
    quick = page.locator(".rc-quick a")
    assert quick.count() == 3
    assert quick.first.bounding_box()["y"] < page.locator(".rc-hits a").first.bounding_box()["y"]
    name = quick.first.inner_text()
    search.follow(page, name)
    assert search.chips(page) == (f"Retirer le filtre Thèmes : {name}",)
