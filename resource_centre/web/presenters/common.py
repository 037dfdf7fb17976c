"""Values that every page shares: links, cards, counts in words, where a page is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from resource_centre import conf
from resource_centre.content.kinds import KindSpec, kind_by_code
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage, centre_above
from resource_centre.content.relations import ResourceConcept, ResourceTerritory
from resource_centre.content.vocabularies import THEME

#: Characters of a summary on a card; the rest is on the page.
CARD_SUMMARY = 160
#: Themes and places named on a card.
CARD_THEMES = 2


@dataclass(frozen=True)
class Link:
    """Words and where they lead. `lang` is set when the words are not in the interface's language."""

    text: str
    url: str
    lang: str = ""


@dataclass(frozen=True)
class CountedLink:
    """A link with the number of resources that it leads to; None while nobody can tell."""

    text: str
    url: str
    count: int | None
    children: tuple["CountedLink", ...] = ()


@dataclass(frozen=True)
class Card:
    """A resource in a list."""

    title: str
    url: str
    kind_code: str
    kind_label: str
    summary: str
    lang: str
    themes: tuple[str, ...]
    place: str
    period: str
    reviewed_on: date | None
    to_confirm: bool


def foreign(language: str) -> str:
    """The `lang` of words in that language: empty when it is the interface's own."""
    return "" if (get_language() or "").split("-")[0] == language.split("-")[0] else language


def editorial_lang() -> str:
    """The `lang` of what editors write of a centre and of its lists: the first of its languages."""
    return foreign(conf.content_languages()[0])


def kind_label(spec: KindSpec) -> str:
    """Name of a kind in the interface's language."""
    return str(spec.label)


def kind_of(page: Page) -> KindSpec:
    """The kind of a concrete resource page."""
    spec: KindSpec = page.specific_class.kind
    return spec


def page_urls(pages: Iterable[Page], request: HttpRequest | None) -> dict[int, str]:
    """Addresses of pages by id, without a query a page (Wagtail keeps the site's root paths on the request)."""
    return {page.pk: page.get_url(request) or "" for page in pages}


def index_title(index: KindIndexPage) -> str:
    """Heading of a list: what editors wrote in French, the kind's own name in any other language."""
    is_french = (get_language() or "").startswith("fr")
    return index.title if is_french or index.kind is None else str(index.kind.plural)


def breadcrumb(centre: Page, *steps: Link, request: HttpRequest | None = None) -> tuple[Link, ...]:
    """The way from the site's front page to here; the last step is the page itself, without address."""
    site = Site.find_for_request(request) if request else None
    home = (Link(_("Home"), site.root_page.get_url(request) or "/"),) if site and site.root_page_id != centre.pk else ()
    return (*home, Link(centre.title, centre.get_url(request) or "", editorial_lang()), *steps)


def cut(text: str, limit: int = CARD_SUMMARY) -> str:
    """The beginning of a text, cut between two words: "Un guide des lieux…"."""
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"


def cards(resources: Sequence[Resource], request: HttpRequest | None) -> tuple[Card, ...]:
    """Cards of resources (of the base class or of their kinds), in three queries whatever their number."""
    ids = [page.pk for page in resources]
    themes: dict[int, list[str]] = {}
    links = ResourceConcept.objects.filter(resource__in=ids, concept__vocabulary__code=THEME)
    for link in links.select_related("concept").order_by("sort_order", "pk"):
        themes.setdefault(link.resource_id, []).append(link.concept.label)
    places: dict[int, str] = {}
    rows = ResourceTerritory.objects.filter(resource__in=ids).select_related("territory", "alias")
    for row in rows.order_by("-sort_order", "-pk"):
        places[row.resource_id] = str(row)
    urls = page_urls(resources, request)
    return tuple(_card(page, urls[page.pk], themes.get(page.pk, []), places.get(page.pk, "")) for page in resources)


def _card(page: Resource, url: str, themes: Sequence[str], place: str) -> Card:
    spec = kind_of(page)
    return Card(
        title=page.title,
        url=url,
        kind_code=spec.code,
        kind_label=kind_label(spec),
        summary=cut(page.summary),
        lang=foreign(page.language),
        themes=tuple(themes[:CARD_THEMES]),
        place=place,
        period=page.period,
        reviewed_on=page.reviewed_on,
        to_confirm=bool(page.to_confirm),
    )


def centre_of(page: Page, request: HttpRequest | None = None) -> ResourceCentrePage:
    """The centre that a page belongs to (no query when the request came through it). Raises DoesNotExist."""
    near: ResourceCentrePage | None = getattr(request, "resource_centre", None)
    if near is not None and page.path.startswith(near.path):
        return near
    found = centre_above(page, inclusive=True)
    if found is None:
        raise ResourceCentrePage.DoesNotExist
    return found


def kind_name(code: str, *, plural: bool = False) -> str:
    """Name of a kind by its code; the code itself when a host removed the kind."""
    spec = kind_by_code(code)
    if spec is None:
        return code
    return str(spec.plural if plural else spec.label)
