"""Contributing without a mouse: a reader corrects, a partner drafts, anybody compares.

Each stop is reached by Tab, in sight, with its ring; what is chosen is chosen by Space, arrows and Enter.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.support.chromium import Visitors
from tests.support.demo_site import PASSWORD, last_mailed
from tests.support.keyboard import Stop, tab_to, usable, walk

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def reach(page: Any, name: str) -> Stop:
    """Tab to it; it must be seen there."""
    stop = tab_to(page, name)
    assert (stop.is_seen, stop.is_covered, stop.has_ring) == (True, False, True), stop
    return stop


def press(page: Any, name: str, key: str = "Enter") -> None:
    """Tab to it and follow it: another page, or the same one again, is there after."""
    reach(page, name)
    with page.expect_navigation():
        page.keyboard.press(key)


def begin(page: Any, kind: str) -> None:
    """From one's space to the first step of a resource of a kind, past the menu, where its list has nearly its name."""
    press(page, "a Ajouter une ressource")
    reach(page, "a Aller au contenu")
    page.keyboard.press("Enter")
    press(page, f"a {kind}")


def write(page: Any, name: str, text: str) -> None:
    """Tab to a field and type in place of what it holds."""
    reach(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Any, name: str) -> None:
    """Tab to a box and tick it."""
    reach(page, f"input {name}")
    page.keyboard.press("Space")


def agree(page: Any) -> None:
    """That the text be published, and to the charter where it is asked: whoever accepted it before is not asked."""
    tick(page, "J’accepte que mon texte soit publié")
    if page.get_by_label("J’ai lu la charte de ce centre").count():
        tick(page, "J’ai lu la charte de ce centre")


def sign_in(page: Any, demo: str, name: str) -> None:
    """By the front door."""
    page.goto(f"{demo}/espace/")
    write(page, "input E-mail", f"{name}@example.org")
    write(page, "input Mot de passe", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@BOTH
def test_a08_a_reader_corrects_a_page(demo: str, demo_database: Path, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    page.goto(f"{demo}/centre/outils/offre-solidatech/")
    press(page, "a Proposer une modification de cette page")
    write(page, "textarea Résumé", f"Écrit au clavier ({scripts}).")
    press(page, "button Vérifier mes changements")
    page.wait_for_timeout(3_000)  # as long as a person needs to read it over
    write(page, "input Votre nom", "Ada")
    write(page, "input Votre adresse électronique", "ada@example.org")
    agree(page)
    press(page, "button Envoyer ma proposition")
    tracking = page.url.partition("#")[0]  # without scripts, `#sent=` stays
    page.goto(demo + last_mailed(demo_database, "/confirmer/"))
    press(page, "button Remettre ma proposition")
    assert page.url == tracking
    press(page, "a La retirer")
    press(page, "button La retirer")
    assert "Retirée" in page.locator("main").inner_text()


@BOTH
def test_a09_a_partner_drafts_and_hands_in(demo: str, visitors: Visitors, scripts: bool) -> None:
    title = f"Tout au clavier ({scripts})"
    page = visitors.arrive(scripts=scripts)
    sign_in(page, demo, "partenaire-a")
    begin(page, "Pratique")
    write(page, "input Nom", title)
    write(page, "textarea Résumé", "Ce qui aide, et qui.")
    press(page, "button Commencer le brouillon")
    reach(page, "summary Problème")
    page.keyboard.press("Enter")
    write(page, "textarea Problème", "Trop peu de lieux.")
    press(page, "button Enregistrer")
    page.goto(f"{demo}/espace/")
    press(page, f"a {title}")
    press(page, "button Relire, puis envoyer")
    agree(page)
    press(page, "button Envoyer")
    assert "Votre proposition attend la rédaction." in page.locator("main").inner_text()


def test_a10_the_twin_that_is_offered_is_reached(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive()
    sign_in(page, demo, "partenaire-b")
    begin(page, "Acteur")
    write(page, "input Nom", "silver gek")
    write(page, "textarea Résumé", "Ce qui aide, et qui.")
    press(page, "button Commencer le brouillon")
    press(page, "a Proposer une modification")
    assert page.get_by_label("Titre").first.input_value() == "Silver Geek"


@BOTH
def test_a13_a_reader_compares_two_versions(demo: str, visitors: Visitors, scripts: bool) -> None:
    page = visitors.arrive(scripts=scripts)
    page.goto(f"{demo}/centre/pratiques/engagement-ponctuel-en-ligne/")
    press(page, "a Historique")
    reach(page, "input de ")
    for key in ("ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    press(page, "button Comparer")
    assert page.locator("main section h2").all_inner_texts() == ["Résumé"]


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_reaches_all_that_a_draft_offers(demo: str, visitors: Visitors, width: int) -> None:
    page = visitors.arrive(width=width, height=740)
    sign_in(page, demo, "partenaire-a")
    press(page, "a Choisir un logiciel à plusieurs associations")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    names = usable(page)
    stops = walk(page, most=600)  # every section is unfolded
    assert [name for rank, name in enumerate(names) if rank not in {stop.rank for stop in stops}] == []
    assert len(names) > 60
    assert [stop.name for stop in stops if not (stop.is_seen and stop.has_ring) or stop.is_covered] == []
