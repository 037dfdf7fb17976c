"""The page of a search as a person reads it and acts on it: the same words with scripts and without.

What is called `page` is Playwright's. Boxes are found by the public names of parameters (docs/reference/search.md), the
rest by what is written on it.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

SEARCH = "/centre/recherche/"
#: Milliseconds that an answer may take on a busy machine.
PATIENCE = 10_000

_VALUES = """
() => [...document.querySelectorAll('.rc-options input')].map(box => {
    const label = box.closest('label'), number = label.querySelector('span');
    return [box.name, box.value, label.textContent.replace(number.textContent, '').trim(), Number(number.textContent),
            box.checked, box.disabled];
})
"""
_TEXTS = "(found, selector) => [...document.querySelectorAll(selector)].map(one => one.innerText.trim())"


@dataclass(frozen=True)
class Value:
    """A box of a facet and the number beside it; is_dead: nothing would be found, it cannot be ticked."""

    facet: str
    key: str
    label: str
    count: int
    is_ticked: bool
    is_dead: bool


@dataclass(frozen=True)
class State:
    """What the address of a search gives."""

    title: str
    heading: str
    titles: tuple[str, ...]
    chips: tuple[str, ...]
    values: tuple[Value, ...]
    words: str
    sort: str
    ring: str


def read(page: Any) -> State:
    """Everything of the page that depends on the search."""
    return State(
        title=page.title(),
        heading=heading(page),
        titles=titles(page),
        chips=chips(page),
        values=values(page),
        words=field(page, "Besoin, sujet ou nom").input_value(),
        sort=chosen(page, "sort"),
        ring=chosen(page, "ring"),
    )


def visit(page: Any, site: str, query: str = "") -> None:
    """Come by an address: visit(page, demo, "?theme=engagement")."""
    page.goto(f"{site}{SEARCH}{query}")


def query_of(page: Any) -> list[tuple[str, str]]:
    """Parameters of the address, in their order, empty ones included."""
    return parse_qsl(urlsplit(page.url).query, keep_blank_values=True)


def heading(page: Any) -> str:
    """ "43 ressources", with plain spaces."""
    return plain(page.locator("#rc-count").inner_text())


def total(page: Any) -> int:
    """The number in the heading."""
    return number_in(heading(page))


def number_in(words: str) -> int:
    """The one number of a text: number_in("Encore 1 234 : thèmes") is 1234."""
    found = re.findall(r"\d[\d ]*", plain(words))
    assert len(found) == 1, words
    return int(found[0].replace(" ", ""))


def plain(words: str) -> str:
    """A text with ordinary spaces."""
    return re.sub(r"\s+", " ", words).strip()


def texts(page: Any, selector: str) -> tuple[str, ...]:
    """What is written on each element, as it is shown."""
    return tuple(plain(words) for words in page.evaluate(f"selector => ({_TEXTS})(null, selector)", selector))


def titles(page: Any) -> tuple[str, ...]:
    """Titles of the results, in their order: of the list, or of the table."""
    return texts(page, ".rc-hits h3, .rc-scroll tbody th")


def chips(page: Any) -> tuple[str, ...]:
    """Filters that apply, as a screen reader says them: "Retirer le filtre Type : Études"."""
    links = page.get_by_role("link", name=re.compile(r"^Retirer le filtre"))
    return tuple(plain(text) for text in links.all_text_contents())


def values(page: Any, facet: str = "") -> tuple[Value, ...]:
    """Boxes in the order of the page; of one facet, or of all."""
    found = (Value(*row) for row in page.evaluate(_VALUES))
    return tuple(value for value in found if facet in ("", value.facet))


def value(page: Any, facet: str, key: str) -> Value:
    """One box, which must be there."""
    return next(value for value in values(page, facet) if value.key == key)


def ticked(page: Any) -> set[tuple[str, str]]:
    """Boxes that are ticked."""
    return {(value.facet, value.key) for value in values(page) if value.is_ticked}


def box(page: Any, facet: str, key: str) -> Any:
    """A box, to act on it."""
    return page.locator(f'input[type=checkbox][name="{facet}"][value="{key}"]')


def field(page: Any, label: str) -> Any:
    """A text field by its label: not the list of suggestions, which bears the same name."""
    return page.locator("input").and_(page.get_by_label(label, exact=True))


def write(page: Any, label: str, words: str) -> None:
    """Fill a text field and leave it, as one does to look elsewhere: its suggestions would cover what is below."""
    field(page, label).fill(words)
    page.keyboard.press("Tab")


def chosen(page: Any, name: str) -> str:
    """Words of what is chosen in a list: chosen(page, "sort") is "dernière mise à jour"."""
    return str(page.locator(f"select[name={name}]").evaluate("list => list.selectedOptions[0].textContent"))


def apply(page: Any) -> None:
    """Press "Appliquer" and wait for the results."""
    with renewed(page):
        page.get_by_role("button", name="Appliquer").click()


def follow(page: Any, link: str, *, exact: bool = True) -> None:
    """Follow a link of the page, by its words, and wait for the results."""
    with renewed(page):
        page.locator("main").get_by_role("link", name=link, exact=exact).click()


@contextmanager
def renewed(page: Any) -> Iterator[None]:
    """What is done inside renews the results, by a swap or by a visit: leave when the new ones are there."""
    page.evaluate("document.getElementById('rc-page')?.setAttribute('data-read', '')")
    yield
    page.locator("#rc-page:not([data-read])").wait_for(state="attached", timeout=PATIENCE)
    page.wait_for_load_state()


def back(page: Any) -> None:
    """The browser's own button, until the results are there."""
    with renewed(page):
        page.go_back()


def forward(page: Any) -> None:
    """The browser's own button, until the results are there."""
    with renewed(page):
        page.go_forward()


def focused(page: Any) -> str:
    """What has the focus: its words, its label, or "BODY" when it is lost."""
    return plain(
        page.evaluate("""() => {
            const e = document.activeElement;
            if (!e || e === document.body) return 'BODY';
            return e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.innerText || e.tagName;
        }""")
    )
