"""Answers for the centre, its lists, its themes and its territories: check the access, present, print."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_centre import conf
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.actor import Actor, ActorName, current_actor
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAlias
from resource_centre.content.vocabularies import THEME, Concept
from resource_centre.discovery.queries import Finder
from resource_centre.search.errors import EngineUnavailable, PageOutOfRange
from resource_centre.web.moved import now_at
from resource_centre.web.presenters.centre import present_centre
from resource_centre.web.presenters.common import Link, breadcrumb, centre_of
from resource_centre.web.presenters.lists import KindList
from resource_centre.web.presenters.places import centre_url, place_url
from resource_centre.web.presenters.territories import present_territories, present_territory
from resource_centre.web.presenters.themes import present_theme, present_themes, theme_url
from resource_centre.web.search_messages import RETRY_AFTER

logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., Any])


class NotHere(Http404):
    """Nothing at this address, with a way on: [(words, address), …] for the 404 page."""

    def __init__(self, message: str, *ways_on: tuple[str, str]) -> None:
        super().__init__(message)
        self.message = message
        self.ways_on = ways_on


def beyond_the_last(address: str) -> NotHere:
    """A list has fewer pages: the way on is its last one, at that address."""
    return NotHere(_("This list has fewer pages."), (_("The last page"), address))


def page_response(request: HttpRequest, template: str, page: Page, **context: Any) -> TemplateResponse:
    """A page in the host's frame. `page` is what Wagtail's own tags and user bar look for; `canonical` is its one
    address, whole, for a template that is indexed to print: without parameters, unless the view says which."""
    usual = {
        "base_template": conf.base_template(),
        "contact_url": conf.contact_url(),
        "page": page,
        "canonical": request.build_absolute_uri(request.path),
    }
    return TemplateResponse(request, f"resource_centre/{template}.html", {**usual, **context})


def access_or_404(request: HttpRequest, page: Page) -> Access:
    """The reader's access; Http404 when this page is not for them (previews are for editors, who are let in)."""
    access = access_of_request(request)
    if not getattr(request, "is_preview", False) and not access.allows(page):
        raise Http404
    return access


def away_when_unavailable(view: View) -> View:
    """Answer with one clear page while the search is away."""

    @wraps(view)
    def answer(request: HttpRequest, page: Any, **arguments: Any) -> Any:
        try:
            return view(request, page, **arguments)
        except EngineUnavailable as error:
            return search_away(request, page, error)

    return answer  # type: ignore[return-value]  # the same signature, as `wraps` says


def search_away(request: HttpRequest, page: Page, error: EngineUnavailable) -> HttpResponse:
    """One clear page while the search is away, with ways on: nothing else of the site depends on it."""
    logger.warning("The search does not answer: %s", error)
    response = page_response(request, "search_away", page)
    response.status_code = 503
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def password_needed(request: HttpRequest, page: Page, form: Any, action_url: str) -> HttpResponse:
    """Ask for the password of a page, of which nothing is said. Wagtail's form forgets where to go when its address is
    opened anew, and would then take no password at all."""
    form.initial.setdefault("return_url", page.get_url(request))
    response = page_response(request, "password", page, form=form, action_url=action_url)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def centre_home(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """Front page of a centre."""
    finder = Finder.of(page, access_or_404(request, page))
    return page_response(request, "centre", page, view=present_centre(request, finder))


def charter(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """What contributors accept; absent where nothing is asked."""
    access_or_404(request, page)
    if not page.charter_version:
        raise NotHere(_("This centre has no charter."), (page.title, page.get_url(request) or ""))
    crumbs = breadcrumb(page, Link(_("Charter of contributions"), ""), request=request)
    return page_response(request, "charter", page, breadcrumb=crumbs, charter=page.charter)


@away_when_unavailable
def kind_list(request: HttpRequest, page: KindIndexPage) -> HttpResponse:
    """List of a kind."""
    access = access_or_404(request, page)
    found = KindList(request, page, Finder.of(centre_of(page, request), access))
    try:
        view = found.view()
    except PageOutOfRange as error:
        last = found.address(found.reading().criteria, error.last)
        raise beyond_the_last(last) from error
    return page_response(request, "kind_index", page, view=view, canonical=view.canonical)


def alias_of_actor(request: HttpRequest, page: KindIndexPage, slug: str) -> HttpResponse:
    """Another name of an actor of this list leads to the actor; anything else is not here."""
    access = access_or_404(request, page)
    if page.kind_code == Actor.kind.code:
        merged = Actor.objects.child_of(page).filter(slug=slug, merged_into__isnull=False).first()
        kept = current_actor(merged) if merged is not None else None
        if kept is not None and access.allows(kept):
            return now_at(kept.get_url(request))
        names = ActorName.objects.filter(access.q("actor__"), slug=slug, actor__path__startswith=page.path)
        name = names.select_related("actor").order_by("actor__title", "pk").first()
        if name is not None:
            return now_at(name.actor.get_url(request))
    raise NotHere(_("This page does not exist, or no longer."), (page.title, page.get_url(request)))


@away_when_unavailable
def themes(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """All themes."""
    finder = Finder.of(page, access_or_404(request, page))
    return page_response(request, "themes", page, view=present_themes(request, finder))


@away_when_unavailable
def theme(request: HttpRequest, page: ResourceCentrePage, code: str) -> HttpResponse:
    """One theme; a replaced one leads to the one in use today."""
    finder = Finder.of(page, access_or_404(request, page))
    tree = finder.reference.trees.get(THEME)
    current = tree.current(code) if tree is not None else None
    if tree is None or current is None:
        all_themes = f"{centre_url(page, request)}themes/"
        raise NotHere(_("There is no theme “%(code)s”.") % {"code": code[:100]}, (_("All themes"), all_themes))
    if current != code:
        return now_at(theme_url(page, current, request))
    concept = Concept.objects.of(THEME).filter(code=code).first()
    definition = concept.definition if concept is not None else ""
    view = present_theme(request, finder, tree.terms[code], definition)
    return page_response(request, "theme", page, view=view)


@away_when_unavailable
def territories(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """Index of places."""
    finder = Finder.of(page, access_or_404(request, page))
    return page_response(request, "territories", page, view=present_territories(request, finder))


@away_when_unavailable
def territory(request: HttpRequest, page: ResourceCentrePage, key: str) -> HttpResponse:
    """One place; a former one leads to today's."""
    access = access_or_404(request, page)
    prefix, _separator, code = key.rpartition("-")
    if prefix in LEVEL_RANK:
        place = Territory.objects.by_key(f"{prefix}:{code}")
        if place is not None:
            view = present_territory(request, Finder.of(page, access), place)
            return page_response(request, "territory", page, view=view)
    alias = TerritoryAlias.objects.by_keys([f"{prefix}:{code}"]).get(f"{prefix}:{code}")
    if alias is not None:
        return HttpResponsePermanentRedirect(place_url(page, alias.territory.key, request))
    index = f"{centre_url(page, request)}territoires/"
    raise NotHere(_("There is no territory “%(key)s”.") % {"key": key[:100]}, (_("All territories"), index))
