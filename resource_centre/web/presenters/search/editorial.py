"""What editors show above the results of some words: recommended resources, and where else to look."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.html import conditional_escape

from resource_centre.content.pages.base import Resource
from resource_centre.content.vocabularies import THEME
from resource_centre.discovery.queries import Finder
from resource_centre.discovery.staff.editorial import SeeAlso, Shown, shown_for
from resource_centre.discovery.staff.models import MOST_RECOMMENDED
from resource_centre.search.criteria import Criteria
from resource_centre.web.presenters.common import Link, foreign, kind_label, kind_of, page_urls
from resource_centre.web.presenters.places import place_url
from resource_centre.web.presenters.search.values import Result
from resource_centre.web.presenters.themes import theme_url


@dataclass(frozen=True)
class EditorialView:
    """Above the results; the results themselves, their number and their order are as without it."""

    recommended: tuple[Result, ...] = ()
    see: Link | None = None


def present_editorial(request: HttpRequest, finder: Finder, criteria: Criteria) -> EditorialView:
    """What is shown for these words to this reader: no query where editors wrote nothing for them."""
    shown = shown_for(finder.reference, finder.centre.pk, criteria)
    return word_editorial(request, finder, shown) if shown != Shown() else EditorialView()


def word_editorial(request: HttpRequest, finder: Finder, shown: Shown) -> EditorialView:
    """Those of the resources that the reader may see, and where to look if they may see it."""
    target = [shown.see.resource] if shown.see is not None and shown.see.resource else []
    pages = finder.resources([*shown.recommended, *target])
    urls = page_urls(pages.values(), request)
    named = [pages[uuid] for uuid in shown.recommended if uuid in pages][:MOST_RECOMMENDED]
    see = _see(request, finder, shown.see, pages) if shown.see is not None else None
    return EditorialView(tuple(_result(request, page, urls[page.pk]) for page in named), see)


def _result(request: HttpRequest, page: Resource, url: str) -> Result:
    spec, lang = kind_of(page), foreign(page.language)
    meta = (kind_label(spec), page.period, str(getattr(page, "carrier", None) or ""))
    return Result(
        title=conditional_escape(page.title),
        url=url,
        address=request.build_absolute_uri(url),
        lang=lang,
        kind_code=spec.code,
        meta=tuple(text for text in meta if text),
        text=conditional_escape(page.summary),
        text_lang=lang,
    )


def _see(request: HttpRequest, finder: Finder, see: SeeAlso, pages: Mapping[str, Resource]) -> Link | None:
    if see.resource:
        page = pages.get(see.resource)
        return Link(page.title, page.get_url(request) or "", foreign(page.language)) if page is not None else None
    if see.theme:
        tree = finder.reference.trees.get(THEME)
        code = tree.current(see.theme) if tree is not None else None
        return Link(tree.terms[code].label, theme_url(finder.centre, code, request)) if tree and code else None
    if see.territory:
        place = finder.gazetteer.place(see.territory)
        return Link(place.label, place_url(finder.centre, place.key, request)) if place is not None else None
    return Link(see.label, see.path)
