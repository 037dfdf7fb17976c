"""A proposal whose every field is an attack runs nothing: form, check, tracking page, admin, mails."""

import re
from typing import Any

import pytest

from tests.browser.test_payloads import PROVOKE
from tests.support.chromium import Visitors, follow
from tests.support.demo_site import agree, last_mail, last_mailed, sign_in

pytestmark = pytest.mark.browser

PAYLOADS = (
    "<img src=x onerror=fired()>", "<svg onload=fired()>", "\"><script>fired()</script>", "'-fired()-'",
    "[mot](javascript:fired())", "{{ fired() }}", "</textarea><img src=x onerror=fired()>",
)  # fmt: skip
ATTACK = " ".join(PAYLOADS)
#: Ends with nothing: Playwright calls a function that an expression gives.
COUNTING = "window.ran = 0; window.fired = () => { window.ran += 1; }; void 0"


def seen(page: Any) -> int:
    """How often something ran on this page, provoked as a hand would; buttons and links are left alone."""
    page.evaluate(PROVOKE.replace("e.click && e.click()", "e.closest('a,button,form,summary,label') || e.click()"))
    page.wait_for_timeout(300)
    return int(page.evaluate("window.ran"))


def watched(visitors: Visitors) -> Any:
    """A page on which what runs is counted."""
    page = visitors.arrive()
    page.add_init_script(COUNTING)
    return page


def test_the_count_sees_what_runs(visitors: Visitors) -> None:
    page = watched(visitors)
    page.goto("about:blank")
    page.evaluate(COUNTING)
    page.evaluate("document.body.innerHTML = '<img src=x onerror=fired()>'")
    page.wait_for_timeout(300)
    assert page.evaluate("window.ran") == 1


def test_no_field_of_a_proposal_runs_anything_anywhere(demo: str, demo_database: Any, visitors: Visitors) -> None:
    page = watched(visitors)
    page.goto(f"{demo}/centre/pratiques/journees-de-l-accessibilite/")
    follow(page.get_by_role("link", name="Proposer une modification de cette page"))
    page.evaluate("document.querySelectorAll('details.rc-group').forEach(group => { group.open = true; })")
    page.locator("[name=f-title]").fill(ATTACK[:250])
    for field in page.locator("form textarea:not(.rc-lines textarea)").all():
        field.fill(ATTACK[:300])
    for name in ("f-scale_actors", "f-cost_band"):
        page.locator(f"[name={name}]").fill(PAYLOADS[0])
    page.locator("[name=sources-0-title]").fill(ATTACK[:250])
    last = page.locator("#figures .rc-lines > li").last
    for label, longest in (("Ce qui est compté", 200), ("Valeur", 50), ("Unité", 50)):
        last.get_by_label(label).fill(ATTACK[:longest])
    follow(page.get_by_role("button", name="Vérifier mes changements"))
    assert page.locator("h1").inner_text() == "Vérifier mes changements"
    assert seen(page) == 0
    page.wait_for_timeout(3_000)
    page.get_by_label("D’où vient l’information").fill(ATTACK)
    page.get_by_label("Un mot à la rédaction").fill(ATTACK)
    page.get_by_label("Votre nom").fill(ATTACK[:100])
    page.get_by_label("Votre adresse électronique").fill("mallory@example.org")
    page.get_by_label("Me nommer sur la page").check()
    agree(page)
    follow(page.get_by_role("button", name="Envoyer ma proposition"))
    assert "/propositions/" in page.url
    assert seen(page) == 0
    page.goto(demo + last_mailed(demo_database, "/confirmer/"))
    follow(page.get_by_role("button", name="Remettre ma proposition"))
    assert seen(page) == 0
    editor = watched(visitors)
    sign_in(editor, demo, "relecture")
    editor.goto(f"{demo}/admin/resource-centre/queue/")
    assert seen(editor) == 0
    follow(editor.get_by_role("link", name="accessibilité").last)
    assert "onerror" in editor.locator("main").inner_text()
    assert seen(editor) == 0
    letter = re.search(r"<!doctype html>.*?</html>", last_mail(demo_database, "mallory@example.org"), re.S)
    assert letter
    reader = watched(visitors)
    reader.set_content(letter[0])
    reader.evaluate(COUNTING)
    assert seen(reader) == 0, letter[0]
