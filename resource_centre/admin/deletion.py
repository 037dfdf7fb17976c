"""What happens when somebody deletes a page that other pages name, or that others worked on: they are told before.

The database refuses to delete what is named (RESTRICT); without this the admin would answer with an error 500.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page

from resource_centre.access.contribution import may_decide
from resource_centre.access.membership_models import Membership
from resource_centre.admin.archiving import ARCHIVE_URL
from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.pages.actor import Actor
from resource_centre.content.pages.base import Resource
from resource_centre.content.pages.event import EventSpeaker
from resource_centre.content.pages.study import StudyAuthor
from resource_centre.content.relations import ActorLink, Evidence, Involvement, ResourceLink
from resource_centre.contribution.discussion.models import Thread
from resource_centre.contribution.models import Proposal
from resource_centre.contribution.page_state import is_published

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
    named = [quoted(str(page)) for page in without_others_pages(request.user, holders)]
    names = listed(named or [str(holders[0].cached_content_type.name)], len(holders))
    messages.error(
        request, _("Not deleted: it is named by %(pages)s. Remove those relations first.") % {"pages": names}
    )
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def quoted(title: str) -> str:
    """A title between the quotation marks of the language."""
    return _("“%(title)s”") % {"title": title}


def listed(names: Sequence[str], count: int) -> str:
    """The first of these names of pages, and how many more there are of `count`: "“A”, “B” and 3 other pages"."""
    shown = names[:SHOWN]
    more = count - len(shown)
    names = ", ".join(shown)
    if more <= 0:
        return names
    others = ngettext("and %(count)d other page", "and %(count)d other pages", more) % {"count": more}
    return f"{names} {others}"


def work_lost(page: Page) -> str:
    """What people wrote about these pages, or may do there, and is deleted with them: "3 proposals, 1 discussion, the
    places of 2 people in teams"; or nothing."""
    below = Q(resource__path__startswith=page.path)
    proposals = Proposal.objects.filter(below | Q(centre__path__startswith=page.path)).count()
    of_new_pages = Q(proposal__centre__path__startswith=page.path)
    threads = Thread.objects.filter(below | of_new_pages).count()
    places = Membership.objects.filter(actor__path__startswith=page.path).count()
    words = []
    if proposals:
        words.append(ngettext("%(count)d proposal", "%(count)d proposals", proposals) % {"count": proposals})
    if threads:
        words.append(ngettext("%(count)d discussion", "%(count)d discussions", threads) % {"count": threads})
    if places:
        said = ngettext("the place of %(count)d person in a team", "the places of %(count)d people in teams", places)
        words.append(said % {"count": places})
    return ", ".join(words)


def addresses_lost(page: Page) -> Sequence[Actor]:
    """Actors of this branch whose addresses lead out of it since a merge, and would lead nowhere."""
    merged = Actor.objects.filter(path__startswith=page.path).exclude(merged_into=None)
    return list(merged.exclude(merged_into__path__startswith=page.path).select_related("merged_into").order_by("title"))


def warn_of_loss(request: HttpRequest, page: Page) -> None:
    """Say what goes with a page before it is deleted, and offer to archive it instead."""
    if lost := work_lost(page):
        way_out = []
        if isinstance(page, Resource) and is_published(page) and may_decide(request.user, page):
            way_out = [messages.button(reverse(ARCHIVE_URL, args=[page.pk]), _("Archive…"))]
        words = _("Deleted with this page: %(what)s. A page that is archived, or no longer published, keeps them.")
        messages.warning(request, words % {"what": lost}, buttons=way_out)
    for actor in addresses_lost(page)[:SHOWN]:
        kept: Any = actor.merged_into
        words = _("Since a merge, the address of “%(merged)s” leads to “%(kept)s”. Without the page, it leads nowhere.")
        messages.warning(request, words % {"merged": actor.title, "kept": kept.title})


def refuse_if_lost(request: HttpRequest, pages: Sequence[Page]) -> HttpResponse | None:
    """Of many at once nothing is said beforehand: those with which something goes are deleted one by one."""
    names = [quoted(str(page)) for page in pages if work_lost(page) or addresses_lost(page)]
    if not names:
        return None
    words = _(
        "Not deleted: proposals, discussions, teams or addresses would go with %(pages)s. Delete these pages one by"
        " one: you will read which."
    )
    messages.error(request, words % {"pages": listed(names, len(names))})
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    """For Wagtail's page deletion: called for the question, and for the answer."""
    refusal = refuse_if_named(request, [page])
    if refusal is None and request.method == "GET":
        warn_of_loss(request, page)
    return refusal


def before_bulk_action(
    request: HttpRequest, action_type: str, objects: Sequence[Page], _action: object
) -> HttpResponse | None:
    """For Wagtail's bulk deletion."""
    if action_type != "delete" or not objects or not isinstance(objects[0], Page):
        return None
    return refuse_if_named(request, objects) or refuse_if_lost(request, objects)
