"""What happens when somebody deletes a page that other pages name: the answer lists them.

The database refuses it (RESTRICT); without this the admin would answer with an error 500.
"""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, Involvement, ResourceLink

#: Rows that hold a page: (model, field that names the page, field of the page that states the row).
HOLDERS = (
    (Involvement, "actor", "resource"),
    (ActorLink, "other", "actor"),
    (ResourceLink, "target", "resource"),
    (Evidence, "lesson", "resource"),
    (StudyAuthor, "actor", "study"),
    (EventSpeaker, "actor", "event"),
)
SHOWN = 5


def pages_that_name(pages: Iterable[Page]) -> Sequence[Page]:
    """Pages outside these branches that hold a relation to a page inside them, by title."""
    branches = [page.path for page in pages]
    holders: dict[int, Page] = {}
    for model, named, stating in HOLDERS:
        for branch in branches:
            rows = model._default_manager.filter(**{f"{named}__path__startswith": branch}).select_related(stating)
            holders.update({getattr(row, stating).pk: getattr(row, stating) for row in rows})
    outside = [page for page in holders.values() if not any(page.path.startswith(branch) for branch in branches)]
    return sorted(outside, key=lambda page: page.title)


def refuse_if_named(request: HttpRequest, pages: Sequence[Page]) -> HttpResponse | None:
    """Answer with a message that lists the pages in the way, or None when nothing is. Others' pages are counted."""
    holders = pages_that_name(pages)
    if not holders:
        return None
    named = [f"“{page}”" for page in without_others_pages(request.user, holders)]
    names = listed(named or [str(holders[0].cached_content_type.name)], len(holders))
    messages.error(
        request, _("Not deleted: it is named by %(pages)s. Remove those relations first.") % {"pages": names}
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def listed(names: Sequence[str], count: int) -> str:
    """The first of these names of pages, and how many more there are of `count`: "“A”, “B” and 3 other pages"."""
    shown = names[:SHOWN]
    more = count - len(shown)
    names = ", ".join(shown)
    if more <= 0:
        return names
    others = ngettext("and %(count)d other page", "and %(count)d other pages", more) % {"count": more}
    return f"{names} {others}"


def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """For Wagtail's page deletion."""
    return refuse_if_named(request, [page])


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Sequence[Page], _action: object
) -> HttpResponse | None:
    """For Wagtail's bulk deletion."""
    if action_type != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    return refuse_if_named(request, objects)
