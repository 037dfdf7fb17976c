"""The address of a search is the search: shared, gone back to, and read by machines."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors, with_back_forward_cache
from tests.support.requirements import chromium

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
RICH = "?q=num%C3%A9rique&type=practice&type=study&territory=country:FR&view=table&sort=title"


@BOTH
def test_s01_what_a_person_asked_for_is_found_again_by_its_address(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    """Typed, ticked and sorted by hand; then opened by two strangers, one with scripts and one without."""
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo)
    search.write(page, "Besoin, sujet ou nom", "numérique")
    search.box(page, "type", "study").check()
    search.box(page, "type", "practice").check()
    page.get_by_label("Trier par").select_option("titre")
    search.apply(page)
    seen = search.read(page)
    assert seen.chips == ("Retirer le filtre Type : Pratiques", "Retirer le filtre Type : Études")
    assert 0 < search.total(page) < 33
    for others in (True, False):
        stranger = visitors.arrive(scripts=others)
        stranger.goto(page.url)
        assert search.read(stranger) == seen


def test_s01_the_same_address_shows_the_same_words_with_scripts_and_without(demo: str, visitors: Visitors) -> None:
    shown = []
    for scripts in (True, False):
        page = visitors.arrive(scripts=scripts)
        search.visit(page, demo, RICH)
        shown.append(page.locator("main").inner_text())
    assert shown[0] == shown[1]
    assert "Notice" not in shown[0]
    assert len(shown[0]) > 1000


def test_s01_empty_fields_stay_out_of_the_address(demo: str, visitors: Visitors) -> None:
    """A browser without scripts sends every field of a form: links, and the canonical address, hold none of them."""
    addresses = []
    for scripts in (True, False):
        page = visitors.arrive(scripts=scripts)
        search.visit(page, demo)
        search.box(page, "theme", "engagement").check()
        search.apply(page)
        addresses.append(page.get_by_role("link", name="Liste").get_attribute("href"))
        addresses.append(urlsplit(_canonical(page))._replace(scheme="", netloc="").geturl())
        if scripts:
            assert search.query_of(page) == [("theme", "engagement")]
    assert set(addresses) == {f"{search.SEARCH}?theme=engagement"}


def test_s01_one_search_has_one_canonical_address_in_whatever_order_it_is_asked(page: Any, demo: str) -> None:
    orders = (
        "?theme=engagement&type=study&q=num%C3%A9rique&type=actor",
        "?q=num%C3%A9rique&type=study&type=actor&theme=engagement&sort=&ring=inside&view=list",
        "?type=actor&type=study&theme=engagement&q=num%C3%A9rique",
    )
    seen = []
    for query in orders:
        search.visit(page, demo, query)
        seen.append((_canonical(page), search.titles(page), search.heading(page)))
    assert seen[0] == seen[1]
    assert seen[0][1:] == seen[2][1:]
    names = [name for name, _value in parse_qsl(urlsplit(seen[0][0]).query)]
    assert names == ["q", "type", "type", "theme"]


def test_s01_values_of_one_facet_have_one_order_in_the_canonical_address(page: Any, demo: str) -> None:
    canonical = set()
    for query in ("?type=study&type=actor", "?type=actor&type=study"):
        search.visit(page, demo, query)
        canonical.add(_canonical(page))
    assert len(canonical) == 1


def test_s01_what_an_address_holds_that_does_not_exist_is_said_and_left_out(page: Any, demo: str) -> None:
    search.visit(page, demo, "?type=study")
    without = search.read(page)
    search.visit(page, demo, "?type=study&theme=licornes&couleur=bleu&sort=hasard&page=deux&utm_source=lettre")
    assert search.read(page) == without
    notices = search.texts(page, ".rc-banner")
    assert [notice for notice in notices if "licornes" in notice]
    assert [notice for notice in notices if "hasard" in notice]
    assert [notice for notice in notices if "deux" in notice]
    assert len(notices) == 4, "one for each, the filter without a name among them; nothing for what other sites add"


@BOTH
def test_s01_a_former_code_leads_to_the_address_of_today(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?territory=former-region:54&theme=bien-vieillir")
    assert search.query_of(page) == [("theme", "bien-vieillir"), ("territory", "region:75")]
    assert search.chips(page)[1] == "Retirer le filtre Territoire : Nouvelle-Aquitaine"


def test_s01_what_names_this_address_elsewhere_on_the_page_follows_a_swap(page: Any, demo: str) -> None:
    """The other language, and the canonical address."""
    search.visit(page, demo)
    search.box(page, "theme", "engagement").check()
    search.apply(page)
    assert page.get_by_role("link", name="English").get_attribute("href") == "/en/centre/recherche/?theme=engagement"
    assert _canonical(page) == f"{demo}{search.SEARCH}?theme=engagement"
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/**")
    assert search.chips(page) == ()
    assert page.get_by_role("link", name=re.compile("Remove the filter")).count() == 1


@BOTH
def test_s02_back_and_forward_restore_list_boxes_and_count(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    seen = []
    for act in _three_searches(page, demo):
        act()
        seen.append((page.url, search.read(page)))
    assert len({state.heading for _url, state in seen}) == 3
    for move, expected in ((search.back, 1), (search.back, 0), (search.forward, 1), (search.forward, 2)):
        move(page)
        assert (page.url, search.read(page)) == seen[expected]


def _three_searches(page: Any, demo: str) -> tuple[Callable[[], None], ...]:
    def tick(facet: str, key: str) -> None:
        search.box(page, facet, key).check()
        search.apply(page)

    return (
        lambda: search.visit(page, demo, "?q=num%C3%A9rique"),
        lambda: tick("theme", "inclusion-numerique"),
        lambda: tick("type", "actor"),
    )


@BOTH
def test_s02_a_box_ticked_and_not_applied_is_forgotten_on_the_way_back(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    """Chromium ticks again what the address does not hold, unless the form says not to."""
    page = visitors.arrive(scripts=scripts)
    before = _tick_and_leave(page, demo)
    search.back(page)
    assert search.read(page) == before


def test_s02_a_box_ticked_and_not_applied_is_forgotten_by_the_back_forward_cache(browser: Any, demo: str) -> None:
    with with_back_forward_cache(browser, chromium()) as other:
        page = other.new_context(locale="fr-FR").new_page()
        page.add_init_script("addEventListener('pageshow', event => { window.wasKept = event.persisted; })")
        before = _tick_and_leave(page, demo)
        page.go_back(wait_until="commit")
        page.wait_for_function("window.wasKept !== undefined")
        assert page.evaluate("window.wasKept"), "the page was not in the cache: this test would say nothing"
        assert search.read(page) == before


def _tick_and_leave(page: Any, demo: str) -> search.State:
    """Change everything of the form, and follow a result instead of applying; what was shown before."""
    search.visit(page, demo, "?theme=engagement")
    before = search.read(page)
    search.box(page, "type", "study").check()
    search.box(page, "theme", "engagement").uncheck()
    search.write(page, "Besoin, sujet ou nom", "tout autre chose")
    page.get_by_label("Trier par").select_option("titre")
    page.locator(".rc-hits a").first.click()
    page.wait_for_url(re.compile(r"^((?!recherche).)*$"))
    return before


def test_s26_the_title_says_how_many_of_what_and_on_which_page(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=num%C3%A9rique&theme=engagement&territory=country:FR")
    assert page.title().startswith(f"{search.heading(page)} – numérique, Engagement, France – Chercher")
    search.visit(page, demo, "?theme=capitalisation&page=2")
    assert page.title().startswith(f"{search.heading(page)} – page 2 sur 2 – Capitalisation des savoirs – Chercher")


def test_s26_the_title_follows_a_swap(page: Any, demo: str) -> None:
    search.visit(page, demo)
    search.box(page, "theme", "engagement").check()
    search.apply(page)
    assert page.title().startswith(f"{search.heading(page)} – page 1 sur 2 – Engagement – Chercher")


@pytest.mark.parametrize(
    ("query", "indexed"),
    [
        ("", True),
        ("?theme=engagement", True),
        ("?type=study&theme=engagement", False),
        ("?q=num%C3%A9rique", False),
        ("?theme=licornes", True),
    ],
)
def test_s26_combinations_of_facets_are_not_for_search_engines(page: Any, demo: str, query: str, indexed: bool) -> None:
    search.visit(page, demo, query)
    robots = page.locator("meta[name=robots]")
    assert (robots.count() == 0) == indexed
    if not indexed:
        assert "noindex" in robots.get_attribute("content")
    assert _canonical(page) == f"{demo}{search.SEARCH}{'' if 'licornes' in query else query}"


def _canonical(page: Any) -> str:
    return str(page.locator("link[rel=canonical]").evaluate("link => link.href"))
