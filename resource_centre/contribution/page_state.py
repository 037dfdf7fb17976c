"""Whether a page takes a change now: it is published, by itself, and no other version of it is about to be."""

from typing import Any

from django.utils.translation import gettext as _

from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import PageBusy


def is_published(page: Resource) -> bool:
    """Whether readers see it. An alias follows its source: what is done to a page is done to that one."""
    return bool(page.live and not page.alias_of_id)


def check_published(page: Resource | None) -> Resource:
    """The page. Raises PageBusy when it is not published, or is no more."""
    if page is None or not is_published(page):
        raise PageBusy(_("This page is not published: publish it first, or take it out of the archive."))
    return page


def check_at_rest(page: Any) -> None:
    """Raise PageBusy when a version of it, which knows nothing of a change made now, waits for a review or its day.

    page: of its concrete class.
    """
    if page.current_workflow_state is not None:
        raise PageBusy(_("A version of this page is being reviewed: end that review first."))
    if page.approved_schedule:
        raise PageBusy(_("A version of this page will be published later: cancel that first."))
