"""What the form of a page says when the workflow of its centre has no step in use: why it cannot be handed in."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.content.reviewed_versions import ReviewedVersions


def before_edit_page(request: HttpRequest, page: Page) -> None:
    """Before the form of a page; after a draft was saved as well, since that leads back to it."""
    if request.method != "GET" or not isinstance(page, ReviewedVersions):
        return
    workflow = Page.get_workflow(page)
    if workflow is not None and not page.has_workflow:
        words = _(
            "No step of the workflow “%(name)s” is in use: a draft is kept, but cannot be handed in for review. An "
            "administrator switches a step on in Settings > Workflow tasks."
        )
        messages.warning(request, words % {"name": workflow.name})


def before_create_page(request: HttpRequest, parent: Page, _model: type[Page]) -> None:
    """Before the form of a new page, which its list says the workflow of."""
    before_edit_page(request, parent)
