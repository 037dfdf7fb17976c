"""Answers for resources: their page, their citation files, their permanent address."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from resource_centre import conf
from resource_centre.access.visibility import Access, access_of_request
from resource_centre.content.pages.actor import Actor, current_actor
from resource_centre.content.pages.base import Resource
from resource_centre.web.citations import BIBTEX_TYPE, RIS_TYPE, Work, cite_as_bibtex, cite_as_ris
from resource_centre.web.gone import archive_of, gone_page
from resource_centre.web.moved import now_at
from resource_centre.web.presenters.resource import present_resource, present_work
from resource_centre.web.presenters.resource_view import ResourceView
from resource_centre.web.views import access_or_404

_CITATIONS: dict[str, tuple[Callable[[Work], str], str, str]] = {
    "bibtex": (cite_as_bibtex, BIBTEX_TYPE, "bib"),
    "ris": (cite_as_ris, RIS_TYPE, "ris"),
}


def render_resource(request: HttpRequest, page: Any, **_arguments: str) -> HttpResponse:
    """The page of a resource, or its citation file with `?format=bibtex` or `ris`; any other format is the page.

    Raises Http404 for a page that this reader may not see; a preview in the admin is checked by Wagtail.
    """
    access = access_or_404(request, page)
    citation = _CITATIONS.get(request.GET.get("format", ""))
    if citation is not None:
        write, content_type, suffix = citation
        return _file(write(present_work(page, access, request)), content_type, f"{page.slug or 'page'}.{suffix}")
    return resource_page(request, page, present_resource(page, access, request))


def resource_page(request: HttpRequest, page: Any, view: ResourceView) -> HttpResponse:
    """A resource in the template of its kind: as it is today, or as a version had it."""
    templates = [f"resource_centre/resource/{page.kind.code}.html", "resource_centre/resource/resource.html"]
    canonical = request.build_absolute_uri(request.path)
    context = {"page": page, "view": view, "base_template": conf.base_template(), "canonical": canonical}
    response = TemplateResponse(request, templates, context)
    response.headers["Content-Language"] = get_language() or page.language
    return response


def _file(text: str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def render_permalink(request: HttpRequest, page: Any, **arguments: str) -> HttpResponse:
    """Lead from a permanent address to the page of today, or say that it is withdrawn.

    Raises Http404 when it is not in this centre or hidden.
    """
    access = access_of_request(request)
    found = Resource.objects.descendant_of(page).filter(uuid=arguments["uid"]).first()
    if found is None or not access.allows(found):
        archive = archive_of(found, access) if found is not None else None
        if archive is not None:
            return gone_page(request, page, archive)
        return _merged_or_404(request, page, access, arguments["uid"])
    response = HttpResponseRedirect(found.get_url(request) or "/")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _merged_or_404(request: HttpRequest, page: Any, access: Access, uid: str) -> HttpResponse:
    """The permanent address of an actor that was merged leads to the one that it became."""
    merged = Actor.objects.descendant_of(page).filter(uuid=uid, merged_into__isnull=False).first()
    kept = current_actor(merged) if merged is not None else None
    if kept is None or not access.allows(kept):
        raise Http404(_("This page is not available."))
    return now_at(kept.get_url(request) or "/")
