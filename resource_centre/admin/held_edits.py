"""An editor's form is saved in one transaction that holds its page.

Wagtail reads the page, checks the form, stores a version and publishes it one after the other, each by itself: what is
accepted between two of them would be undone unseen, and a failure would leave half of it. Held, the form sees what was
accepted before (and refuses: `newer_versions`), or the acceptance sees the form's version (and refuses: TextChanged).
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from resource_centre.content.pages.base import Resource

_HELD = "resource_centre_page_is_held"
_edit = EditView.as_view()


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer a posted form by Wagtail's own view, asked again within a transaction that has the page's row."""
    if request.method != "POST" or not isinstance(page, Resource) or hasattr(request, _HELD):
        return None
    setattr(request, _HELD, True)
    with transaction.atomic():
        Page.objects.select_for_update().filter(pk=page.pk).first()
        answer: HttpResponse = _edit(request, page.pk)
        return answer
