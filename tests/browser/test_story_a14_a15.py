"""Editors keep the references in order, and a lesson open to what contradicts it, in a real browser."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.chromium import Visitors, follow
from tests.support.demo_site import ROOT, copied_demo, environment, served, sign_in

pytestmark = pytest.mark.browser

#: A second page for an organisation of the demo, with a part in two practices, one of which names the first page too.
TWIN = """
from resource_centre.models import Actor, Concept, Involvement, Practice
kept, role = Actor.objects.get(title="Sociétality"), Concept.objects.of("role").get(code="partenaire")
twin = Actor(title="Societality", summary="La même, sans accent.")
kept.get_parent().add_child(instance=twin)
twin.save_revision().publish()
for page in Practice.objects.live().order_by("title")[:2]:
    page.involvements.add(Involvement(actor=twin, role=role))
    page.save_revision().publish()
"""
KEPT = "/centre/acteurs/societality/"
LESSON = "/centre/enseignements/e4-partir-des-territoires-et-des-besoins/"
#: Half-seconds that the index may take.
TURNS = 40
STUDY = "La valorisation de l’open source"


@pytest.fixture(scope="module")
def site(untouched_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A demo of its own: what is merged here is named in other stories."""
    database = copied_demo(untouched_demo, tmp_path_factory.mktemp("references"))
    command = [sys.executable, "manage.py", "shell", "--verbosity", "0", "--command", TWIN]
    subprocess.run(command, cwd=ROOT, env=environment(database), check=True, timeout=120)  # noqa: S603
    with served(database) as address:
        yield address


def total(page: Any, site: str, query: str, wanted: int | None = None) -> int:
    """How much a search finds; waits until it is so much, or until it answers, for as long as the index may take."""
    found = -1
    for _turn in range(TURNS):
        answer = page.request.get(f"{site}/centre/recherche.json?{query}")
        found = int(answer.json().get("total", -1))
        if found == wanted or (wanted is None and found >= 0):
            break
        page.wait_for_timeout(500)
    assert found >= 0, answer.text()
    return found


def enter(target: Any) -> None:
    """Press a link or a button with the keyboard, and wait for the page that it leads to."""
    target.focus()
    with target.page.expect_navigation():
        target.page.keyboard.press("Enter")


def test_a14_two_spellings_become_one_actor_and_can_be_parted(site: str, visitors: Visitors) -> None:
    """Merges Sociétality and Societality: what moves is shown first, old addresses lead on, counts are the sum."""
    page = visitors.arrive()
    sign_in(page, site, "redaction")
    twin = f"{site}/centre/acteurs/societality-2/"
    alone, before = (total(page, site, f"{query}actor=societality-2") for query in ("", "actor=societality&"))
    page.goto(f"{site}/admin/resource-centre/duplicates/")
    follow(page.get_by_role("row", name="Societality").get_by_role("link"))
    assert "/centre/acteurs/societality-2/" in page.locator("main").inner_text()
    follow(page.get_by_role("button", name="Fusionner"))
    record = page.url
    assert page.goto(twin).url == f"{site}{KEPT}"
    assert total(page, site, "actor=societality", before) == before > alone > 1
    page.goto(record)
    follow(page.get_by_role("button", name="Annuler cette fusion"))
    answer = page.goto(twin)
    assert (answer.status, answer.url) == (200, twin)
    assert total(page, site, "actor=societality-2", alone) == alone


def test_a14_two_that_are_not_one_are_told_apart_by_keyboard_on_a_phone_without_scripts(
    site: str, visitors: Visitors
) -> None:
    """Tells two terms of the demo apart, then puts them back: what was done is said where the focus is."""
    page = visitors.arrive(scripts=False, width=360, height=740)
    sign_in(page, site, "redaction")
    page.goto(f"{site}/admin/resource-centre/duplicates/?kind=concept")
    rows = page.get_by_role("row", name="GNU")
    before = rows.count()
    assert before > 0
    row = rows.first
    titles = row.get_by_role("cell").all_inner_texts()[:2]
    button = row.get_by_role("button")
    box = button.bounding_box()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= 360
    enter(button)
    said = page.locator("main :focus")
    expect(said).to_have_attribute("role", "status")
    assert all(title in said.inner_text() for title in titles)
    assert rows.count() == before - 1
    enter(page.get_by_role("link", name=": 1"))
    enter(page.get_by_role("row", name=titles[0]).get_by_role("button"))
    expect(page.locator("main :focus")).to_have_attribute("role", "status")
    page.goto(f"{site}/admin/resource-centre/duplicates/?kind=concept")
    assert rows.count() == before


