"""Our pages of Wagtail's admin: rules of axe in both schemes, on what is ours of them, in each of their states."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.support.demo_site import sign_in

pytestmark = pytest.mark.browser

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BASE = "/admin/resource-centre"
PAGES = {
    "home": "/admin/",
    "queue": f"{BASE}/queue/",
    "queue, filtered": f"{BASE}/queue/?sort=proposal&whose=nobody&late=1&territory=nulle-part",
    "proposal that waits": "proposal:submitted",
    "proposal being read": "proposal:in_review",
    "proposal sent back": "proposal:needs_changes",
    "proposal refused": "proposal:refused",
    "requests to join": f"{BASE}/members/",
    "reported problems": f"{BASE}/reports/",
    "to be read again": f"{BASE}/to-re-read/",
    "read again": "page:to-re-read",
    "archive": "page:archive",
    "reports": f"{BASE}/steering/",
    **{f"report: {code}": f"{BASE}/steering/{code}/" for code in (
        "waiting", "ageing", "partners", "refusals", "disputes", "links", "coverage", "accessibility"
    )},
    "report, nonsense": f"{BASE}/steering/waiting/?from=demain",
    "searches without result": f"{BASE}/searches-without-result/",
    "all kinds": f"{BASE}/all/",
    "duplicates": f"{BASE}/duplicates/",
    "duplicates, terms": f"{BASE}/duplicates/?kind=concept",
    "told apart": f"{BASE}/duplicates/told-apart/?kind=concept",
    "territories": f"{BASE}/territories/",
    "synonyms": f"{BASE}/synonyms/new/",
    "recommended results": f"{BASE}/recommended-results/new/",
}  # fmt: skip
PHONE = {"width": 360, "height": 740}
#: What is cut on the right of what is ours: Wagtail's own frame hides what is too wide.
CUT = """
() => [...document.querySelectorAll('main *')].filter(one => {
    const box = one.getBoundingClientRect();
    const scrolls = e => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    return box.width && box.right > innerWidth + 1 && one.checkVisibility() && !scrolls(one)
        && one.closest('[class^="rc-"], [class*=" rc-"]') && !one.closest('.w-sr-only, .rc-hidden');
}).map(one => `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)
"""
#: What does not read as blocks of a list on a phone: a cell beside another one, a value without the name of its column.
NO_BLOCKS = """
() => [...document.querySelectorAll('table.rc-blocks')].flatMap(table => {
    const names = [...table.querySelectorAll('th')].map(one => one.textContent.trim());
    return [...table.querySelectorAll('td')].filter(one => one.checkVisibility()).filter(one => {
        const said = getComputedStyle(one, '::before').content, box = one.getBoundingClientRect();
        const isNamed = !one.dataset.rcColumn || said.includes(names[one.cellIndex]);
        return !isNamed || box.right > innerWidth || box.width < innerWidth / 2;
    }).map(one => one.outerHTML.slice(0, 80));
})
"""


@pytest.fixture(scope="module", params=["light", "dark"])
def desk(request: pytest.FixtureRequest, browser: Any, demo: str) -> Iterator[Any]:
    """Somebody who may see everything, signed in once for each scheme."""
    context = browser.new_context(locale="fr-FR", color_scheme=request.param, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, demo, "admin")
    yield page
    context.close()


def place_of(name: str, database: Path) -> str:
    """The address of a page: that of a proposal in a state, or of a resource, is looked up in the demo."""
    sort, _colon, what = PAGES[name].partition(":")
    if sort not in {"proposal", "page"}:
        return PAGES[name]
    with closing(sqlite3.connect(database)) as rows:
        if sort == "proposal":
            asked = "SELECT id FROM resource_centre_proposal WHERE status = ?"
            return f"{BASE}/proposals/{rows.execute(asked, [what]).fetchone()[0]}/"
        found = rows.execute("SELECT id FROM wagtailcore_page WHERE slug = 'hub-ess'").fetchone()[0]
        return f"{BASE}/{what}/{found}/"


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_in_what_is_ours_of_the_admin(desk: Any, demo: str, demo_database: Path, name: str) -> None:
    answer = desk.goto(demo + place_of(name, demo_database))
    assert answer.status in {200, 400}, name
    found = Axe().run(desk, context={"include": [["main"]]}, options={"runOnly": {"type": "tag", "values": TAGS}})
    assert not found.response["violations"], found.generate_report()
    assert found.response["passes"], "axe ran no rule"
    size = desk.viewport_size
    desk.set_viewport_size(PHONE)
    desk.wait_for_timeout(100)  # Wagtail's menu folds
    assert desk.evaluate(CUT) == [], "out of sight on a phone, and nothing scrolls there"
    assert desk.evaluate(NO_BLOCKS) == [], "its rows are no blocks on a phone"
    if name == "queue":
        assert desk.locator("table.rc-blocks td[data-rc-column]").count() > 5
    desk.set_viewport_size(size)
