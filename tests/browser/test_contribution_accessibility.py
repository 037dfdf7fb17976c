"""Pages of contributions in each of their states: rules of axe in both schemes, and 320 pixels."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_story_drafts import begin, partner
from tests.support.accessible import Look
from tests.support.chromium import Visitors, follow
from tests.support.demo_site import agree, copied_demo, last_mailed, served

pytestmark = pytest.mark.browser
PRACTICE = "/centre/pratiques/ordyslexie/"
#: Milliseconds under which a form was not filled by a person.
READ = 3_200


@pytest.fixture(scope="module")
def site(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demo of its own: much is sent here. Its address and its database."""
    database = copied_demo(untouched_demo, tmp_path_factory.mktemp("contributions"))
    with served(database) as address:
        yield address, database


@pytest.fixture
def reader(visitors: Visitors) -> Any:
    return visitors.arrive(reduced_motion="reduce")


def send(page: Any, name: str) -> None:
    """Press a button of the page, and wait for what comes."""
    follow(page.locator("main").get_by_role("button", name=name, exact=True).first)


def unfolded(page: Any) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")


def go(page: Any, name: str, *, exact: bool = False) -> None:
    """Go where a link of the page leads."""
    link = page.locator("main").get_by_role("link", name=name, exact=exact).first
    page.goto(link.evaluate("link => link.href"))


def test_a_change_and_a_reported_problem(site: tuple[str, Path], reader: Any) -> None:
    address, database = site
    look = Look(reader)
    reader.goto(address + PRACTICE)
    go(reader, "Proposer une modification de cette page")
    unfolded(reader)
    look("form of a change, unfolded")
    send(reader, "Vérifier mes changements")
    look("nothing was changed")
    reader.get_by_label("Titre").first.fill("")
    unfolded(reader)
    reader.locator("#people").get_by_label("Acteur").last.fill("Personne de ce nom")
    reader.locator("#people").get_by_label("Début").last.fill("anticonstitutionnellement" * 2)
    send(reader, "Vérifier mes changements")
    assert reader.locator("[aria-invalid=true]").count()
    look("fields that are refused")
    unfolded(reader)
    reader.get_by_label("Titre").first.fill("Ordyslexie")
    for refused in reader.locator("#people input[aria-invalid=true]").all():
        refused.fill("")
    reader.get_by_label("Résumé").fill("Un résumé très long. " * 12)
    send(reader, "Vérifier mes changements")
    look("the difference")
    send(reader, "Envoyer ma proposition")
    look("sent without a name")
    reader.wait_for_timeout(READ)
    reader.get_by_label("Votre nom").fill("Ada")
    reader.get_by_label("Votre adresse électronique").fill("ada@example.org")
    agree(reader)
    send(reader, "Envoyer ma proposition")
    look("to be confirmed")
    tracking = reader.url
    reader.goto(address + last_mailed(database, "/confirmer/"))
    look("the link of the mail")
    send(reader, "Remettre ma proposition")
    look("waits for the editors")
    for step in ("reprendre", "discussion", "retirer"):
        reader.goto(f"{tracking}{step}/")
        look(step)
    reader.locator("main form button[type=submit]").last.click()
    reader.wait_for_url(tracking)
    look("withdrawn")
    reader.goto(address + PRACTICE)
    go(reader, "Signaler un problème")
    look("report")
    send(reader, "Envoyer")
    look("report without a reason")
    reader.locator("[name=reason]").first.check()
    reader.locator("[name=text]").fill("La date est fausse.")
    reader.wait_for_timeout(READ)
    send(reader, "Envoyer")
    look("thanks")
    look.end()


def test_history_and_who_made_it(site: tuple[str, Path], reader: Any) -> None:
    address, _database = site
    look = Look(reader)
    for slug in ("pratiques/ordyslexie", "etudes/monographies-d-investisseurs-societaux"):
        reader.goto(f"{address}/centre/{slug}/")
        go(reader, "Historique")
        look(f"history of {slug}")
    comparer = reader.url + "comparer/"
    first = reader.locator("main h3 a").first.get_attribute("href")
    reader.goto(comparer)
    look("comparison")
    reader.goto(address + str(first))
    look("an old version")
    reader.goto(f"{address}/centre/changements/")
    look("recent changes")
    look.end()


