"""Partners draft a resource in a real browser: they leave, come back, read what is there, reach no rival's."""

from typing import Any

import pytest

from tests.support.chromium import Visitors, follow
from tests.support.demo_site import PASSWORD, agree
from tests.support.files import PDF

pytestmark = pytest.mark.browser
#: Milliseconds in which a text that is typed must be kept: ten seconds, and what the answer takes.
KEPT = 20_000


def partner(visitors: Visitors, demo: str, name: str, *, scripts: bool = True) -> Any:
    """Somebody who has come in by the front door."""
    page = visitors.arrive(scripts=scripts)
    page.goto(f"{demo}/espace/")
    page.locator("[name=login]").fill(f"{name}@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(f"{demo}/espace/")
    return page


def begin(page: Any, demo: str, kind: str, title: str) -> None:
    """The first step, up to the draft."""
    page.goto(f"{demo}/espace/")
    follow(page.get_by_role("link", name="Ajouter une ressource"))
    follow(page.get_by_role("link", name=kind, exact=True))
    page.get_by_label("Nom").fill(title)
    page.get_by_label("Résumé").fill("Ce qui aide, et qui.")
    follow(page.get_by_role("button", name="Commencer le brouillon"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a09_a_partner_drafts_leaves_and_comes_back(demo: str, visitors: Visitors, scripts: bool) -> None:
    """Writes a part, closes the window, finds the very form again, sees it as it will be published, hands it in."""
    title = f"Atelier du mardi ({scripts})"
    page = partner(visitors, demo, "partenaire-a", scripts=scripts)
    begin(page, demo, "Pratique", title)
    page.locator("#problem > summary").click()
    page.locator("#problem textarea").fill("Trop peu de **lieux**.")
    if scripts:
        page.locator("[data-rc-status]").filter(has_text="Enregistré à").wait_for(timeout=KEPT)
        page.wait_for_timeout(11_000)
    else:
        follow(page.get_by_role("button", name="Enregistrer").first)
    page.goto(f"{demo}/centre/")
    page.goto(f"{demo}/espace/")
    follow(page.get_by_role("link", name=title))
    assert page.locator("#problem textarea").input_value() == "Trop peu de **lieux**."
    colleague = partner(visitors, demo, "partenaire-c", scripts=scripts)
    follow(colleague.get_by_role("link", name=title))
    assert colleague.locator("#problem textarea").input_value() == "Trop peu de **lieux**."
    follow(page.get_by_role("button", name="Relire, puis envoyer"))
    preview = visitors.arrive(scripts=scripts)
    address = page.get_by_role("link", name="Voir la page telle qu’elle serait publiée").get_attribute("href")
    preview.goto(demo + address)
    assert title not in preview.locator("main").inner_text()  # nobody who is not signed in reads it
    agree(page)
    follow(page.get_by_role("button", name="Envoyer", exact=True))
    assert "Votre proposition attend la rédaction." in page.locator("main").inner_text()
    page.goto(f"{demo}/espace/")
    assert title in page.locator("main").inner_text()


def test_a10_a_name_that_is_there_is_offered_before_anything_is_kept(demo: str, visitors: Visitors) -> None:
    """A former name, without its accents: the page that is there is offered, with the way to complete it."""
    page = partner(visitors, demo, "partenaire-b")
    begin(page, demo, "Acteur", "silver gek")
    offered = page.locator("#twins")
    assert "Silver Geek" in offered.inner_text()
    assert page.get_by_label("Nom").input_value() == "silver gek"
    follow(offered.get_by_role("link", name="Proposer une modification"))
    assert page.get_by_label("Titre").first.input_value() == "Silver Geek"
    page.goto(f"{demo}/espace/")
    assert "silver gek" not in page.locator("main").inner_text()


def test_a_file_is_sent_by_its_button_and_the_script_claims_no_lost_text(demo: str, visitors: Visitors) -> None:
    page = partner(visitors, demo, "partenaire-a")
    begin(page, demo, "Outil", "Un guide à joindre")
    page.locator("#files > summary").click()
    page.locator("#id_documents-0-file").set_input_files(
        {"name": "guide.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    page.locator("[data-rc-status]").filter(has_text="Enregistré à").wait_for(timeout=KEPT)
    assert page.locator(".rc-lines__file").count() == 0  # kept every ten seconds are the words alone
    page.locator("#id_documents-0-title").fill("Guide")
    follow(page.get_by_role("button", name="Envoyer le fichier").first)
    assert "guide.pdf" in page.locator(".rc-lines__file").inner_text()
    assert page.locator(".rc-banner").count() == 0
    assert page.locator("#id_documents-0-title").input_value() == "Guide"


def test_rivals_reach_no_draft_of_each_other(demo: str, visitors: Visitors) -> None:
    page, rival = (partner(visitors, demo, name) for name in ("partenaire-a", "partenaire-b"))
    begin(page, demo, "Outil", "Ce que nous préparons")
    address = page.url.partition("#")[0]
    for step in ("", "../", "../apercu/", "../retirer/", "../reprendre/"):
        answer = rival.goto(f"{address}{step}")
        assert answer.status == 404, step
        assert "préparons" not in rival.content()
    rival.goto(f"{demo}/espace/")
    assert "préparons" not in rival.content()
    assert rival.goto(f"{demo}/admin/").url.startswith(f"{demo}/admin/login/")