def test_a14_a_theme_that_moves_under_another_keeps_its_address_and_all_that_is_filed(
    site: str, visitors: Visitors
) -> None:
    """Moves a theme under another in the admin: what is found under the broader one is the sum, counted once."""
    page = visitors.arrive()
    sign_in(page, site, "redaction")
    moved, above = "bien-vieillir", "education"
    union = total(page, site, f"theme={moved}&theme={above}")
    page.goto(f"{site}/admin/resource-centre/terms/?q={moved}")
    follow(page.locator("main table a", has_text="ieillir").first)
    page.locator("#id_parent-chooser").get_by_role("button", name="Choisir").click()
    page.locator(".modal-content input[name=q]").fill("education")
    page.locator(".modal-content").get_by_role("link", name="Éducation", exact=True).click()
    page.locator("#id_parent-chooser").get_by_text("ducation").wait_for()
    page.get_by_role("button", name="Enregistrer").first.click()
    page.wait_for_url("**/resource-centre/terms/")
    assert page.goto(f"{site}/centre/themes/{moved}/").status == 200
    assert total(page, site, f"theme={above}", union) == union


def test_a15_a_lesson_shows_what_contradicts_it_and_what_its_state_was(site: str, visitors: Visitors) -> None:
    """Adds to E4 a study that contradicts it: the board shows it, by universe; a new state keeps the former one."""
    page = visitors.arrive()
    sign_in(page, site, "redaction")
    page.goto(f"{site}{LESSON}")
    assert "Aucune ressource ne la contredit" in page.locator(".rc-evidence__stance--contradicts").inner_text()
    before = universes(page)
    open_in_admin(page, site, "study", STUDY)
    page.get_by_role("tab", name="Acteurs et liens").click()
    page.locator("#id_evidence-ADD").click()
    page.locator("[id^=inline_child_evidence-]").last.get_by_role("button", name="Choisissez").click()
    page.locator(".modal-content input[name=q]").fill("E4")
    page.locator(".modal-content td.title a", has_text="E4.").first.click()
    page.locator("[id^=inline_child_evidence-]").last.get_by_text("E4.").first.wait_for()
    page.locator("select[name$=-stance]").last.select_option("contradicts")
    publish(page)
    page.goto(f"{site}{LESSON}")
    assert STUDY in page.locator(".rc-evidence__stance--contradicts").inner_text()
    assert universes(page) > before
    open_in_admin(page, site, "lesson", "E4")
    page.locator("select[name=state]").select_option("nuanced")
    publish(page)
    page.goto(f"{site}{LESSON}")
    states = [line.partition("\n")[0] for line in page.locator(".rc-history li p").all_inner_texts()]
    assert states == ["Posé", "Étayé", "Nuancé"]


def universes(page: Any) -> int:
    """How much contradicts the lesson, universe by universe, added up."""
    cells = page.locator("#universes tbody td:last-child").all_inner_texts()
    assert cells
    return sum(map(int, cells))


def open_in_admin(page: Any, site: str, kind: str, title: str) -> None:
    """The form of a resource, found in the list of its kind."""
    page.goto(f"{site}/admin/resource-centre/{kind}/?q={title}")
    follow(page.locator("main table a", has_text=title).first)


def publish(page: Any) -> None:
    """Publish what is in the form; the button is folded in the menu of actions."""
    page.locator("[name=action-publish]").first.evaluate("button => button.click()")
    page.wait_for_url("**/admin/pages/*/")
