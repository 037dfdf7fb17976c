"""Every page kind: rules of axe in both schemes, a walk by keyboard, 320 pixels, and its weight."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.page_weight import MOST_ELEMENTS, MOST_KILOBYTES, MOST_REQUESTS, RESOURCE_PAGES, weigh

pytestmark = pytest.mark.browser

#: Tags of axe's rules that stand for RGAA 4.1.2 and WCAG 2.2 AA.
TAGS = ["RGAAv4", "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "front": "/",
    "centre": "/centre/",
    "list": "/centre/pratiques/",
    "filtered list": "/centre/etudes/?year=2018",
    "empty list": "/centre/etudes/?year=1999",
    "themes": "/centre/themes/",
    "theme": "/centre/themes/engagement/",
    "territories": "/centre/territoires/",
    "territory": "/centre/territoires/region-75/",
    **RESOURCE_PAGES,
    "site map": "/plan-du-site/",
    "help": "/aide/",
    "contact": "/contact/",
    "accessibility": "/accessibilite/",
    "sobriety": "/sobriete/",
    "legal": "/mentions-legales/",
    "not found": "/centre/rien-ici/",
    "in English": "/en/centre/",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(browser: Any, demo: str, name: str, scheme: str) -> None:
    context = browser.new_context(locale="fr-FR", color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    page.goto(demo + PAGES[name])
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    context.close()
    assert not found.response["violations"], found.generate_report()
    assert found.response["passes"], "axe ran no rule"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_at_320_pixels(browser: Any, demo: str, name: str) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(demo + PAGES[name])
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert wide <= 0, f"{wide} pixels to scroll sideways"


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_goes_everywhere_and_is_seen(browser: Any, demo: str, name: str) -> None:
    context = browser.new_context(locale="fr-FR", viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(demo + PAGES[name])
    stops = [_stop(page) for _press in range(25)]
    context.close()
    stops = [stop for stop in stops if stop["name"] != "BODY"]
    assert len(stops) >= 5
    assert stops[0]["href"].startswith("#"), "the first stop skips to the content"
    assert not [stop["name"] for stop in stops if not stop["ring"]], "a stop that shows no focus"
    assert not [stop["name"] for stop in stops if not stop["visible"]], "a stop out of sight"


def _stop(page: Any) -> Any:
    """Go to the next stop: its words, whether its box can be seen, and whether a ring shows the focus."""
    page.keyboard.press("Tab")
    return page.evaluate(
        """() => {
            const e = document.activeElement, b = e.getBoundingClientRect(), s = getComputedStyle(e);
            return {
                name: e === document.body ? 'BODY' : (e.innerText || e.name || e.tagName),
                href: e.getAttribute('href') || '',
                visible: b.width > 0 && b.height > 0 && b.bottom > 0 && b.top < innerHeight,
                ring: (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none',
            };
        }"""
    )


@pytest.mark.parametrize("name", RESOURCE_PAGES)
def test_a_resource_page_is_light(browser: Any, demo: str, name: str) -> None:
    weight = weigh(browser, demo + RESOURCE_PAGES[name])
    assert weight.foreign == ()
    assert weight.cookies == 0
    assert weight.requests <= MOST_REQUESTS
    assert weight.elements <= MOST_ELEMENTS
    assert 1 < weight.kilobytes <= MOST_KILOBYTES
