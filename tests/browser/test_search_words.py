"""What words find: cards, orders, spelling, and what is said when nothing or too much was asked."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest

from resource_centre.text.folding import fold
from tests.support import search_page as search
from tests.support.chromium import Visitors

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
#: Searches without a result: filters only, words and filters, a place, every word, in each view.
NOTHING = {
    "two filters": "?type=lesson&theme=engagement",
    "words and filters": "?q=numerique+seniors&type=study&territory=region:53",
    "a place": "?territory=region:53",
    "every word": "?q=geek+numerique+handicap+banque&words=all",
    "in a table": "?type=lesson&theme=engagement&view=table",
    "on a map": "?type=lesson&theme=engagement&view=map",
}
SILVER_GEEK = "Expérimentation Silver Geek"


@BOTH
def test_s16_too_long_a_question_is_refused_kept_and_the_rest_applies(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?type=study")
    without = search.heading(page), search.titles(page)
    typed = "numérique " * 25
    field = search.field(page, "Besoin, sujet ou nom")
    field.fill(typed)
    with page.expect_response(lambda answer: answer.status == 400 and answer.request.is_navigation_request()):
        page.get_by_role("button", name="Appliquer").click()
    page.wait_for_load_state()
    assert field.input_value() == typed
    assert field.get_attribute("aria-invalid") == "true"
    error = page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()
    assert "250" in error
    assert "200" in error
    assert (search.heading(page), search.titles(page)) == without
    field.fill("geek")
    search.apply(page)
    assert search.total(page) > 0
    assert field.get_attribute("aria-invalid") is None


def test_s16_a_page_beyond_the_last_one_leads_back_to_it(page: Any, demo: str) -> None:
    answer = page.goto(f"{demo}{search.SEARCH}?type=study&page=9")
    assert answer.status == 404
    assert "la dernière est la page\xa02" in page.get_by_role("heading", level=1).inner_text()
    search.follow(page, "La dernière page")
    assert search.query_of(page) == [("type", "study"), ("page", "2")]
    assert search.titles(page)


@BOTH
def test_s17_the_order_is_written_and_chosen_in_the_form(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?type=tool")
    assert search.chosen(page, "sort") == "dernière mise à jour"
    found = search.titles(page)
    page.get_by_label("Trier par").select_option("titre")
    search.apply(page)
    assert ("sort", "title") in search.query_of(page)
    assert search.chosen(page, "sort") == "titre"
    by_title = search.titles(page)
    assert by_title == tuple(sorted(found, key=fold))
    assert by_title != found
    page.get_by_label("Trier par").select_option("dernière mise à jour")
    search.apply(page)
    assert search.titles(page) == found


@pytest.mark.parametrize(
    ("query", "chosen", "offered"),
    [
        ("", "dernière mise à jour", {"première publication", "titre"}),
        ("?q=geek", "pertinence", {"dernière mise à jour", "première publication", "titre"}),
        ("?territory=commune:75056", "dernière mise à jour", {"première publication", "titre", "proximité"}),
        ("?q=geek&sort=title", "titre", {"pertinence", "dernière mise à jour", "première publication"}),
    ],
)
def test_s17_relevance_needs_words_and_proximity_a_place(
    page: Any, demo: str, query: str, chosen: str, offered: set[str]
) -> None:
    search.visit(page, demo, query)
    assert search.chosen(page, "sort") == chosen
    assert set(page.get_by_label("Trier par").locator("option").all_inner_texts()) == {chosen} | offered


def test_s17_an_order_never_changes_what_is_found(page: Any, demo: str) -> None:
    found = []
    for sort in ("", "&sort=updated", "&sort=published", "&sort=title", "&sort=proximity"):
        search.visit(page, demo, f"?q=numerique+lien+social&territory=region:75{sort}")
        found.append((search.total(page), set(search.titles(page))))
    assert all(one == found[0] for one in found)
    assert found[0][0] > 1


@pytest.mark.parametrize("case", NOTHING)
def test_s20_each_way_out_leads_to_the_number_that_it_announces(page: Any, demo: str, case: str) -> None:
    search.visit(page, demo, NOTHING[case])
    assert search.heading(page) == "0 ressource"
    ways = [search.plain(words) for words in page.locator(".rc-empty .rc-index a").all_text_contents()]
    assert ways
    for way in ways:
        search.visit(page, demo, NOTHING[case])
        search.follow(page, way)
        assert search.total(page) == search.number_in(way) > 0, way


def test_s20_ways_out_name_each_filter_a_wider_place_and_fewer_words(page: Any, demo: str) -> None:
    search.visit(page, demo, NOTHING["two filters"])
    assert _ways_out(page) == {"Sans Enseignements", "Sans Engagement"}
    search.visit(page, demo, NOTHING["words and filters"])
    assert {"Sans Bretagne", "Autour", "Sans aucun filtre"} <= _ways_out(page)
    search.visit(page, demo, NOTHING["every word"])
    assert "Avec certains des mots" in _ways_out(page)
    many = "&theme=inclusion-numerique&theme=engagement&territory=region:53&territory=region:11&year=2018"
    many += "&type=lesson&type=event"
    page.goto(f"{demo}/centre/recherche/?q=numerique{many}")
    assert "Sans aucun filtre" in _ways_out(page), "however many filters are tried one by one"


def _ways_out(page: Any) -> set[str]:
    words = page.locator(".rc-empty .rc-index a").all_text_contents()
    return {re.sub(r" \d+ ressources?$", "", search.plain(text)) for text in words}


@pytest.mark.parametrize("query", ["?q=zzzzqqq", "?type=lesson&theme=engagement&view=map"])
def test_s20_there_is_always_a_way_to_all_and_to_the_people_of_the_site(page: Any, demo: str, query: str) -> None:
    search.visit(page, demo, query)
    assert search.total(page) == 0
    assert page.get_by_role("link", name="Signaler une ressource manquante").get_attribute("href") == "/contact/"
    search.follow(page, "Voir toutes les ressources")
    assert search.query_of(page) == []
    assert search.total(page) > 100


@BOTH
@pytest.mark.parametrize("others", ["fracture {}", "fracture {} seniors"])
def test_s21_a_word_that_nothing_holds_is_searched_as_it_was_meant_and_this_is_said(
    demo: str, visitors: Visitors, scripts: bool, others: str
) -> None:
    """Whether the other words find something or not; the words stay as they were typed."""
    page = visitors.arrive(scripts=scripts)
    typed, meant = others.format("numérque"), others.format("numérique")
    search.visit(page, demo, f"?q={quote_plus(typed)}")
    assert page.get_by_text("Aucune ressource ne contient le mot « numérque ».").is_visible()
    assert search.field(page, "Besoin, sujet ou nom").input_value() == typed
    found = search.total(page)
    search.follow(page, meant)
    assert search.query_of(page) == [("q", meant)]
    assert search.total(page) == found > 0
    assert not page.get_by_text("Aucune ressource ne contient").count()


def test_s21_the_spelling_that_was_searched_keeps_the_filters_and_counts_with_them(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=num%C3%A9rque&type=lesson&sort=title")
    found = search.total(page)
    search.follow(page, "numérique")
    assert search.query_of(page) == [("q", "numérique"), ("type", "lesson"), ("sort", "title")]
    assert search.total(page) == found > 0


def test_all_the_words_keeps_those_that_lack_none(page: Any, demo: str) -> None:
    """Complete ones come first, each other one names what it lacks."""
    search.visit(page, demo, "?q=engagement+benevoles+associations")
    some = search.total(page)
    link = page.locator("p").filter(has_text="Tous les mots")
    announced = search.number_in(link.inner_text())
    lacking = [bool(text) for text in _lines(page, "Sans :")]
    assert lacking == sorted(lacking), "complete ones come first"
    assert lacking.count(False) == announced
    search.follow(page, "Tous les mots")
    assert ("words", "all") in search.query_of(page)
    assert search.total(page) == announced < some
    assert not page.get_by_text("Sans :").count()
    search.follow(page, "Certains des mots")
    assert search.total(page) == some


def _lines(page: Any, words: str) -> list[str]:
    """For each card, its line that holds these words, or "" """
    return [
        "".join(line for line in map(search.plain, card.splitlines()) if words in line)
        for card in page.locator(".rc-hits > li").all_inner_texts()
    ]


def test_s25_a_card_has_one_link_and_tells_what_where_and_why(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=inclusion+numerique")
    assert page.locator(".rc-hits > li a").count() == page.locator(".rc-hits > li").count() > 5
    card = page.locator(".rc-hits > li").filter(has_text=SILVER_GEEK).first
    words = search.plain(card.inner_text())
    for expected in ("Pratique", "septembre 2014", "Bien-vieillir", "Nouvelle-Aquitaine"):
        assert expected in words
    assert card.locator("mark").all_inner_texts() == ["numérique"]
    assert "Thèmes : Inclusion numérique" in words, "why: its theme holds the word that the text does not"
    card.get_by_role("link").click()
    page.wait_for_url("**/centre/pratiques/**")
    assert page.get_by_role("heading", level=1).inner_text() == SILVER_GEEK


def test_s25_what_is_found_is_marked_in_titles_and_texts(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=geek")
    marks = page.locator(".rc-hits mark").all_inner_texts()
    assert {mark.lower() for mark in marks} == {"geek"}
    assert page.locator(".rc-hits h3 mark").count() >= 3


def test_s25_a_card_names_its_carrier(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=journ%C3%A9es+de+l%27accessibilit%C3%A9&type=practice")
    card = page.locator(".rc-hits > li").first
    assert card.get_by_role("link").inner_text().startswith("Journées de l’accessibilité")
    assert "Jaccede" in card.locator(".rc-hits__meta").first.inner_text()


@pytest.fixture
def reviewed_yesterday(demo_database: Path, demo: str) -> Iterator[None]:
    """One practice of the demo has been read again; none has when it is loaded."""
    change = """UPDATE resource_centre_resource SET reviewed_on = ? WHERE page_ptr_id =
        (SELECT id FROM wagtailcore_page WHERE title = ?)"""
    with closing(sqlite3.connect(demo_database, isolation_level=None)) as database:
        database.execute(change, ("2026-11-02", SILVER_GEEK))
        yield
        database.execute(change, (None, SILVER_GEEK))


@pytest.mark.usefixtures("reviewed_yesterday")
def test_s25_a_card_says_when_it_was_read_again(page: Any, demo: str) -> None:
    search.visit(page, demo, "?q=geek&type=practice")
    assert "relue le 2 novembre 2026" in page.locator(".rc-hits > li").first.inner_text()
