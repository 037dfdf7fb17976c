"""Answers for the centre, its lists, its themes and its territories: check the access, present, print."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from wagtail.models import Page

from resource_centre import conf
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.actor import Actor, ActorName
from resource_centre.content.pages.centre import KindIndexPage, ResourceCentrePage
from resource_centre.content.territories import LEVEL_RANK, Territory, TerritoryAlias
from resource_centre.content.vocabularies import ConceptTree, current_concept
from resource_centre.web.presenters.centre import present_centre
from resource_centre.web.presenters.lists import OutOfRange, present_kind_list
from resource_centre.web.presenters.places import centre_url, territory_url
from resource_centre.web.presenters.territories import present_territories, present_territory
from resource_centre.web.presenters.themes import present_theme, present_themes, theme_url


class NotHere(Http404):
    """Nothing at this address, with a way on: [(words, address), …] for the 404 page."""

    def __init__(self, message: str, *ways_on: tuple[str, str]) -> None:
        super().__init__(message)
        self.message = message
        self.ways_on = ways_on


def page_response(request: HttpRequest, template: str, page: Page, **context: Any) -> TemplateResponse:
    """A page in the host's frame. `page` is what Wagtail's own tags and user bar look for."""
    return TemplateResponse(
        request,
        f"resource_centre/{template}.html",
        {"base_template": conf.base_template(), "page": page, **context},
    )


def access_or_404(request: HttpRequest, page: Page) -> Access:
    """The reader's access; Http404 when this page is not for them (previews are for editors, who are let in)."""
    access = access_of_request(request)
    if not getattr(request, "is_preview", False) and not access.allows(page):
        raise Http404
    return access


def centre_home(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """Front page of a centre."""
    access = access_or_404(request, page)
    return page_response(request, "centre", page, view=present_centre(request, page, access))


def kind_list(request: HttpRequest, page: KindIndexPage) -> HttpResponse:
    """List of a kind."""
    access = access_or_404(request, page)
    try:
        view = present_kind_list(request, page, access)
    except OutOfRange as error:
        raise NotHere(_("This list has fewer pages."), (_("The last page"), error.last)) from error
    return page_response(request, "kind_index", page, view=view)


def alias_of_actor(request: HttpRequest, page: KindIndexPage, slug: str) -> HttpResponse:
    """Another name of an actor of this list leads to the actor; anything else is not here."""
    access = access_or_404(request, page)
    if page.kind_code == Actor.kind.code:
        names = ActorName.objects.filter(access.q("actor__"), slug=slug, actor__path__startswith=page.path)
        name = names.select_related("actor").order_by("actor__title", "pk").first()
        if name is not None:
            return HttpResponsePermanentRedirect(name.actor.get_url(request))
    raise NotHere(_("This page does not exist, or no longer."), (page.title, page.get_url(request)))


def themes(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """All themes."""
    access = access_or_404(request, page)
    return page_response(request, "themes", page, view=present_themes(request, page, access))


def theme(request: HttpRequest, page: ResourceCentrePage, code: str) -> HttpResponse:
    """One theme; a replaced one leads to the one in use today."""
    access = access_or_404(request, page)
    tree = ConceptTree.of("theme")
    concept = tree.by_code(code)
    if concept is None:
        all_themes = f"{centre_url(page, request)}themes/"
        raise NotHere(_("There is no theme “%(code)s”.") % {"code": code[:100]}, (_("All themes"), all_themes))
    current = current_concept(concept)
    if current.pk != concept.pk:
        return HttpResponsePermanentRedirect(theme_url(page, current.code, request))
    return page_response(request, "theme", page, view=present_theme(request, page, access, concept, tree))


def territories(request: HttpRequest, page: ResourceCentrePage) -> HttpResponse:
    """Index of places."""
    access = access_or_404(request, page)
    return page_response(request, "territories", page, view=present_territories(request, page, access))


def territory(request: HttpRequest, page: ResourceCentrePage, key: str) -> HttpResponse:
    """One place; a former one leads to today's."""
    access = access_or_404(request, page)
    prefix, _separator, code = key.rpartition("-")
    if prefix in LEVEL_RANK:
        place = Territory.objects.by_key(f"{prefix}:{code}")
        if place is not None:
            view = present_territory(request, page, access, place)
            return page_response(request, "territory", page, view=view)
    alias = TerritoryAlias.objects.by_keys([f"{prefix}:{code}"]).get(f"{prefix}:{code}")
    if alias is not None:
        return HttpResponsePermanentRedirect(territory_url(page, alias.territory, request))
    index = f"{centre_url(page, request)}territoires/"
    raise NotHere(_("There is no territory “%(key)s”.") % {"key": key[:100]}, (_("All territories"), index))