def test_watching_by_mail(site: tuple[str, Path], reader: Any) -> None:
    address, database = site
    look = Look(reader)
    reader.goto(f"{address}/centre/suivre/?territory=region:53")
    reader.wait_for_timeout(READ)
    reader.locator("[name=email]").fill("personne")
    send(reader, "Suivre")
    look("an address that is none")
    reader.locator("[name=email]").fill("grace@example.org")
    send(reader, "Suivre")
    look("to be confirmed")
    reader.goto(address + last_mailed(database, "/suivre/confirmer/"))
    look("the link of the mail")
    follow(reader.locator("main form button[type=submit]").first)
    look("watches")
    reader.goto(re.sub(r"(/suivis/[^/]+/).*", r"\1arreter/", reader.url))
    look("about to stop")
    follow(reader.locator("main form button[type=submit]").first)
    look("stopped")
    look.end()


def test_the_workspace_and_its_drafts(site: tuple[str, Path], visitors: Visitors) -> None:
    address, _database = site
    page = partner(visitors, address, "partenaire-a")
    look = Look(page)
    look("workspace")
    for path in ("donnees/", "page-publique/", "organisations/", "organisations/?q=zzz"):
        page.goto(f"{address}/espace/{path}")
        look(path)
    page.goto(f"{address}/espace/organisations/?q=rameau")
    look("organisations found")
    page.goto(f"{address}/espace/")
    team = page.locator("a[href*='/espace/organisations/']").evaluate_all("links => links.map(link => link.href)")
    page.goto(next(one for one in team if re.search(r"organisations/[0-9a-f-]{36}/$", one)))
    look("team")
    page.goto(page.url + "quitter/")
    look("about to leave")
    page.goto(f"{address}/espace/")
    go(page, "Ajouter une ressource")
    look("kinds")
    go(page, "Acteur", exact=True)
    look("a draft to begin")
    send(page, "Commencer le brouillon")
    look("begun without a name")
    begin(page, address, "Acteur", "silver gek")
    look("a name that is there")
    begin(page, address, "Pratique", "Un titre assez long pour tenir sur plusieurs lignes d’un petit écran")
    unfolded(page)
    look("draft, unfolded")
    page.locator("[name=territory_links-0-territory]").fill("Nulle part du tout")
    send(page, "Relire, puis envoyer")
    unfolded(page)
    assert page.locator("[aria-invalid=true]").count()
    look("draft with what is refused")
    page.locator("[name=territory_links-0-territory]").fill("Bretagne")
    page.locator("#problem textarea").fill("Trop peu de lieux.")
    page.get_by_label("Bien-vieillir").first.check()
    send(page, "Relire, puis envoyer")
    look("draft to be sent")
    agree(page)
    send(page, "Envoyer")
    look("handed in")
    look.end()


def test_every_state_of_a_proposal_is_followed(site: tuple[str, Path], visitors: Visitors) -> None:
    address, database = site
    asked = """SELECT status, uuid, (SELECT username FROM auth_user WHERE id = author_id)
        FROM resource_centre_proposal WHERE author_id IS NOT NULL GROUP BY status"""
    with closing(sqlite3.connect(database)) as rows:
        found = rows.execute(asked).fetchall()
    assert len(found) >= 5
    for status, number, author in found:
        page = partner(visitors, address, author)
        look = Look(page)
        uid = f"{number[:8]}-{number[8:12]}-{number[12:16]}-{number[16:20]}-{number[20:]}"
        assert page.goto(f"{address}/centre/propositions/{uid}/").status == 200
        look(status)
        look.end()


def test_discussions(site: tuple[str, Path], visitors: Visitors, reader: Any) -> None:
    address, _database = site
    look = Look(reader)
    reader.goto(address + PRACTICE)
    go(reader, "Discussion")
    look("nobody asked anything")
    page = partner(visitors, address, "partenaire-b")
    page.goto(reader.url)
    ask = Look(page)
    ask("a question to ask")
    send(page, "Publier mon message")
    ask("asked without words")
    page.locator("[name=title]").fill("Une question, " * 6)
    page.locator("[name=text]").fill("Combien de lieux ?\nEt depuis quand ?")
    page.wait_for_timeout(READ)
    send(page, "Publier mon message")
    ask("a thread")
    send(page, "Publier mon message")
    ask("an answer without words")
    send(page, "La question est résolue")
    ask("resolved")
    reader.goto(page.url)
    look("a thread, without account")
    reader.goto(address + PRACTICE)
    go(reader, "Discussion")
    look("threads")
    look.end()
    ask.end()


@pytest.mark.parametrize("place", ["connexion", "inscription"])
def test_the_front_door(site: tuple[str, Path], reader: Any, place: str) -> None:
    address, _database = site
    look = Look(reader)
    reader.goto(f"{address}/espace/")
    if place == "inscription":
        go(reader, "compte")
    look(place)
    follow(reader.locator("main form button[type=submit]").first)
    look(f"{place}, nothing typed")
    look.end()
