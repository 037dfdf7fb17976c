"""The review queue in Wagtail's admin: everything that waits for the person who looks, what is late first."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from resource_centre.access.contribution import decided_by
from resource_centre.access.visibility import published_today
from resource_centre.admin.queue_form import read_form
from resource_centre.content.days import site_today
from resource_centre.content.pages.base import Resource
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.workflow.bulk import accept_from_list
from resource_centre.workflow.handling import AssignItem, PostponeItem, find_item, person_for
from resource_centre.workflow.letters import STEP_URL
from resource_centre.workflow.queue import waiting_for
from resource_centre.workflow.queue_items import QueueItem, load_items
from resource_centre.workflow.records import Sort
from resource_centre.workflow.stuck import stuck_tasks

QUEUE_URL, HANDLE_URL = "resource_centre_queue", "resource_centre_handle"
EACH_PAGE = 30
OLDEST = 5

_DETAILS = {
    Sort.STEP: STEP_URL,
    Sort.PROPOSAL: "resource_centre_proposal",
    Sort.MEMBER: "resource_centre_member_request",
}


@dataclass(frozen=True)
class QueueLine:
    """A line of the list, and where it leads."""

    item: QueueItem
    url: str

    @property
    def waited(self) -> str:
        """How long it waits, in words: "2 days, 3 hours"; the seconds of the first minute are no "0 minutes"."""
        is_new = timezone.now() - self.item.since < timedelta(minutes=1)
        return _("less than a minute") if is_new else timesince(self.item.since)


def item_url(sort: str, pk: int) -> str:
    """Where one thing is read and decided."""
    if sort == Sort.REPORT:
        return f"{reverse('resource_centre_reports')}?report={pk}"
    return reverse(_DETAILS[Sort(sort)], args=[pk])


def queue(request: HttpRequest) -> HttpResponse:
    """What waits; a post accepts the minor changes that are ticked."""
    if request.method == "POST":
        return _bulk(request)
    form = read_form(request)
    found = waiting_for(request.user, form.wanted)
    today = site_today()
    shown = Paginator(found, EACH_PAGE).get_page(request.GET.get("p"))
    lines = [QueueLine(item, item_url(item.sort, item.pk)) for item in load_items(request.user, list(shown))]
    context = {
        "form": form,
        "lines": lines,
        "shown": shown,
        "total": len(found),
        "late": sum(1 for one in found if one.due_on < today),
        "can_bulk": any(line.item.can_bulk for line in lines),
        "oldest": [] if found or form.is_filtered else _oldest(request.user),
        "here": request.get_full_path(),
        "stuck": stuck_tasks() if request.user.is_superuser else (),
    }
    return TemplateResponse(request, "resource_centre/admin/queue.html", context)


def _oldest(user: Any) -> list[Resource]:
    """Nothing waits: the pages that nobody has read again for longest."""
    pages = Resource.objects.filter(published_today(), pk__in=decided_by(user).values("pk"), review_by__isnull=False)
    return list(pages.order_by("review_by", "pk")[:OLDEST])


def _bulk(request: HttpRequest) -> HttpResponse:
    ticked = request.POST.getlist("minor")
    done, refused = accept_from_list(request.user, ticked)
    if done:
        words = ngettext("%(count)d change accepted.", "%(count)d changes accepted.", done)
        messages.success(request, words % {"count": done})
    for one in refused:
        messages.error(request, f"{one.title}{_(':')} {one.why}")
    if not ticked:
        messages.warning(request, _("Tick at least one minor change."))
    left = len(ticked) - done - len(refused)
    if left:
        words = ngettext(
            "%(count)d change that you ticked no longer waits for you: it was left as it is.",
            "%(count)d changes that you ticked no longer wait for you: they were left as they are.",
            left,
        )
        messages.warning(request, words % {"count": left})
    return HttpResponseRedirect(way_back(request))


@require_POST
def handle(request: HttpRequest, sort: str, pk: int) -> HttpResponse:
    """Take, give or put off one thing. What is not this person's is answered as if it were not there."""
    try:
        item = find_item(sort, pk, request.user)
        act = request.POST.get("act", "")
        if act == "take":
            AssignItem(item, request.user, request.user).execute()
            messages.success(request, _("It is yours."))
        elif act == "assign":
            to = request.POST.get("to", "")
            AssignItem(item, request.user, person_for(item, to) if to else None).execute()
            messages.success(request, _("Done."))
        elif act == "postpone":
            PostponeItem(item, request.user, day_typed(request.POST.get("until", ""))).execute()
            messages.success(request, _("It has another day."))
        else:
            raise Http404
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(way_back(request))


def day_typed(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def way_back(request: HttpRequest) -> str:
    """Where the post came from, on this site."""
    here = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(here, allowed_hosts={request.get_host()})
    return here if is_ours else reverse(QUEUE_URL)
