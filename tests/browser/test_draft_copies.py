"""What a browser keeps of a draft, and of a change: what the site has not, until it has, never over another text."""

from typing import Any

import pytest

from tests.browser.test_story_drafts import KEPT, begin, partner
from tests.support.chromium import Visitors, follow
from tests.support.demo_site import PASSWORD, agree

pytestmark = pytest.mark.browser
#: Milliseconds after which a text that is typed is in this browser.
COPIED = 600
COPIES = "Object.keys(localStorage).filter(one => one.startsWith('rc-draft:'))"
TAKE = "Reprendre ce texte"


def opened(page: Any, address: str) -> Any:
    """The field of the first part of a draft that is opened again."""
    page.goto(address)
    page.locator("#problem").evaluate("part => { part.open = true; }")
    return page.locator("#problem textarea")


def typed(page: Any, text: str) -> None:
    page.locator("#problem").evaluate("part => { part.open = true; }")
    page.locator("#problem textarea").fill(text)
    page.wait_for_timeout(COPIED)


def kept_by_the_site(page: Any) -> None:
    page.locator("[data-rc-status]").filter(has_text="Enregistré à").wait_for(timeout=KEPT)


def saved(page: Any, text: str) -> None:
    """Written, and sent by its button."""
    typed(page, text)
    follow(page.get_by_role("button", name="Enregistrer").first)


def typed_in_a_tunnel(page: Any, text: str) -> None:
    """Typed, and left, without network: what the page would send fails at once.

    In the page itself: what Chromium sends while a page is left passes by its own emulation of a network that is cut,
    and now and then by the routes of Playwright.
    """
    page.evaluate("void (window.fetch = () => Promise.reject(new TypeError('no network')))")
    typed(page, text)
    page.goto("about:blank")


def team(visitors: Visitors, demo: str, title: str) -> tuple[Any, Any, str]:
    """Two people of one organisation, and the address of a draft that the first has begun."""
    page, colleague = (partner(visitors, demo, name) for name in ("partenaire-a", "partenaire-c"))
    begin(page, demo, "Pratique", title)
    page.wait_for_url("**/brouillon/**")
    return page, colleague, page.url.partition("#")[0]


def test_whoever_only_looked_is_offered_nothing_and_overwrites_nobody(demo: str, visitors: Visitors) -> None:
    page, colleague, address = team(visitors, demo, "Un atelier que l’on regarde")
    opened(page, address)
    page.goto(f"{demo}/espace/")
    assert page.evaluate(COPIES) == []
    opened(colleague, address)
    saved(colleague, "Une heure de travail.")
    assert opened(page, address).input_value() == "Une heure de travail."
    assert page.locator(".rc-banner").count() == 0


def test_a_text_kept_here_that_was_overtaken_is_a_choice_and_overwrites_nobody(demo: str, visitors: Visitors) -> None:
    page, colleague, address = team(visitors, demo, "Un atelier à deux")
    opened(page, address)
    typed_in_a_tunnel(page, "Écrit dans le train.")
    opened(colleague, address)
    saved(colleague, "Une heure de travail.")
    for _look in range(2):  # who leaves without an answer is offered it again
        assert opened(page, address).input_value() == "Une heure de travail."
        assert page.get_by_role("button", name=TAKE).count() == 1
    page.get_by_role("button", name=TAKE).click()
    assert page.locator("#problem textarea").input_value() == "Écrit dans le train."
    page.locator("[data-rc-status]").filter(has_text="a enregistré ce brouillon à").wait_for(timeout=KEPT)
    assert opened(colleague, address).input_value() == "Une heure de travail."
    follow(page.get_by_role("button", name="Enregistrer").first)
    assert "Deux versions de ce brouillon" in page.locator("main").inner_text()
    assert page.locator("#problem textarea").input_value() == "Écrit dans le train."
    typed(page, "Écrit dans le train, et relu.")
    page.wait_for_timeout(11_000)  # nothing is sent while the choice is not made
    assert opened(colleague, address).input_value() == "Une heure de travail."
    assert opened(page, address).input_value() == "Une heure de travail."
    page.get_by_role("button", name=TAKE).click()  # the page of the choice was left: asked again
    page.locator("[data-rc-status]").filter(has_text="a enregistré ce brouillon à").wait_for(timeout=KEPT)
    for _press in range(2):
        follow(page.get_by_role("button", name="Enregistrer").first)
    assert opened(colleague, address).input_value() == "Écrit dans le train, et relu."
    assert page.evaluate(COPIES) == []


def test_a_text_kept_here_that_nobody_overtook_is_taken_up_again(demo: str, visitors: Visitors) -> None:
    page, _colleague, address = team(visitors, demo, "Un atelier coupé")
    opened(page, address)
    typed_in_a_tunnel(page, "Écrit sans réseau.")
    opened(page, address)
    page.get_by_role("button", name=TAKE).click()
    kept_by_the_site(page)
    page.wait_for_function(f"{COPIES}.length === 0")
    assert opened(page, address).input_value() == "Écrit sans réseau."
    assert page.locator(".rc-banner").count() == 0


