"""An editor's form is saved in one transaction that holds its page.

Wagtail reads the page, checks the form, stores a version and publishes it one after the other, each by itself: what is
accepted between two of them would be undone unseen, and a failure would leave half of it. Held, the form sees what was
accepted before (and refuses: `newer_versions`), or the acceptance sees the form's version (and refuses: TextChanged).
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

from resource_centre.content.holding import hold_page
from resource_centre.content.pages.base import Resource

_HELD = "resource_centre_page_is_held"


def before_edit_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer a posted form by the view that it was sent to, asked again within a transaction that has the page's row.

    That view is Wagtail's form of a page, or the one that puts an old version back.
    """
    view = request.resolver_match
    if request.method != "POST" or view is None or not isinstance(page, Resource) or hasattr(request, _HELD):
        return None
    setattr(request, _HELD, True)
    with transaction.atomic():
        hold_page(page.pk)
        answer: HttpResponse = view.func(request, *view.args, **view.kwargs)
        return answer
