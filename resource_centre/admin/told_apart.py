"""“They are two”: a pair leaves the list of duplicates; those that left it, who said so, and the way back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from resource_centre.access.contribution import decided_by
from resource_centre.admin.duplicates_pairs import LIST_URL, kind_in, said_there, two_of
from resource_centre.admin.duplicates_view import title_of
from resource_centre.content.people import shown_name
from resource_centre.contribution.duplicates.apart import Apart, PutBack, TellApart, rows_told_apart
from resource_centre.contribution.duplicates.concepts import may_merge_concepts
from resource_centre.contribution.duplicates.models import MergeKind, ToldApart
from resource_centre.contribution.errors import ContributionError, NotAllowed

APART_URL, TELL_URL, BACK_URL = (
    "resource_centre_told_apart", "resource_centre_tell_apart", "resource_centre_put_back",
)  # fmt: skip
EACH_PAGE = 30


@dataclass(frozen=True)
class ApartLine:
    """Two in the list, and where they are put back."""

    url: str
    first: str
    second: str
    by: str
    at: datetime


def apart_for(user: Any, kind: MergeKind, apart: Apart) -> QuerySet[ToldApart]:
    """Those told apart of which this user may merge the two."""
    rows = rows_told_apart(kind, apart)
    if kind == MergeKind.CONCEPT:
        return rows if may_merge_concepts(user) else rows.none()
    pages = decided_by(user).values("pk")
    return rows.filter(first_actor__in=pages, second_actor__in=pages)


def told_apart(request: HttpRequest) -> HttpResponse:
    """Who was told apart from whom, when, by whom."""
    kind = kind_in(request)
    shown = Paginator(apart_for(request.user, kind, Apart.of(kind)), EACH_PAGE).get_page(request.GET.get("p"))
    context = {
        "kind": str(kind),
        "may": kind == MergeKind.ACTOR or may_merge_concepts(request.user),
        "shown": shown,
        "lines": [_line(kind, row) for row in shown],
        "here": reverse(APART_URL),
        "list_url": reverse(LIST_URL),
        **said_there(request),
    }
    return TemplateResponse(request, "resource_centre/admin/told_apart.html", context)


def _line(kind: MergeKind, row: ToldApart) -> ApartLine:
    first, second = row.first, row.second
    assert first is not None  # noqa: S101 - the database refuses
    assert second is not None  # noqa: S101
    url = reverse(BACK_URL, args=[kind, first.pk, second.pk])
    by = shown_name(row.by) if row.by is not None else ""
    return ApartLine(url, title_of(first), title_of(second), by, row.at)


@require_POST
def tell_apart(request: HttpRequest, kind: str, first: int, second: int) -> HttpResponse:
    """They are two."""
    two = two_of(kind, first, second)
    said = _("“%(first)s” and “%(second)s” are two: they are not offered any more.")
    return _done(
        request, TellApart(*two, request.user), said, reverse(LIST_URL), {"kind": kind, "pairs": _page(request)}
    )


@require_POST
def put_back(request: HttpRequest, kind: str, first: int, second: int) -> HttpResponse:
    """They may be one after all."""
    two = two_of(kind, first, second)
    said = _("“%(first)s” and “%(second)s” are offered again.")
    return _done(request, PutBack(*two, request.user), said, reverse(APART_URL), {"kind": kind, "p": _page(request)})


def _page(request: HttpRequest) -> str:
    """The page of the list from which the button was pressed."""
    return request.POST.get("page", "")


def _done(
    request: HttpRequest, mutation: TellApart | PutBack, said: str, back: str, query: dict[str, str]
) -> HttpResponse:
    try:
        mutation.execute()
        names = {"first": title_of(mutation.first), "second": title_of(mutation.second)}
        messages.success(request, said % names)
    except NotAllowed:
        raise Http404 from None
    except ContributionError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{back}?{urlencode({name: value for name, value in query.items() if value})}")


def told_apart_urls(base: str) -> list[Any]:
    """Addresses of the list and of its buttons."""
    two = f"{base}<str:kind>/<int:first>/<int:second>/"
    return [
        path(f"{base}told-apart/", told_apart, name=APART_URL),
        path(f"{two}tell-apart/", tell_apart, name=TELL_URL),
        path(f"{two}put-back/", put_back, name=BACK_URL),
    ]
