"""Pages to re-read, in Wagtail's admin: which, why, who is in charge; and saying that one still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_valid_next_url_from_request

from resource_centre.access.contribution import decided_by, may_decide
from resource_centre.admin.explorable import without_others_pages
from resource_centre.content.dates import day_in_words
from resource_centre.content.days import site_today
from resource_centre.content.keys import row_with_key
from resource_centre.content.kinds import all_kinds, kind_by_code, kind_model
from resource_centre.content.pages.base import Resource
from resource_centre.content.people import shown_name
from resource_centre.contribution.errors import ContributionError, NotAllowed
from resource_centre.workflow.clock.charge import Charge
from resource_centre.workflow.clock.due import Urgency, pages_to_re_read
from resource_centre.workflow.clock.models import ReReading
from resource_centre.workflow.clock.periods import next_review
from resource_centre.workflow.clock.reviewing import MarkReviewed

LIST_URL, REVIEW_URL = "resource_centre_to_re_read", "resource_centre_review"
EACH_PAGE = 30


@dataclass(frozen=True)
class Reason:
    """A page whose meaning changed, and when. title: "" for one that this user does not meet in the admin."""

    title: str
    url: str
    since: datetime


@dataclass(frozen=True)
class ReReadingLine:
    """A page in the list. keeper: "" when all who publish it are in charge."""

    title: str
    edit_url: str
    review_url: str
    kind: str
    is_late: bool
    review_by: date | None
    reasons: tuple[Reason, ...]
    keeper: str


@dataclass(frozen=True)
class Filters:
    """What the address asks for: Filters("tool", mine=True)."""

    kind: str
    mine: bool

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Filters":
        """A kind that there is not is no filter."""
        kind = asked.get("kind", "")
        return cls(kind if kind_by_code(kind) is not None else "", asked.get("mine") == "1")

    @property
    def query(self) -> str:
        """As it stands in an address, to be followed by the page: "kind=tool&mine=1&"."""
        found = urlencode({name: value for name, value in (("kind", self.kind), ("mine", "1" * self.mine)) if value})
        return f"{found}&" if found else ""


def list_of_pages(request: HttpRequest) -> HttpResponse:
    """Pages to re-read on which this user decides: late ones first, then those marked, then those due soon."""
    filters, today = Filters.of(request.GET), site_today()
    pages = pages_to_re_read(today).filter(pk__in=decided_by(request.user).values("pk"))
    if filters.kind:
        pages = pages.filter(pk__in=kind_model(filters.kind).objects.values("pk"))
    if filters.mine:
        pages = pages.filter(pk__in=Charge(pages).of_user(request.user))
    shown = Paginator(pages, EACH_PAGE).get_page(request.GET.get("p"))
    context = {
        "lines": _lines(list(shown), request, filters),
        "shown": shown,
        "filters": filters,
        "kinds": [(kind.code, kind.plural) for kind in all_kinds()],
    }
    return TemplateResponse(request, "resource_centre/admin/to_re_read.html", context)


def _lines(pages: Sequence[Any], request: HttpRequest, filters: Filters) -> list[ReReadingLine]:
    """Four queries, and as many for each person in charge."""
    keys = [page.pk for page in pages]
    reasons = reasons_of(keys, request.user)
    names = Charge(Resource.objects.filter(pk__in=keys)).names()
    back = urlencode({"next": f"{reverse(LIST_URL)}?{filters.query}".rstrip("?&")})
    return [
        ReReadingLine(
            title=page.get_admin_display_title(),
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            review_url=f"{reverse(REVIEW_URL, args=[page.pk])}?{back}",
            kind=str(page.specific_class.kind.label),
            is_late=page.urgency == Urgency.LATE,
            review_by=page.review_by,
            reasons=reasons.get(page.pk, ()),
            keeper=names.get(page.pk, ""),
        )
        for page in pages
    ]


def reasons_of(pages: Sequence[int], user: Any) -> dict[int, tuple[Reason, ...]]:
    """Why these pages are marked, the oldest reason first; two queries."""
    marks = ReReading.objects.filter(resource__in=pages, closed_at=None).select_related("because")
    marks = marks.defer("because__body", "because__extra")
    rows = list(marks.order_by("since", "pk"))
    own = {page.pk for page in without_others_pages(user, {mark.because for mark in rows})}
    found: dict[int, tuple[Reason, ...]] = {}
    for mark in rows:
        is_own = mark.because_id in own
        url = reverse("wagtailadmin_pages:edit", args=[mark.because_id]) if is_own else ""
        reason = Reason(mark.because.title if is_own else "", url, mark.since)
        found[mark.resource_id] = (*found.get(mark.resource_id, ()), reason)
    return found


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that a page was re-read. Whoever may not publish it is answered as if nothing were there."""
    page = row_with_key(Resource.objects.filter(alias_of=None).select_related("reviewed_by"), pk)
    if page is None or not may_decide(request.user, page):
        raise Http404
    if request.method != "POST":
        return _confirm(request, page)
    try:
        done = MarkReviewed(page, request.user).execute()
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        response = _confirm(request, page, str(error))
        response.status_code = error.http_status
        return response
    words = {"title": done.title, "date": day_in_words(done.review_by) if done.review_by else ""}
    messages.success(request, _("“%(title)s” is re-read. Next time: before %(date)s.") % words)
    return HttpResponseRedirect(get_valid_next_url_from_request(request) or _edit(page))


def _confirm(request: HttpRequest, page: Resource, problem: str = "") -> HttpResponse:
    edit_url = _edit(page)
    context = {
        "page": page,
        "reviewed_by": shown_name(page.reviewed_by) if page.reviewed_by else "",
        "problem": problem,
        "reasons": reasons_of([page.pk], request.user).get(page.pk, ()),
        "next_review": next_review(page, site_today()),
        "has_draft": page.has_unpublished_changes,
        "edit_url": edit_url,
        "back_url": get_valid_next_url_from_request(request) or edit_url,
    }
    return TemplateResponse(request, "resource_centre/admin/review.html", context)


def _edit(page: Resource) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
