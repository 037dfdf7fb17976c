"""Pages that were merged with another: their form says so before anything is typed, and many are not published at once.

Such a page refuses to be published; without this the admin would answer with an error 500.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.admin.deletion import listed, quoted
from resource_centre.admin.duplicates import RECORD_URL, merges_of
from resource_centre.content.pages.actor import MERGED, Actor


def before_edit_page(request: HttpRequest, page: Page) -> None:
    """Say first what the form would refuse at the end, and lead to the merge, for whoever may undo it."""
    if request.method != "GET" or not isinstance(page, Actor) or page.merged_into is None:
        return
    merge = merges_of(request.user).filter(merged_actor=page.pk, undone_at=None).first()
    buttons = []
    if merge is not None:
        buttons = [messages.button(reverse(RECORD_URL, args=[merge.pk]), _("Go to the merge"))]
    messages.warning(request, str(MERGED) % {"title": page.merged_into.title}, buttons=buttons)


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Sequence[Page], action: Any
) -> HttpResponse | None:
    """For Wagtail's bulk publication: nothing is published, and a message says which pages are in the way."""
    if action_type != "publish" or not objects or not isinstance(objects[0], Page):
        return None
    is_deep = bool(action.cleaned_form.cleaned_data.get("include_descendants"))
    names = [quoted(title) for title in _merged(objects, below=is_deep)]
    if not names:
        return None
    words = _("Nothing was published. Merged with another page: %(pages)s. Leave them out, or undo the merge first.")
    messages.error(request, words % {"pages": listed(names, len(names))})
    return redirect("wagtailadmin_explore", objects[0].get_parent().pk)


def _merged(pages: Sequence[Page], *, below: bool) -> QuerySet[Any, str]:
    """Titles of those that were merged, and of those under them if `below`."""
    chosen = Q(pk__in=[page.pk for page in pages])
    for page in pages if below else ():
        chosen |= Q(path__startswith=page.path)
    return Actor.objects.filter(chosen).exclude(merged_into=None).order_by("title").values_list("title", flat=True)
