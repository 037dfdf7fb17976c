"""Editors review in steps, ask an expert, and a partner's page goes the whole way: on the real demo.

The promise of the project: drafted, reviewed twice, found, corrected, credited.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_story_drafts import begin, partner
from tests.support import search_page as search
from tests.support.chromium import Visitors, follow
from tests.support.demo_site import agree, copied_demo, last_mail, last_mailed, managed, served, sign_in
from tests.support.elasticsearch import node, own_prefix
from tests.support.faults.clusters import remove_indices

pytestmark = pytest.mark.browser
QUEUE = "admin/resource-centre/queue/"
KEEP_ALL = "Garder tout, et passer à l’étape suivante"
ACCEPT_ALL = "Tout accepter, et publier"
SOLIDATECH = "Solidatech : équipements et logiciels solidaires"


@pytest.fixture(scope="module")
def desk(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A demo of their own: other stories count what waits. Its address and its database."""
    database = copied_demo(untouched_demo, tmp_path_factory.mktemp("desk"))
    with served(database) as address:
        yield address, database


def arrive(visitors: Visitors, site: str, account: str) -> Any:
    """Somebody signed in to the admin."""
    page = visitors.arrive()
    sign_in(page, site, account)
    return page


def submit_draft(page: Any, site: str, title: str, summary: str) -> None:
    """Change the summary of a page, and hand the draft in for review."""
    page.goto(f"{site}/admin/pages/search/?q={title.split()[0]}")
    follow(page.get_by_role("link", name=title, exact=True).first)
    page.locator("[name=summary]").fill(summary)
    page.locator("[name=action-submit]").first.evaluate("button => button.click()")
    page.wait_for_url("**/admin/pages/*/")


def open_item(page: Any, site: str, title: str, sort: str = "") -> None:
    """Open the first thing of that title in the queue, which may hold others that begin alike."""
    page.goto(f"{site}/{QUEUE}?sort={sort}&q={title.split()[0]}")
    follow(page.locator(".rc-queue__table td.title a", has_text=title).first)


def press(page: Any, name: str) -> None:
    """Press a button that leads elsewhere."""
    follow(page.get_by_role("button", name=name, exact=True))


def text(page: Any) -> str:
    return " ".join(page.locator("main").first.inner_text().split())


def test_a11_two_steps_a_named_reviewer_a_day_and_nobody_approves_their_own(
    desk: tuple[str, Path], visitors: Visitors
) -> None:
    """Self-approval is refused; the live version stays; each step is logged with who, when and why; late is shown."""
    site, database = desk
    admin = arrive(visitors, site, "admin")
    with closing(sqlite3.connect(database)) as rows:
        task = rows.execute("SELECT task_ptr_id FROM resource_centre_substancereview").fetchone()[0]
        reviewer = rows.execute("SELECT id FROM auth_user WHERE username = 'relecture'").fetchone()[0]
    admin.goto(f"{site}/admin/workflows/tasks/edit/{task}/")
    admin.locator("[name=days]").fill("7")
    admin.locator("[name=reviewer]").select_option(str(reviewer))
    follow(admin.get_by_role("button", name="Enregistrer").first)
    writer, reader = arrive(visitors, site, "redaction"), visitors.arrive()
    submit_draft(writer, site, "HUB ESS", "Un résumé relu en deux étapes.")
    writer.goto(f"{site}/{QUEUE}?q=HUB+ESS")
    assert not writer.locator(".rc-queue__table").count()
    reader.goto(f"{site}/centre/outils/hub-ess/")
    assert "en deux étapes" not in text(reader)
    with closing(sqlite3.connect(database)) as rows:
        rows.execute("UPDATE resource_centre_handling SET due_on = '2026-01-02' WHERE sort = 'step'")
        rows.commit()
    first = arrive(visitors, site, "relecture")
    first.goto(f"{site}/{QUEUE}?q=HUB+ESS")
    assert "en retard" in text(first)
    open_item(first, site, "HUB ESS")
    assert first.locator("main ins").count()
    first.locator("[name=point]").first.check()
    first.get_by_label("Un mot à l’auteur").fill("Le fond est juste.")
    press(first, "Approuver")
    open_item(writer, site, "HUB ESS")
    assert "Vous avez écrit une partie de ce changement" in text(writer)
    assert not writer.get_by_role("button", name="Approuver", exact=True).count()
    reader.reload()
    assert "en deux étapes" not in text(reader)
    open_item(admin, site, "HUB ESS")
    told = text(admin)
    assert re.search(r"Le fond\s?: \w+ – relecture, .* \(points vérifiés\s?: 1 / 3\)", told), told
    assert "Le fond est juste." in told
    press(admin, "Approuver")
    reader.reload()
    assert "en deux étapes" in text(reader)


