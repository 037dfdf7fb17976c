"""Publishing many pages at once, when some were merged with another.

Such a page refuses to be published; without this the admin would answer with an error 500.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.admin.deletion import listed, quoted
from resource_centre.content.pages.actor import Actor


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
