"""What a page costs a visitor who comes for the first time, seen from a real browser."""

import gzip
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

#: Types that a server compresses on the way; pictures and fonts are compressed already.
COMPRESSED = ("text/", "application/javascript", "application/json", "image/svg+xml")

#: Pages of the demo that stand for each kind of resource: those with the most on them.
RESOURCE_PAGES = {
    "practice": "/centre/pratiques/experimentation-silver-geek/",
    "tool": "/centre/outils/carrefour-des-innovations-sociales/",
    "study": "/centre/etudes/associations-et-web-collaboratif/",
    "actor": "/centre/acteurs/le-rameau/",
    "lesson": "/centre/enseignements/e4-partir-des-territoires-et-des-besoins/",
    "milestone": "/centre/jalons/2007-jaccede-parmi-dix-recherches-actions/",
    "event": "/centre/evenements/parcours-co-construction-premiere-session/",
    "programme": "/centre/programmes/rezolutions-numeriques/",
}
#: Pages of the search: those with the most on them.
SEARCH_PAGES = {
    "list": "/centre/recherche/",
    "list with words": "/centre/recherche/?q=numerique+engagement+associations",
    "list with chips": "/centre/recherche/?type=study&type=actor&theme=engagement&theme=vie-associative"
    "&theme=capitalisation",
    "table": "/centre/recherche/?view=table",
    "map": "/centre/recherche/?view=map",
    "nothing": "/centre/recherche/?type=lesson&theme=engagement",
    "all the themes": "/centre/recherche/filtres/theme/",
}
MOST_KILOBYTES, MOST_REQUESTS, MOST_ELEMENTS = 45, 5, 400
MOST_KILOBYTES_OF_A_SEARCH = 40
#: The map with a hundred lines.
LONG_MAP = "/centre/recherche/?view=map&by=departement"
MOST_KILOBYTES_OF_A_MAP, MOST_ELEMENTS_OF_A_MAP = 60, 600


@dataclass(frozen=True)
class PageWeight:
    """`kilobytes` of 1,000 bytes travel: bodies as gzip makes them, pictures apart; `foreign` are other hosts.

    elements: those of the page, a drawing being one whatever is in it, as EcoIndex counts.
    """

    kilobytes: float
    requests: int
    elements: int
    foreign: tuple[str, ...]
    cookies: int


def weigh(browser: Any, address: str) -> PageWeight:
    """Open the page in a new profile, wait until the network is idle, and count."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    answers: list[Any] = []
    # The driver keeps a mark on what it calls, and a built-in method takes none.
    page.on("response", lambda answer: answers.append(answer))
    page.goto(address, wait_until="networkidle")
    fetched = [answer for answer in answers if answer.url.startswith("http")]
    host = urlsplit(address).netloc
    weight = PageWeight(
        kilobytes=sum(_travelling(answer) for answer in fetched) / 1000,
        requests=len(fetched),
        elements=page.evaluate("document.querySelectorAll(':not(svg *)').length"),
        foreign=tuple(answer.url for answer in fetched if urlsplit(answer.url).netloc != host),
        cookies=len(context.cookies()),
    )
    context.close()
    return weight


def _travelling(answer: Any) -> int:
    """Bytes of a body; zero for a picture, which the limit leaves out."""
    content_type = answer.headers.get("content-type", "")
    if content_type.startswith(COMPRESSED):
        return len(gzip.compress(answer.body(), 6))
    return 0 if content_type.startswith("image/") else len(answer.body())