def test_a12_an_expert_reads_one_text_by_a_private_link_that_serves_once(
    desk: tuple[str, Path], visitors: Visitors
) -> None:
    """An expert sees the preview, answers without account; the link dies after use, and when the text changes."""
    site, _database = desk
    writer, reviewer = arrive(visitors, site, "admin"), arrive(visitors, site, "relecture")
    submit_draft(writer, site, SOLIDATECH, "Un résumé sur lequel on demande un avis.")
    open_item(reviewer, site, SOLIDATECH, "step")
    links = []
    for name in ("Experte", "Expert"):
        reviewer.get_by_text("Demander un avis extérieur").click()
        reviewer.get_by_label("Nom", exact=True).fill(name)
        follow(reviewer.get_by_role("button", name="Créer le lien"))
    for row in reviewer.get_by_label("Le lien, pour cette seule personne").all():
        links.append("/centre/avis/" + row.input_value().partition("/avis/")[2])
    expert = visitors.arrive(scripts=False)
    expert.goto(f"{site}{links[0]}")
    assert "avis" in text(expert)
    follow(expert.get_by_role("button", name="Envoyer mon avis"))
    assert "Dites si vous approuvez" in text(expert)
    expert.get_by_label("J’ai une objection").check()
    expert.locator("textarea").first.fill("La date manque.")
    follow(expert.get_by_role("button", name="Envoyer mon avis"))
    assert "Merci de votre avis" in text(expert)
    assert expert.goto(f"{site}{links[0]}").status == 404
    reviewer.reload()
    assert "La date manque." in text(reviewer)
    other = visitors.arrive(scripts=False)
    assert other.goto(f"{site}{links[1]}").status == 200
    writer.goto(f"{site}/admin/pages/search/?q=Solidatech")
    follow(writer.get_by_role("link", name=SOLIDATECH, exact=True).first)
    writer.locator("[name=summary]").fill("Un autre résumé encore.")
    writer.locator("button.action-save").first.evaluate("button => button.click()")
    writer.wait_for_timeout(2_000)
    assert other.goto(f"{site}{links[1]}").status == 404
    reviewer.reload()
    assert "modifié pendant la relecture" in text(reviewer)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def centre(request: pytest.FixtureRequest, untouched_demo: Path, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A demo of its own that searches with that engine."""
    database = copied_demo(untouched_demo, tmp_path)
    if request.param == "embedded":
        with served(database) as address:
            yield address, database
        return
    prefix = own_prefix()
    cluster = {"ELASTICSEARCH_URL": node(), "ELASTICSEARCH_PREFIX": prefix}
    try:
        with managed(database, "resource_index", "rebuild", **cluster) as running:
            running.communicate(timeout=120)
        with served(database, **cluster) as address:
            yield address, database
    finally:
        remove_indices(node(), prefix)


def test_the_promise_a_partner_drafts_two_people_review_readers_find_and_correct_and_are_credited(
    centre: tuple[str, Path], visitors: Visitors
) -> None:
    """Drafted, sent back with remarks, handed in again, reviewed twice, published, found by theme and territory,
    corrected by a reader without account, accepted, credited."""
    site, database = centre
    title = "Atelier zéphyrin des seniors"
    author = partner(visitors, site, "partenaire-a")
    begin(author, site, "Pratique", title)
    author.evaluate("document.querySelectorAll('details.rc-group').forEach(group => { group.open = true; })")
    author.locator("#problem textarea").fill("Trop peu de lieux.")
    author.get_by_label("Bien-vieillir").first.check()
    author.locator("[name=territory_links-0-territory]").fill("Bretagne")
    hand_in(author)
    tracking = author.url
    first, second = arrive(visitors, site, "relecture"), arrive(visitors, site, "redaction")
    open_item(first, site, title)
    first.get_by_label("Un mot à l’auteur").fill("Dites combien de lieux.")
    press(first, "Demander des retouches")
    author.goto(tracking)
    assert "Dites combien de lieux." in text(author)
    follow(author.get_by_role("link", name="Modifier ma proposition").first)
    author.evaluate("document.querySelectorAll('details.rc-group').forEach(group => { group.open = true; })")
    author.locator("#problem textarea").fill("Trop peu de lieux : deux dans le département.")
    hand_in(author)
    open_item(first, site, title)
    press(first, KEEP_ALL)
    open_item(second, site, title)
    press(second, ACCEPT_ALL)
    reader = visitors.arrive()
    assert found_at(reader, site, title)
    follow(reader.get_by_role("link", name=title))
    follow(reader.get_by_role("link", name="Proposer une modification de cette page"))
    reader.get_by_label("Résumé").fill("Ce qui aide les seniors, et qui le fait.")
    follow(reader.get_by_role("button", name="Vérifier mes changements"))
    reader.wait_for_timeout(3_000)
    reader.get_by_label("Votre nom").fill("Ada du Loch")
    reader.get_by_label("Votre adresse électronique").fill("ada@example.org")
    reader.get_by_label("Me nommer sur la page").check()
    agree(reader)
    follow(reader.get_by_role("button", name="Envoyer ma proposition"))
    reader.goto(site + last_mailed(database, "/confirmer/"))
    follow(reader.get_by_role("button", name="Remettre ma proposition"))
    for page, button in ((first, KEEP_ALL), (second, ACCEPT_ALL)):
        open_item(page, site, title)
        press(page, button)
    assert found_at(reader, site, title)
    follow(reader.get_by_role("link", name=title))
    assert "Ce qui aide les seniors, et qui le fait." in text(reader)
    assert "Ada du Loch" in text(reader)
    assert "est sur la page" in last_mail(database)


def hand_in(author: Any) -> None:
    """From the form of a draft to the editors."""
    follow(author.get_by_role("button", name="Relire, puis envoyer"))
    agree(author)
    press(author, "Envoyer")


def found_at(page: Any, site: str, title: str) -> bool:
    """Whether the page is found under its theme and its territory, once the index had its five seconds."""
    for _second in range(10):
        search.visit(page, site, "?theme=bien-vieillir&territory=region:53")
        if title in search.titles(page):
            return True
        page.wait_for_timeout(1_000)
    return False