def test_what_was_handed_in_leaves_no_copy(demo: str, visitors: Visitors) -> None:
    """The page of a draft is not opened again after that: the last look forgets it."""
    page, _colleague, _address = team(visitors, demo, "Un atelier remis")
    typed(page, "Prêt.")
    assert len(page.evaluate(COPIES)) == 1
    follow(page.get_by_role("button", name="Relire, puis envoyer"))
    page.wait_for_url("**/brouillon/**")
    page.get_by_role("button", name="Envoyer", exact=True).wait_for()
    assert page.evaluate(COPIES) == []


def test_whoever_writes_while_a_colleague_hands_it_in_is_told_so_and_keeps_the_text(
    demo: str, visitors: Visitors
) -> None:
    page, colleague, address = team(visitors, demo, "Un atelier remis par une collègue")
    opened(page, address)
    opened(colleague, address)
    follow(colleague.get_by_role("button", name="Relire, puis envoyer"))
    agree(colleague)
    follow(colleague.get_by_role("button", name="Envoyer", exact=True))
    assert "Votre proposition attend la rédaction." in colleague.locator("main").inner_text()
    typed(page, "Écrit trop tard.")
    page.locator("[data-rc-status]").filter(has_text="pendant que vous écriviez").wait_for(timeout=KEPT)
    follow(page.get_by_role("button", name="Enregistrer").first)
    assert page.locator("#problem textarea").input_value() == "Écrit trop tard."
    assert page.get_by_role("link", name="Voir où elle en est").count() == 1


def test_what_the_form_only_carries_to_the_last_look_is_no_change_of_the_draft(demo: str, visitors: Visitors) -> None:
    page, _colleague, _address = team(visitors, demo, "Un atelier que l’on relit")
    follow(page.get_by_role("button", name="Relire, puis envoyer"))
    page.get_by_label("Un mot à la rédaction").fill("Bonne lecture.")
    follow(page.get_by_role("button", name="Changer quelque chose"))
    page.locator("[data-rc-status]").wait_for()
    assert page.locator("[name=message]").input_value() == "Bonne lecture."
    page.locator("#problem").evaluate("part => { part.open = true; }")
    page.locator("#problem textarea").fill("Repris.")
    page.wait_for_timeout(COPIED)
    [copy] = page.evaluate(f"{COPIES}.map(one => JSON.parse(localStorage.getItem(one)).text)")
    assert "Repris" in copy
    assert "lecture" not in copy


@pytest.mark.parametrize("button", ["Enregistrer", "Plus de lignes"])
def test_what_a_button_has_sent_is_not_called_unsent(demo: str, visitors: Visitors, button: str) -> None:
    page, _colleague, _address = team(visitors, demo, f"Un atelier par bouton ({button})")
    page.locator("#sources").evaluate("part => { part.open = true; }")
    last = page.locator("#sources .rc-lines > li").last
    last.get_by_label("Titre").fill("Un rapport")
    # Below a line of this list comes an empty one in which something is chosen already.
    page.locator("#places").evaluate("part => { part.open = true; }")
    page.locator("#places .rc-lines > li").last.get_by_label("Territoire").fill("Rennes")
    page.wait_for_timeout(COPIED)
    follow(page.locator("#sources, .rc-savebar").get_by_role("button", name=button).first)
    assert page.locator(".rc-banner").count() == 0
    assert page.evaluate(COPIES) == []


def test_copies_of_other_drafts_are_not_kept_for_ever(demo: str, visitors: Visitors) -> None:
    page, _colleague, address = team(visitors, demo, "Un atelier sur un poste partagé")
    for name, days in (("rc-draft:/vieux/", 8), ("rc-draft:/recent/", 2), ("autre", 99)):
        page.evaluate(
            "([name, days]) => localStorage.setItem(name, JSON.stringify({ text: '', at: Date.now() - days * 864e5 }))",
            [name, days],
        )
    opened(page, address)
    assert page.evaluate("Object.keys(localStorage).sort()") == ["autre", "rc-draft:/recent/"]


def ask_to_save(page: Any) -> None:
    """What the script does every ten seconds, at once."""
    page.evaluate("void dispatchEvent(new Event('online'))")


def test_a_button_waits_for_the_saving_that_is_under_way_and_meets_no_second_window(
    demo: str, visitors: Visitors
) -> None:
    page, _colleague, address = team(visitors, demo, "Un atelier enregistré deux fois à la fois")
    held: list[Any] = []
    page.route(
        lambda url: url.endswith("/brouillon/"),
        lambda route: (
            held.append((route, route.fetch())) if "step=auto" in (route.request.post_data or "") else route.continue_()
        ),
    )
    typed(page, "Trois mots.")
    ask_to_save(page)
    while not held:
        page.wait_for_timeout(100)
    typed(page, "Trois mots, puis trois autres.")
    button = page.get_by_role("button", name="Enregistrer").first
    with page.expect_navigation():
        button.click(no_wait_after=True)
        button.click(no_wait_after=True)
        page.wait_for_timeout(COPIED)
        route, answer = held.pop()
        route.fulfill(response=answer)
    assert page.locator(".rc-banner").count() == 0
    assert opened(page, address).input_value() == "Trois mots, puis trois autres."


