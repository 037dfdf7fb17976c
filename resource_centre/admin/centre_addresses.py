"""A centre that is moved or copied keeps an address that leads to it, as one that is made in a form does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.content.addresses import refusal_of
from resource_centre.content.keys import key_in, row_with_key
from resource_centre.content.pages.centre import ResourceCentrePage


def before_move_page(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before Wagtail asks for a confirmation, and before it moves the page."""
    return _refused(request, page, destination, page.slug)


def before_copy_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before Wagtail copies what its form says. A page that is none is left to the form."""
    if request.method != "POST":
        return None
    parent = page.get_parent()
    if chosen := request.POST.get("new_parent_page"):
        parent = row_with_key(Page.objects.all(), key_in(chosen) or 0)
    return _refused(request, page, parent, request.POST.get("new_slug", "").strip())


def _refused(request: HttpRequest, page: Page, parent: Page | None, slug: str) -> HttpResponse | None:
    """Why not, on the list where the page is; None when it may."""
    is_centre = issubclass(page.specific_class or Page, ResourceCentrePage)
    why = refusal_of(parent, slug) if is_centre and parent is not None and slug else ""
    if not why:
        return None
    messages.error(request, why)
    return redirect("wagtailadmin_explore", page.get_parent().pk)
