"""Every page kind: rules of axe in both schemes, a walk by keyboard, 320 pixels, wide spacing, and its weight."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.accessible import NARROW, SIDEWAYS, TAGS, broken_rules
from tests.support.chromium import Visitors
from tests.support.page_weight import MOST_ELEMENTS, MOST_KILOBYTES, MOST_REQUESTS, RESOURCE_PAGES, weigh

pytestmark = pytest.mark.browser

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
    "search": "/centre/recherche/",
    "search with chips": "/centre/recherche/?q=numerique&type=actor&type=study&theme=inclusion-numerique&view=list",
    "search in English": "/en/centre/recherche/?q=numerique&type=study",
    "search without a result": "/centre/recherche/?type=lesson&theme=engagement&territory=region:53",
    "search on a map": "/centre/recherche/?view=map",
    "search by département": "/centre/recherche/?view=map&by=departement&theme=engagement",
    "search in a table": "/centre/recherche/?view=table&type=study",
    "all values of a tree": "/centre/recherche/filtres/theme/?type=study",
    "all values of a list": "/centre/recherche/filtres/actor/",
    "ambiguous place": "/centre/recherche/?place=sainte-colombe",
    "unknown place": "/centre/recherche/?place=trifouillis&couleur=bleu",
    "mistyped word": "/centre/recherche/?q=fracture+num%C3%A9rque",
    "some of the words": "/centre/recherche/?q=engagement+benevoles+associations",
    "too long a search": f"/centre/recherche/?q={'numerique+' * 25}",
    "page beyond the last": "/centre/recherche/?page=99",
    "search of the site": "/recherche/?q=geek",
    "search of the site, no words": "/recherche/",
    "beginning to watch": "/centre/suivre/?theme=engagement",
    "a link that is no more": "/centre/suivis/faux/",
    "stopping all mails": "/centre/suivis/faux/arreter/",
}
#: Pages of the site while its search is away.
AWAY = {"search away": "/centre/recherche/?q=numerique", "search of the site away": "/recherche/?q=geek"}
EVERY = [*PAGES, *AWAY]
#: What a reader may ask of any text (WCAG 1.4.12).
SPACING = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }"""
#: Words of what hides a part of its own text; what is shown on focus or only said aloud apart.
CUT = """
() => [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e), hides = value => value === 'hidden' || value === 'clip';
    return e.checkVisibility() && !e.matches('input, select, textarea') && !e.closest('svg, .site-skip')
        && e.clientWidth > 1 && e.clientHeight > 1
        && ((hides(style.overflowX) && e.scrollWidth > e.clientWidth + 1)
            || (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 1));
}).map(e => e.innerText.slice(0, 80))
"""


@pytest.fixture
def address(request: pytest.FixtureRequest, name: str) -> str:
    """Where the page of that name is, on the demo or on the one whose search is away."""
    if name in AWAY:
        return str(request.getfixturevalue("demo_without_engine")) + AWAY[name]
    return str(request.getfixturevalue("demo")) + PAGES[name]


@pytest.fixture(scope="module")
def wide(browser: Any) -> Iterator[Any]:
    """A page of an ordinary width, that goes from one address to the next."""
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def narrow(browser: Any) -> Iterator[Any]:
    """A page of 320 pixels, that goes from one address to the next."""
    context = browser.new_context(locale="fr-FR", viewport=NARROW)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", EVERY)
def test_axe_finds_nothing(wide: Any, address: str) -> None:
    wide.goto(address)
    assert broken_rules(wide) == []


def test_axe_finds_nothing_in_filters_unfolded_on_a_phone(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740, reduced_motion="reduce")
    page.goto(demo + PAGES["search with chips"])
    page.locator("summary").filter(has_text="Filtrer").click()
    page.locator("summary").filter(has_text="Autres filtres").click()
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("name", EVERY)
def test_nothing_is_cut_at_320_pixels_nor_with_wide_spacing(narrow: Any, address: str) -> None:
    """WCAG 1.4.10 and 1.4.12, the one then both: no scrolling sideways, no text that disappears."""
    narrow.goto(address)
    sideways, cut = narrow.evaluate(SIDEWAYS), narrow.evaluate(CUT)
    narrow.add_style_tag(content=SPACING)
    spaced, cut_when_spaced = narrow.evaluate(SIDEWAYS), narrow.evaluate(CUT)
    assert (sideways, cut) == (0, []), f"{sideways} pixels to scroll sideways"
    assert (spaced, cut_when_spaced) == (0, []), f"{spaced} pixels to scroll sideways with wide spacing"


#: Steps of the breadcrumb whose sign does not stand after their last word, on its line.
ASTRAY = """
() => [...document.querySelectorAll('.rc-breadcrumb li:not(:last-child)')].filter(step => {
    const middle = box => (box.top + box.bottom) / 2, words = [...step.firstElementChild.getClientRects()];
    const lines = [...step.getClientRects()];
    return lines[0].left < words[0].left - 1 || lines.at(-1).right < words.at(-1).right + 4
        || lines.some(line => !words.some(word => Math.abs(middle(word) - middle(line)) < 6));
}).map(step => step.innerText)
"""


def test_the_sign_of_the_breadcrumb_never_opens_a_line(demo: str, visitors: Visitors) -> None:
    page = visitors.arrive(width=360, height=740)
    page.goto(demo + "/centre/pratiques/ordyslexie/")
    for width in range(180, 400, 7):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(ASTRAY) == [], width


@pytest.mark.parametrize("name", EVERY)
def test_the_keyboard_goes_everywhere_and_is_seen(narrow: Any, address: str) -> None:
    narrow.goto(address)
    stops = [_stop(narrow) for _press in range(25)]
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
