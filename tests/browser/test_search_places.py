"""A place as people type it, and how far around it to look."""

from typing import Any

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def ask(page: Any, demo: str, place: str, query: str = "") -> None:
    """Type a place and press Enter, without taking any suggestion."""
    search.visit(page, demo, query)
    search.field(page, "Territoire").fill(place)
    with search.renewed(page):
        page.keyboard.press("Enter")


@BOTH
@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nouvelle aquitaine", "Nouvelle-Aquitaine"),
        ("Poitou-Charentes", "Nouvelle-Aquitaine"),
        ("35000", "Rennes"),
        ("35238", "Rennes"),
        ("paris", "Paris"),
    ],
    ids=["a region without accents", "a former region", "a postal code", "an INSEE code", "a name of several levels"],
)
def test_s10_a_place_is_found_as_people_type_it(
    demo: str, visitors: Visitors, scripts: bool, typed: str, found: str
) -> None:
    page = visitors.arrive(scripts=scripts)
    ask(page, demo, typed)
    assert search.chips(page) == (f"Retirer le filtre Territoire : {found}",)
    assert search.field(page, "Territoire").input_value() == "", "the place is a filter now"
    assert search.query_of(page)[0][0] == "territory"
    assert len(search.query_of(page)) == 1


@BOTH
def test_s10_a_place_is_added_to_the_rest_of_the_search(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    ask(page, demo, "Poitou-Charentes", "?q=num%C3%A9rique&theme=bien-vieillir&view=table")
    assert search.query_of(page) == [
        ("q", "numérique"),
        ("theme", "bien-vieillir"),
        ("territory", "region:75"),
        ("view", "table"),
    ]
    assert "Expérimentation Silver Geek" in search.titles(page)


@BOTH
@pytest.mark.parametrize("typed", ["Sainte-Colombe", "Saint-Denis"])
def test_s10_a_name_that_several_places_bear_is_asked_never_guessed(
    demo: str, visitors: Visitors, scripts: bool, typed: str
) -> None:
    page = visitors.arrive(scripts=scripts)
    ask(page, demo, typed, "?theme=engagement")
    assert search.chips(page) == ("Retirer le filtre Thèmes : Engagement",), "the rest of the search applies"
    assert page.locator(".rc-banner").get_by_text(f"Quel territoire est « {typed} » ?").is_visible()
    assert search.field(page, "Territoire").input_value() == typed
    choices = page.locator(".rc-banner a")
    names = choices.all_inner_texts()
    assert len(names) >= 4
    assert len(set(names)) == len(names), "told apart by their département"
    chosen = names[1]
    search.follow(page, chosen)
    assert f"Retirer le filtre Territoire : {chosen}" in search.chips(page)
    assert "Retirer le filtre Thèmes : Engagement" in search.chips(page)
    assert not page.get_by_text("Quel territoire").count()


def test_s10_every_place_of_an_ambiguous_name_is_offered_or_said_to_be_left_out(page: Any, demo: str) -> None:
    """Twelve communes are called Sainte-Colombe: nothing is capped in silence."""
    ask(page, demo, "Sainte-Colombe")
    offered = page.locator(".rc-banner a").count()
    left_out = page.locator(".rc-banner").get_by_text("autres").count()
    assert offered == 12 or left_out


@BOTH
def test_s10_a_place_that_does_not_exist_is_said_and_what_was_typed_is_kept(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo, "?theme=engagement")
    before = search.heading(page), search.titles(page)
    ask(page, demo, "Trifouillis", "?theme=engagement")
    assert page.get_by_text("Aucun territoire ne répond à « Trifouillis »").is_visible()
    assert (search.heading(page), search.titles(page)) == before, "the rest of the search applies"
    assert search.field(page, "Territoire").input_value() == "Trifouillis"


def test_s10_a_suggestion_fills_the_field_and_leads_to_its_place(page: Any, demo: str) -> None:
    search.visit(page, demo)
    field = search.field(page, "Territoire")
    field.press_sequentially("poitou")
    option = page.get_by_role("listbox").get_by_role("option").filter(has_text="Poitou-Charentes")
    option.wait_for()
    assert "Nouvelle-Aquitaine" in option.inner_text(), "a former place says what it is today"
    option.click()
    assert field.input_value() == "Poitou-Charentes"
    with search.renewed(page):
        field.press("Enter")
    assert search.chips(page) == ("Retirer le filtre Territoire : Nouvelle-Aquitaine",)


@BOTH
def test_s10_each_ring_looks_further_than_the_one_before(demo: str, visitors: Visitors, scripts: bool) -> None:
    """Paris as a département: alone, with all that it contains, with its neighbours, with what applies there."""
    page = visitors.arrive(scripts=scripts)
    found: dict[str, set[str]] = {}
    for ring in ("le territoire seul", "dans le territoire", "autour", "ce qui s’y applique"):
        search.visit(page, demo, "?territory=departement:75&view=table")
        words = next(
            text for text in page.get_by_label("Périmètre").locator("option").all_inner_texts() if ring in text
        )
        page.get_by_label("Périmètre").select_option(words)
        search.apply(page)
        assert search.chosen(page, "ring") == words
        assert search.value(page, "territory", "departement:75").count == search.total(page), "counts follow the ring"
        found[ring] = set(search.titles(page))
        if ring == "ce qui s’y applique":
            assert search.total(page) > 100, "what concerns the whole of France applies in Paris"
    alone, inside, around = found["le territoire seul"], found["dans le territoire"], found["autour"]
    assert "Le numérique au service de la société" in alone
    assert alone < inside < around
    assert "Jaccede" in inside - alone, "filed under the commune"
    assert "Université Paris VIII" in around - inside, "in Seine-Saint-Denis, of the same region"


def test_s10_every_number_of_a_ring_is_what_is_found_with_it(page: Any, demo: str) -> None:
    for ring in ("here", "inside", "around", "applies"):
        search.visit(page, demo, f"?ring={ring}&type=event")
        counted = [value for value in search.values(page, "territory") if not value.is_dead]
        assert counted
        for value in counted:
            search.visit(page, demo, f"?ring={ring}&type=event&territory={value.key}")
            assert search.total(page) == value.count, (ring, value)
