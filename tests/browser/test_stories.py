"""Stories of visitors, in a real browser, on the real demo."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support import search_page as search
from tests.support.chromium import Visitors, follow
from tests.support.demo_site import agree, last_mail, last_mailed, sign_in
from tests.support.keyboard import tab_to

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
SILVER_GEEK = "Expérimentation Silver Geek"
#: For each box of the form that is in the page: its facet, its value, the number beside it, and what is found with it
#: alone in its facet, the rest of the form as it is.
FOLLOWED = """
async () => {
    const form = document.querySelector('main form[method=get]:has([type=checkbox])'), found = [];
    for (const box of form?.querySelectorAll('[type=checkbox]') ?? []) {
        const fields = new FormData(form);
        fields.set(box.name, box.value);
        const answer = await fetch(`${form.action}?${new URLSearchParams(fields)}`);
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const heading = page.getElementById('rc-count').textContent.replace(/\\s/g, '');
        found.push([box.name, box.value, Number(box.closest('label').querySelector('span').textContent),
                    Number.parseInt(heading)]);
    }
    return found;
}
"""


@BOTH
def test_a01_a_theme_and_a_region_find_what_is_attached_to_a_former_region(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    """From home, picks theme bien-vieillir and territory Nouvelle-Aquitaine: Silver Geek is in ring "inside".

    The address alone, in a fresh browser, gives the same list, order and counts.
    """
    page = visitors.arrive(scripts=scripts)
    page.goto(f"{demo}/")
    search.write(page, "Territoire", "Nouvelle-Aquitaine")
    with search.renewed(page):
        page.get_by_role("button", name="Rechercher").click()
    announced = search.value(page, "theme", "bien-vieillir").count
    search.box(page, "theme", "bien-vieillir").check()
    search.apply(page)
    assert search.chips(page) == (
        "Retirer le filtre Thèmes : Bien-vieillir",
        "Retirer le filtre Territoire : Nouvelle-Aquitaine",
    )
    assert search.chosen(page, "ring") == "dans le territoire"
    assert SILVER_GEEK in search.titles(page)
    assert search.total(page) == announced
    for others in (True, False):
        fresh = visitors.arrive(scripts=others)
        fresh.goto(page.url)
        assert search.read(fresh) == search.read(page)
    page.get_by_role("link", name=SILVER_GEEK).click()
    page.wait_for_url("**/centre/pratiques/**")
    assert "Poitou-Charentes" in page.locator("main").inner_text(), "the place that its source names"


@BOTH
def test_a02_accents_may_be_forgotten_and_a_mistyped_word_is_offered_right(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    """Types "inclusion numerique" without accent, then "fracture numérque": same first five as the right spelling; the
    words found are marked; what was typed is not written over."""
    page = visitors.arrive(scripts=scripts)
    search.visit(page, demo)
    first = {words: _first_five(page, words) for words in ("inclusion numerique", "inclusion numérique")}
    assert first["inclusion numerique"] == first["inclusion numérique"]
    right = _first_five(page, "fracture numérique")
    assert not page.get_by_text("Résultats pour").count()
    assert _first_five(page, "fracture numérque") == right
    assert search.field(page, "Besoin, sujet ou nom").input_value() == "fracture numérque"
    offered = page.get_by_role("link", name="fracture numérique", exact=True)
    assert search.query_of(page)[0] == ("q", "fracture numérque"), "not imposed"
    with search.renewed(page):
        offered.click()
    assert search.query_of(page)[0] == ("q", "fracture numérique")
    assert search.titles(page)[:5] == right


def _first_five(page: Any, words: str) -> tuple[str, ...]:
    search.field(page, "Besoin, sujet ou nom").fill(words)
    with search.renewed(page):
        page.keyboard.press("Enter")
    marks = {mark.lower() for mark in page.locator(".rc-hits mark").all_inner_texts()}
    assert marks & {"numérique", "numériques"}
    found = search.titles(page)[:5]
    assert len(found) == 5
    return found


@pytest.mark.parametrize("ticked", [(), ("study", "tool")], ids=["nothing", "studies and tools"])
def test_a03_every_number_beside_a_value_is_what_is_found_by_following_it(
    page: Any, demo: str, ticked: tuple[str, ...]
) -> None:
    """Ticks Study + Tool: each count shown = number of results got by clicking it, for every value of every facet, on
    the page and on the pages of all values."""
    search.visit(page, demo)
    for key in ticked:
        search.box(page, "type", key).check()
    search.apply(page)
    assert search.ticked(page) == {("type", key) for key in ticked}
    rest = urlsplit(page.url).query
    shown = {(value.facet, value.key): value.count for value in search.values(page)}
    facets = dict.fromkeys(
        [facet for facet, _key in shown]
        + page.locator("#rc-more a").evaluate_all("links => links.map(link => link.pathname.split('/').at(-2))")
    )
    assert len(facets) >= 12
    followed: dict[tuple[str, str], int] = {}
    for facet in facets:
        page.goto(f"{demo}{search.SEARCH}filtres/{facet}/?{rest}")
        for name, key, count, found in page.evaluate(FOLLOWED):
            assert count == found, (name, key)
            followed[name, key] = count
    assert len(followed) > 100
    assert {pair: followed[pair] for pair in shown} == shown, "the page says the same as the pages of all values"


@BOTH
def test_a05_the_whole_search_is_done_by_keyboard_alone(demo: str, visitors: Visitors, scripts: bool) -> None:
    """Uses facets and map by keyboard only, then without scripts.

    Every result and link is reachable in the list, in the table, in the map's table. There is no graph yet.
    """
    page = visitors.arrive(scripts=scripts)
    page.goto(f"{demo}/")
    tab_to(page, "input Besoin, sujet ou nom")
    page.keyboard.type("numérique")
    with search.renewed(page):
        page.keyboard.press("Enter")
    tab_to(page, "a Aller aux filtres")
    page.keyboard.press("Enter")
    tab_to(page, "input Acteurs")
    page.keyboard.press("Space")
    tab_to(page, "input Inclusion numérique")
    page.keyboard.press("Space")
    tab_to(page, "button Appliquer")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert {"Retirer le filtre Type : Acteurs", "Retirer le filtre Thèmes : Inclusion numérique"} == set(
        search.chips(page)
    )
    titles = search.titles(page)
    assert len(titles) > 2
    for title in titles:
        tab_to(page, f"a {title}")
    for view in ("Tableau", "Carte"):
        tab_to(page, f"a {view}")
        with search.renewed(page):
            page.keyboard.press("Enter")
        for title in titles if view == "Tableau" else ():
            tab_to(page, f"a {title}")
    rows = search.texts(page, "main table tr:has(th[scope=row] a)")
    assert rows
    for row in rows[:-1]:
        tab_to(page, f"a {row.rsplit(' ', 1)[0]}")
    place, _space, count = rows[-1].rpartition(" ")
    tab_to(page, f"a {place}")
    with search.renewed(page):
        page.keyboard.press("Enter")
    assert search.total(page) == int(count)
    tab_to(page, f"a {search.titles(page)[0]}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/centre/acteurs/**")


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
    follow(page.get_by_role("link", name="Pratiques").first)
    follow(page.locator(".rc-card a").filter(has_text="Silver Geek").first)
    assert "Silver Geek" in page.get_by_role("heading", level=1).inner_text()
    follow(page.get_by_role("link", name="Nouvelle-Aquitaine").first)
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


@BOTH
def test_a08_a_reader_corrects_a_date_and_a_role_and_an_editor_publishes_it(
    demo: str, demo_database: Path, visitors: Visitors, scripts: bool
) -> None:
    """Proposes a correction, confirms by mail: nothing public changes; the editor sees the difference by field; on
    acceptance the page shows the change, the author is credited as they chose and told."""
    address, name = f"{demo}/centre/pratiques/ordyslexie/", f"Ada {scripts}"
    page = visitors.arrive(scripts=scripts)
    page.goto(address)
    before = page.locator("main").inner_text()
    follow(page.get_by_role("link", name="Proposer une modification de cette page"))
    page.get_by_label("Résumé").fill(f"Résumé corrigé par {name}.")
    page.locator("#people > summary").click()
    people = page.locator("#people")
    people.get_by_label("Acteur").last.fill("Orange")
    people.get_by_label("Rôle").last.select_option(label="Partenaire")
    follow(page.get_by_role("button", name="Vérifier mes changements"))
    assert "Orange – Partenaire" in page.locator(".rc-changes").inner_text()
    page.wait_for_timeout(3_000)  # as long as a person needs to read it over
    page.get_by_label("Votre nom").fill(name)
    page.get_by_label("Votre adresse électronique").fill("ada@example.org")
    page.get_by_label("Me nommer sur la page").check()
    agree(page)
    follow(page.get_by_role("button", name="Envoyer ma proposition"))
    tracking = page.url.partition("#")[0]  # without scripts, `#sent=` stays
    page.goto(demo + last_mailed(demo_database, "/confirmer/"))
    follow(page.get_by_role("button", name="Remettre ma proposition"))
    assert page.url == tracking
    reader = visitors.arrive(scripts=scripts)
    reader.goto(address)
    assert reader.locator("main").inner_text() == before
    for account, button in (
        ("relecture", "Garder ce qui est coché, et passer à l’étape suivante"),
        ("redaction", "Accepter ce qui est coché, et publier"),
    ):
        editor = visitors.arrive()
        sign_in(editor, demo, account)
        editor.goto(f"{demo}/admin/resource-centre/queue/?q=Ordyslexie")
        follow(editor.get_by_role("link", name="Ordyslexie").last)
        assert editor.locator("[name='text:summary']").input_value() == f"Résumé corrigé par {name}."
        assert editor.locator("main ins").count() >= 2
        follow(editor.get_by_role("button", name=button))
    reader.goto(address)
    text = reader.locator("main").inner_text()
    assert f"Résumé corrigé par {name}." in text
    assert f"Avec l’aide de {name}" in " ".join(text.split()) or name in text.split("Avec l’aide de")[1]
    page.goto(tracking)
    assert "Acceptée" in page.locator("main").inner_text()
    assert "est sur la page" in last_mail(demo_database)


@BOTH
def test_a13_an_editor_puts_an_old_version_back_and_a_reader_compares_any_two(
    demo: str, visitors: Visitors, scripts: bool
) -> None:
    """Three versions after a good one, the editor puts it back: that is a new version. Anybody compares any two, by
    field and in words; the search follows within five seconds."""
    address, word = f"{demo}/centre/outils/hub-ess/", "zorglubique" if scripts else "zorglubesque"
    editor, reader = visitors.arrive(), visitors.arrive(scripts=scripts)
    sign_in(editor, demo, "redaction")
    reader.goto(address)
    before = reader.locator(".rc-title__lead").inner_text()
    follow(reader.get_by_role("link", name="Historique"))
    history, good = reader.url, str(reader.locator("main h3 a").first.get_attribute("href"))
    for number in range(3):
        editor.goto(f"{demo}/admin/pages/search/?q=HUB+ESS")
        follow(editor.get_by_role("link", name="HUB ESS", exact=True).first)
        editor.locator("[name=summary]").fill(f"Un résumé {word} {number}.")
        _publish(editor)
    assert _is_found(reader, demo, word)
    reader.goto(history)
    reader.locator("[name=from]").nth(3).check()
    follow(reader.get_by_role("button", name="Comparer"))
    assert reader.locator("main section h2").all_inner_texts() == ["Résumé"]
    assert f"{word} 2" in " ".join(reader.locator("main ins").all_inner_texts())
    editor.goto(f"{demo}{good}")
    follow(editor.get_by_role("link", name="Remettre cette version en place"))
    _publish(editor)
    reader.goto(history)
    assert "Remet en place la version du" in reader.locator("main form li").first.inner_text()
    reader.goto(address)
    assert reader.locator(".rc-title__lead").inner_text() == before
    assert not _is_found(reader, demo, word)


def _publish(editor: Any) -> None:
    """Publish what is in the form; the button is folded in the menu of actions."""
    editor.locator("[name=action-publish]").first.evaluate("button => button.click()")
    editor.wait_for_url("**/admin/pages/*/")


def _is_found(page: Any, demo: str, word: str) -> bool:
    """Whether the tool is found by that word, once the index had its five seconds."""
    page.wait_for_timeout(5_000)
    search.visit(page, demo, f"?q={word}")
    return "HUB ESS" in search.titles(page)
