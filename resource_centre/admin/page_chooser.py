"""Wagtail's chooser of pages: it tells no title of a page of a centre to whoever may neither read nor edit it.

Wagtail offers every page, drafts of others included, to whoever may come into the admin. Pages outside centres are the
host's business.

Its search names, beside each page, the one above it; and no hook comes between the two. So what stands below a hidden
page (a list that was withdrawn, with pages that were not) is not offered either: its address can be typed.

It opens on the page that is above all those of the sort that is chosen, which may be hidden itself. What stands above a
page that is not hidden, in its breadcrumb, is met in the explorer, or read.
"""

from functools import wraps
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.admin.views.chooser import BrowseView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from resource_centre.access.visibility import access_of_request
from resource_centre.content.pages.centre import ResourceCentrePage


def construct_page_chooser_queryset(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Leave out what is hidden, when browsing and when searching. Raises Http404 below a page that is hidden itself,
    of which the chooser would print the title."""
    hidden = hidden_pages(request)
    above = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if above is not None and hidden.filter(pk=above).exists():
        raise Http404
    # By their numbers: the search of pages filters by fields that it knows, and by no other table.
    return pages.exclude(pk__in=hidden.values("pk"))


def guard_first_page() -> None:
    """Make Wagtail's chooser open on a page that it may name, by the method that lists what is below."""
    listed = BrowseView.get_object_list

    @wraps(listed)
    def below_what_is_told(view: BrowseView) -> Any:
        if not view.kwargs.get("parent_page_id"):
            view.parent_page = nearest_told(view.parent_page, view.request)
        return listed(view)

    BrowseView.get_object_list = below_what_is_told


def nearest_told(page: Page, request: HttpRequest) -> Page:
    """That page; or, where it is hidden, the nearest above it that is not."""
    if page.is_root():
        return page
    hidden = hidden_pages(request).values("pk")
    told = page.get_ancestors(inclusive=True).exclude(pk__in=hidden).last()
    return page if told is None or told.pk == page.pk else told.specific


def hidden_pages(request: HttpRequest) -> QuerySet[Page]:
    """Pages of centres that this person neither reads on the site nor meets in Wagtail's explorer; and, but for those
    that they meet there, the pages below (two queries)."""
    user: Any = request.user
    pages: QuerySet[Page] = Page.objects.all()
    if user.is_superuser:
        return pages.none()
    inside = Q(pk__in=())
    for path in ResourceCentrePage.objects.values_list("path", flat=True):
        inside |= Q(path__startswith=path)
    explored = page_permission_policy.explorable_instances(user)
    theirs = pages.filter(inside).exclude(pk__in=explored.values("pk"))
    hidden = ~access_of_request(request).q()
    for path in theirs.filter(hidden, numchild__gt=0).values_list("path", flat=True):
        hidden |= Q(path__startswith=path)
    return theirs.filter(hidden)