def test_whoever_signs_in_again_in_another_window_goes_on_in_the_first(demo: str, visitors: Visitors) -> None:
    page, _colleague, address = team(visitors, demo, "Un atelier repris après déconnexion")
    page.context.clear_cookies()
    typed(page, "Écrit sans être connectée.")
    ask_to_save(page)
    page.locator("[data-rc-status]").filter(has_text="votre session est fermée").wait_for(timeout=KEPT)
    door = page.context.new_page()
    door.goto(f"{demo}/espace/")
    door.locator("[name=login]").fill("partenaire-a@example.org")
    door.locator("[name=password]").fill(PASSWORD)
    follow(door.locator("main form button[type=submit]").first)
    ask_to_save(page)
    kept_by_the_site(page)
    assert opened(door, address).input_value() == "Écrit sans être connectée."


def test_a_change_that_was_never_sent_is_offered_again_whole_and_one_that_was_leaves_no_copy(
    demo: str, visitors: Visitors
) -> None:
    page = visitors.arrive()
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(f"{demo}/centre/pratiques/journees-de-l-accessibilite/")
    follow(page.get_by_role("link", name="Proposer une modification de cette page"))
    address = page.url
    page.locator("#sources").evaluate("part => { part.open = true; }")
    page.locator("[name=f-summary]").fill("Une demi-heure de travail.")
    follow(page.locator("#sources").get_by_role("button", name="Plus de lignes"))
    page.locator("#sources").evaluate("part => { part.open = true; }")
    last = page.locator("#sources .rc-lines > li").last.get_by_label("Titre").get_attribute("name")
    page.locator(f"[name={last}]").fill("Tout en bas")
    page.wait_for_timeout(COPIED)
    page.goto(f"{demo}/centre/")
    assert asked == ["beforeunload"]

    page.goto(address)
    assert page.locator("[name=f-summary]").input_value() != "Une demi-heure de travail."
    follow(page.get_by_role("button", name=TAKE))
    assert page.locator("[name=f-summary]").input_value() == "Une demi-heure de travail."
    assert page.locator(f"[name={last}]").input_value() == "Tout en bas"
    page.locator(f"[name={last}]").fill("")
    follow(page.get_by_role("button", name="Vérifier mes changements"))
    page.get_by_label("Votre adresse électronique").fill("lectrice@example.org")
    page.wait_for_timeout(3_000)
    follow(page.get_by_role("button", name="Envoyer ma proposition"))  # without consent: it is still here
    [copy] = page.evaluate(f"{COPIES}.map(one => JSON.parse(localStorage.getItem(one)).text)")
    assert "demi-heure" in copy
    assert "lectrice" not in copy
    agree(page)
    follow(page.get_by_role("button", name="Envoyer ma proposition"))
    assert "/propositions/" in page.url
    assert page.evaluate(COPIES) == []
    assert asked == ["beforeunload"]


def proposed(page: Any, demo: str, text: str) -> str:
    """The last look at a change of one text, all said; the address of its form."""
    page.goto(f"{demo}/centre/pratiques/journees-de-l-accessibilite/")
    follow(page.get_by_role("link", name="Proposer une modification de cette page"))
    address = page.url
    page.locator("[name=f-summary]").fill(text)
    follow(page.get_by_role("button", name="Vérifier mes changements"))
    page.get_by_label("Votre adresse électronique").fill("lectrice@example.org")
    agree(page)
    page.wait_for_timeout(3_000)  # no sooner is a form believed
    return address


def test_a_change_that_was_sent_is_kept_until_the_site_says_that_it_has_it(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive()
    address = proposed(page, demo, "Une demi-heure envoyée dans un tunnel.")
    page.route(address, lambda route: route.fulfill(status=504, body="Gateway Time-out"))
    follow(page.get_by_role("button", name="Envoyer ma proposition"))
    page.unroute(address)
    page.goto(address)
    assert "n’est peut-être pas arrivé" in page.locator(".rc-banner").inner_text()
    follow(page.get_by_role("button", name=TAKE))
    assert page.locator("[name=f-summary]").input_value() == "Une demi-heure envoyée dans un tunnel."
    other = page.context.new_page()
    other.goto(address)
    other.evaluate(
        "([name, of]) => localStorage.setItem(name, JSON.stringify({ text: '', at: Date.now(), form: of }))",
        ["rc-draft::/une-autre/", "un-autre-formulaire"],
    )
    follow(page.get_by_role("button", name="Vérifier mes changements"))
    page.get_by_label("Votre adresse électronique").fill("lectrice@example.org")
    agree(page)
    follow(page.get_by_role("button", name="Envoyer ma proposition"))
    assert "/propositions/" in page.url
    assert "#" not in page.url, "an address to keep says nothing of a form"
    assert page.evaluate(COPIES) == ["rc-draft::/une-autre/"], "what was not sent stays"
