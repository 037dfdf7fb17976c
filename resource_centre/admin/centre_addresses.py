"""A centre that is moved or copied keeps an address that leads to it, as one that is made in a form does."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.content.addresses import refusal_of
from resource_centre.content.keys import key_in, row_with_key
from resource_centre.content.pages.centre import ResourceCentrePage


def before_move_page(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Before Wagtail asks for a confirmation, and before it moves the page."""
    return _refused(request, page, destination, page.slug)


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Sequence[Page], action: Any
) -> HttpResponse | None:
    """Before Wagtail moves many pages at once: none is moved, and each centre that is in the way says why."""
    if action_type != "move" or not objects or not isinstance(objects[0], Page):
        return None
    destination = action.cleaned_form.cleaned_data["chooser"]
    reasons = [why for page in objects if (why := _reason(page, destination, page.slug))]
    return _said(request, objects[0], [_("Nothing was moved."), *reasons]) if reasons else None


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
    why = _reason(page, parent, slug)
    return _said(request, page, [why]) if why else None


def _reason(page: Page, parent: Page | None, slug: str) -> str:
    """Why a page may not bear that slug there; "" when it may, or when it is no centre."""
    is_centre = issubclass(page.specific_class or Page, ResourceCentrePage)
    return refusal_of(parent, slug) if is_centre and parent is not None and slug else ""


def _said(request: HttpRequest, page: Page, reasons: Sequence[str]) -> HttpResponse:
    """These reasons as one message, on the list where the page is."""
    messages.error(request, " ".join(reasons))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
